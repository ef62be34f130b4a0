/// The `d` attribute of a path, in relative integers of a tenth of a unit so that rounding never drifts.
struct PathData {
  private(set) var text = ""
  private var last = (x: 0, y: 0)
  private var command: Character = " "

  /// Starts a new piece.
  mutating func move(_ x: Double, _ y: Double) {
    let target = Self.tenths(x, y)
    text += "M" + Self.written(target.x) + " " + Self.written(target.y)
    last = target
    command = "M"
  }

  /// Draws a straight line; nothing for a step shorter than a twentieth of a unit.
  mutating func line(_ x: Double, _ y: Double) {
    let target = Self.tenths(x, y)
    let step = (x: target.x - last.x, y: target.y - last.y)
    guard step != (0, 0) else { return }
    let first = Self.written(step.x)
    if command != "l" { text += "l" } else if !first.hasPrefix("-") { text += " " }
    let second = Self.written(step.y)
    text += first + (second.hasPrefix("-") ? "" : " ") + second
    last = target
    command = "l"
  }

  /// Closes the piece.
  mutating func close() {
    text += "z"
    command = "z"
  }

  private static func tenths(_ x: Double, _ y: Double) -> (x: Int, y: Int) {
    (Int((10 * max(-1e8, min(1e8, x))).rounded()), Int((10 * max(-1e8, min(1e8, y))).rounded()))
  }

  private static func written(_ tenths: Int) -> String {
    let magnitude = tenths.magnitude
    let sign = tenths < 0 ? "-" : ""
    if magnitude % 10 == 0 { return sign + String(magnitude / 10) }
    return sign + (magnitude < 10 ? "" : String(magnitude / 10)) + "." + String(magnitude % 10)
  }
}

/// A line's points on the plot, in units of a nominal plot, with its gaps.
struct PlottedLine {
  /// Runs of neighbouring points without a gap between them.
  let runs: [[(x: Double, y: Double)]]

  /// Places the points of a line. A value without a place on its axis ends a run.
  ///
  /// - Complexity: O(count).
  init(x: [Double], y: [Double], xMap: AxisMap, yMap: AxisMap, width: Double, height: Double) {
    var runs: [[(x: Double, y: Double)]] = []
    var run: [(x: Double, y: Double)] = []
    for (position, value) in zip(x, y) {
      if let across = xMap.fraction(position), let up = yMap.fraction(value) {
        run.append((across * width, (1 - up) * height))
      } else if !run.isEmpty {
        runs.append(run)
        run = []
      }
    }
    if !run.isEmpty { runs.append(run) }
    self.runs = runs
  }

  /// The path of all runs of two points or more.
  var path: String {
    var data = PathData()
    for run in runs where run.count > 1 {
      let points = Self.thinned(run)
      data.move(points[0].x, points[0].y)
      for point in points.dropFirst() { data.line(point.x, point.y) }
    }
    return data.text
  }

  /// Points that have no neighbour to be joined to.
  var isolated: [(x: Double, y: Double)] { runs.filter { $0.count == 1 }.map { $0[0] } }

  /// Keeps first, lowest, highest and last point of each unit of width: no eye can tell the difference, and ten
  /// thousand training steps take the room of a few hundred (Jugel et al. 2014).
  static func thinned(_ run: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    guard run.count > 1200 else { return run }
    var kept: [(x: Double, y: Double)] = []
    var start = 0
    while start < run.count {
      let column = run[start].x.rounded(.down)
      var end = start
      var low = start
      var high = start
      while end < run.count && run[end].x.rounded(.down) == column {
        if run[end].y < run[low].y { low = end }
        if run[end].y > run[high].y { high = end }
        end += 1
      }
      for index in Set([start, low, high, end - 1]).sorted() { kept.append(run[index]) }
      start = end
    }
    return kept
  }
}
