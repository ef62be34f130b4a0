/// The key of a sequential palette: a bar under the plot with its marks.
struct ColorBar {
  let map: AxisMap
  /// Whether values lie below or above the bar's ends, whose colours then stand for them too.
  var exceeded = (below: false, above: false)

  private static let width = 250.0
  private static let height = 9.0

  /// Draws under everything that the drawing has below its plot so far.
  func draw(into drawing: inout Drawing) {
    let top = drawing.margins.bottom + 8
    let lines = PlotAxes.wrapped(map.axis.caption)
    var pieces = Markup.empty
    for (index, line) in lines.enumerated() {
      pieces += .element(
        "text", ["class": "label", "y": coordinate(top + 10 + 16 * Double(index))],
        LabelText(line).svg)
    }
    let bar = top + 16 * Double(lines.count) + 2
    pieces += swatches(at: bar) + marks(at: bar)
    drawing.add(.element("svg", ["y": "100%", "overflow": "visible"], pieces))
    drawing.margins.bottom = bar + Self.height + 22
  }

  /// A bar for values that may lie outside of it.
  init(_ map: AxisMap, values: some Sequence<Double>) {
    self.map = map
    for value in values {
      guard let share = map.fraction(value) else { continue }
      if share < -1e-9 { exceeded.below = true }
      if share > 1 + 1e-9 { exceeded.above = true }
    }
  }

  private func swatches(at top: Double) -> Markup {
    let step = Self.width / Double(SequentialPalette.count)
    return .joined(
      SequentialPalette.colors.enumerated().map { level, color in
        .element(
          "rect",
          [
            "class": "cells", "x": coordinate(Double(level) * step, decimals: 2),
            "y": coordinate(top), "width": coordinate(step + 0.4, decimals: 2),
            "height": coordinate(Self.height), "fill": color,
          ])
      })
  }

  private func marks(at top: Double) -> Markup {
    .joined(
      map.ticks(4).map { tick in
        let share = map.fraction(ruler: tick.position)
        let mark =
          share < 0.01 && exceeded.below ? "≤ " : share > 0.99 && exceeded.above ? "≥ " : ""
        return .element(
          "text",
          [
            "class": "tick middle", "x": coordinate(share * Self.width),
            "y": coordinate(top + Self.height + 15),
          ], LabelText(mark + tick.label).svg)
      })
  }

  /// Diagonal lines for cells that lie below every colour.
  static func hatch(id: String) -> Markup {
    .element(
      "pattern",
      [
        "id": id, "width": "5", "height": "5", "patternUnits": "userSpaceOnUse",
        "patternTransform": "rotate(45)",
      ],
      .element("rect", ["width": "5", "height": "5", "class": "hatch-ground"]),
      .element("line", ["y2": "5", "class": "hatch-line"]))
  }
}
