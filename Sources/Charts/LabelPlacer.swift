/// Finds room for names along lines.
///
/// A line is kept as the range of heights that it covers in each two-pixel column; a name is a box. The placer
/// tries boxes above, below and beside its line and takes the one that touches nothing, lies closest to its own
/// line and can't be read as another's.
struct LabelPlacer {
  /// A rectangle in pixels from the plot's upper left corner.
  struct Box: Equatable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    func overlaps(_ other: Box, margin: Double = 2) -> Bool {
      x < other.x + other.width + margin && other.x < x + width + margin
        && y < other.y + other.height + margin && other.y < y + height + margin
    }
  }

  private static let column = 2.0
  /// Above this a legend is clearer than the name.
  private static let acceptable = 34.0

  let width: Double
  let height: Double
  private var profiles: [[ClosedRange<Double>?]] = []
  private(set) var taken: [Box] = []

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// Adds a line, given by runs of points in pixels, and returns its number.
  mutating func add(_ runs: [[(x: Double, y: Double)]]) -> Int {
    var profile = [ClosedRange<Double>?](repeating: nil, count: Int(width / Self.column) + 1)
    for run in runs {
      if run.count == 1 { cover(&profile, run[0], run[0]) }
      for (start, end) in zip(run, run.dropFirst()) { cover(&profile, start, end) }
    }
    profiles.append(profile)
    return profiles.count - 1
  }

  /// Keeps a box free.
  mutating func block(_ box: Box) { taken.append(box) }

  /// A place for a name of the given size beside a line, or nil when none is clear enough.
  ///
  /// - Complexity: O(candidates x columns of the box x lines).
  mutating func place(_ line: Int, width boxWidth: Double, height boxHeight: Double) -> Box? {
    var best: (cost: Double, box: Box)?
    for box in candidates(line, boxWidth, boxHeight) {
      guard let cost = cost(of: box, for: line), cost < best?.cost ?? Self.acceptable else {
        continue
      }
      best = (cost, box)
    }
    if let best { taken.append(best.box) }
    return best?.box
  }

  private func cover(
    _ profile: inout [ClosedRange<Double>?], _ start: (x: Double, y: Double),
    _ end: (x: Double, y: Double)
  ) {
    let (left, right) = start.x <= end.x ? (start, end) : (end, start)
    let first = max(0, Int(left.x / Self.column))
    let last = min(profile.count - 1, Int(right.x / Self.column))
    guard first <= last else { return }
    for index in first...last {
      let from = max(left.x, Double(index) * Self.column)
      let to = min(right.x, Double(index + 1) * Self.column)
      let slope = right.x > left.x ? (right.y - left.y) / (right.x - left.x) : 0
      var low = left.y + slope * (from - left.x)
      var high = left.y + slope * (max(from, to) - left.x)
      if right.x <= left.x { (low, high) = (left.y, right.y) }
      let range = min(low, high)...max(low, high)
      let before = profile[index] ?? range
      profile[index] =
        min(before.lowerBound, range.lowerBound)...max(before.upperBound, range.upperBound)
    }
  }

  private func columns(_ box: Box) -> Range<Int> {
    let first = max(0, Int(box.x / Self.column))
    let last = min(Int(width / Self.column), Int((box.x + box.width) / Self.column))
    return first..<max(first, last) + 1
  }

  private func candidates(_ line: Int, _ boxWidth: Double, _ boxHeight: Double) -> [Box] {
    var boxes: [Box] = []
    let profile = profiles[line]
    for left in stride(from: 4, through: max(4, width - boxWidth - 2), by: 6) {
      let box = Box(x: left, y: 0, width: boxWidth, height: boxHeight)
      let covered = profile[columns(box)].compactMap(\.self)
      guard let top = covered.map(\.lowerBound).min(),
        let bottom = covered.map(\.upperBound).max()
      else { continue }
      boxes.append(Box(x: left, y: top - 4 - boxHeight, width: boxWidth, height: boxHeight))
      boxes.append(Box(x: left, y: bottom + 3, width: boxWidth, height: boxHeight))
    }
    for top in stride(from: 2, through: height - boxHeight - 2, by: 6) {
      let crossing = profile.indices.filter { index in
        profile[index].map { $0.lowerBound <= top + boxHeight && $0.upperBound >= top } ?? false
      }
      guard let first = crossing.first, let last = crossing.last else { continue }
      boxes.append(
        Box(x: Double(last + 1) * Self.column + 6, y: top, width: boxWidth, height: boxHeight))
      boxes.append(
        Box(
          x: Double(first) * Self.column - 6 - boxWidth, y: top, width: boxWidth,
          height: boxHeight))
    }
    return boxes
  }

  /// How bad a place is: nil when it is no place at all.
  private func cost(of box: Box, for line: Int) -> Double? {
    guard box.x >= 2, box.x + box.width <= width - 1, box.y >= 1, box.y + box.height <= height - 2,
      !taken.contains(where: { $0.overlaps(box) })
    else { return nil }
    let own = distance(box, line)
    var cost = 0.012 * abs(box.x + box.width / 2 - 0.62 * width)
    cost += own.nearest + 0.4 * own.mean + 60 * own.touches
    for other in profiles.indices where other != line {
      let gap = distance(box, other)
      cost += 70 * gap.touches
      // Nearer to another line than to its own, a name would be read as the other's.
      if gap.nearest < own.nearest + 1 { cost += 40 }
      if gap.nearest < own.nearest + 4 { cost += 8 }
    }
    return cost
  }

  /// Mean and least distance between a box and a line, and the share of the box's columns that the line touches.
  private func distance(_ box: Box, _ line: Int) -> (mean: Double, nearest: Double, touches: Double)
  {
    let range = columns(box)
    let reach = 5  // columns left and right of the box where the line is still near
    var (sum, nearest, touches, present) = (0.0, Double.infinity, 0.0, 0.0)
    let seen =
      max(0, range.lowerBound - reach)..<min(profiles[line].count, range.upperBound + reach)
    for index in seen {
      guard let covered = profiles[line][index] else { continue }
      let gap = max(covered.lowerBound - (box.y + box.height), box.y - covered.upperBound)
      let aside = max(range.lowerBound - index, index - range.upperBound + 1, 0)
      nearest = min(nearest, max(gap, Double(aside) * Self.column, 0))
      guard aside == 0 else { continue }
      present += 1
      sum += max(0, gap)
      if gap < 1 { touches += 1 }
    }
    return (present > 0 ? sum / present : 0, nearest, touches / Double(range.count))
  }

  /// Whether a box touches no line and no other box.
  func isFree(_ box: Box) -> Bool {
    box.x >= 0 && box.x + box.width <= width && !taken.contains { $0.overlaps(box) }
      && profiles.indices.allSatisfy { distance(box, $0).touches == 0 }
  }
}
