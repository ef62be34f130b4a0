/// Draws the two axes of a plot: grid, marks, labels; and says how much room they need.
struct PlotAxes {
  let x: AxisMap
  let y: AxisMap
  /// Whether horizontal grid lines cross the plot (not over filled maps).
  var grid = true
  /// Whether to print the first position too when the marks begin well after it (time step 1).
  var startMark = true
  /// What is drawn.
  var parts: Set<Part> = [.xMarks, .xLabel, .yLabel]

  /// What may be left out when plots share an axis.
  enum Part { case xMarks, xLabel, yLabel, verticalGrid }

  /// Widest line of a label in pixels on a 400-pixel screen.
  private static let lineWidth = 318.0
  private static let tickSize = 12.0
  private static let labelSize = 12.5

  /// Draws into a drawing whose height is set, and widens its margins.
  func draw(into drawing: inout Drawing) {
    if parts.contains(.xMarks) { drawHorizontalMarks(into: &drawing) }
    if !parts.contains(.verticalGrid) { drawVerticalMarks(into: &drawing) }
    if parts.contains(.yLabel) { drawUpperLabel(into: &drawing) }
    if parts.contains(.xLabel) { drawLowerLabel(into: &drawing) }
  }

  private func drawVerticalMarks(into drawing: inout Drawing) {
    let ticks = y.ticks(max(2, Int(drawing.height / 36)))
    var widest = 0.0
    for tick in ticks {
      let label = LabelText(tick.label)
      widest = max(widest, label.width(size: Self.tickSize))
      let height = percent(1 - y.fraction(ruler: tick.position))
      if grid {
        drawing.add(
          .element(
            "line", ["class": "grid", "x1": "0", "x2": "100%", "y1": height, "y2": height]))
      }
      drawing.add(
        .element(
          "text", ["class": "tick end", "x": "-8", "y": height, "dy": ".34em"], label.svg))
    }
    drawing.margins.left = max(drawing.margins.left, widest + 12)
  }

  private func drawHorizontalMarks(into drawing: inout Drawing) {
    drawing.add(
      .element("line", ["class": "axis", "x1": "0", "x2": "100%", "y1": "100%", "y2": "100%"]))
    let wide = marksAcross(.wide)
    let narrow = marksAcross(.narrow)
    for tick in wide {
      drawing.add(
        markAcross(tick, only: narrow.contains(tick) ? nil : .wide, height: drawing.height))
    }
    for tick in narrow where !wide.contains(tick) {
      drawing.add(markAcross(tick, only: .narrow, height: drawing.height))
    }
    let last = (wide.last.map { LabelText($0.label).width(size: Self.tickSize) } ?? 0) / 2
    drawing.margins.right = max(drawing.margins.right, last + 4)
  }

  /// Marks of one variant, few enough that their labels don't touch.
  private func marksAcross(_ variant: Drawing.Variant) -> [Tick] {
    var count = variant.ticksAcross
    while true {
      let ticks = withStart(x.ticks(count))
      if count <= 2 || fits(ticks, width: variant.plotWidth) { return ticks }
      count -= 1
    }
  }

  private func fits(_ ticks: [Tick], width: Double) -> Bool {
    let spans = ticks.map { tick in
      let half = LabelText(tick.label).width(size: Self.tickSize) / 2 + 5
      let middle = x.fraction(ruler: tick.position) * width
      return (middle - half, middle + half)
    }
    return zip(spans, spans.dropFirst()).allSatisfy { $0.1 <= $1.0 }
  }

  /// The marks, with the axis' own start when it is an integer and clear of the first mark.
  private func withStart(_ ticks: [Tick]) -> [Tick] {
    guard startMark, !x.axis.scale.showsDecades, ticks.count > 1, x.lower == x.lower.rounded(),
      ticks[0].position - x.lower > 0.55 * (ticks[1].position - ticks[0].position)
    else { return ticks }
    return [Tick(position: x.lower, label: NumberText.format(x.lower, digits: 6))] + ticks
  }

  private func markAcross(_ tick: Tick, only variant: Drawing.Variant?, height: Double) -> Markup {
    let across = percent(x.fraction(ruler: tick.position))
    return .element(
      "g", ["class": variant?.rawValue],
      .element(
        "svg", ["x": across, "y": "100%", "overflow": "visible"],
        .element("line", ["class": "axis", "y2": "5"]),
        parts.contains(.verticalGrid)
          ? .element("line", ["class": "grid", "y2": coordinate(-height)]) : .empty,
        .element("text", ["class": "tick middle", "y": "18"], LabelText(tick.label).svg)))
  }

  private func drawUpperLabel(into drawing: inout Drawing) {
    let above = Self.wrapped(y.axis.caption)
    for (index, line) in above.enumerated() {
      let height = -12.0 - 16 * Double(above.count - 1 - index)
      drawing.add(
        .element(
          "text",
          [
            "class": "label", "x": coordinate(-drawing.margins.left + 2),
            "y": coordinate(height),
          ], LabelText(line).svg))
    }
    drawing.margins.top = max(drawing.margins.top, 14 + 16 * Double(above.count))
  }

  private func drawLowerLabel(into drawing: inout Drawing) {
    let below = Self.wrapped(x.axis.caption)
    for (index, line) in below.enumerated() {
      drawing.add(
        .element(
          "svg", ["x": "50%", "y": "100%", "overflow": "visible"],
          .element(
            "text", ["class": "label middle", "y": coordinate(38 + 16 * Double(index))],
            LabelText(line).svg)))
    }
    drawing.margins.bottom = max(drawing.margins.bottom, 28 + 16 * Double(below.count))
  }

  /// The text in lines that fit a narrow screen, broken at spaces.
  static func wrapped(_ text: String) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      let longer = (lines.last.map { $0 + " " } ?? "") + word
      if lines.isEmpty || LabelText(longer).width(size: labelSize) > lineWidth {
        lines.append(String(word))
      } else {
        lines[lines.count - 1] = longer
      }
    }
    return lines
  }
}
