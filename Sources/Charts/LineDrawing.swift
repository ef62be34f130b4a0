extension LineChart {
  /// The plot's height in pixels.
  static var plotHeight: Double { 280 }

  /// The axes fitted to every series, frame and threshold.
  public var maps: (x: AxisMap, y: AxisMap) {
    let across = series.lazy.flatMap(\.x)
    var up = series.flatMap(\.y)
    for moment in frames?.frames ?? [] { up += moment.y.joined() }
    for case let spread? in series.map(\.spread) { up += spread.lower + spread.upper }
    up += thresholds.filter { $0.direction == .horizontal }.map(\.value)
    return (AxisMap(x, fitting: across, fit: .tight), AxisMap(y, fitting: up, fit: .marks))
  }

  func drawn() -> Drawing {
    let maps = maps
    var drawing = Drawing(height: Self.plotHeight)
    let layer = LineLayer(
      x: maps.x, y: maps.y, height: drawing.height, thresholds: thresholds, bands: bands)
    drawing.add(layer.shading(series))
    PlotAxes(x: maps.x, y: maps.y).draw(into: &drawing)
    drawing.add(layer.rules)
    if let first = frames?.frames.first, frames!.frames.count > 1 {
      drawing.add(layer.lines(zip(series, first.y).map { $0.with(y: $1) }, ghost: true))
    }
    drawing.add(layer.lines(series))
    layer.label(series, in: &drawing)
    return drawing
  }
}

/// Draws lines, thresholds and bands on fitted axes.
struct LineLayer {
  let x: AxisMap
  let y: AxisMap
  let height: Double
  var thresholds: [Threshold] = []
  var bands: [Band] = []

  private var width: Double { Drawing.nominalWidth }

  func placed(_ series: Series) -> PlottedLine {
    PlottedLine(x: series.x, y: series.y, xMap: x, yMap: y, width: width, height: height)
  }

  /// The lines, in a coordinate system that stretches with the page.
  func lines(_ series: [Series], ghost: Bool = false) -> Markup {
    var paths = Markup.empty
    var dots = Markup.empty
    for (index, line) in series.enumerated() {
      let plotted = placed(line)
      paths += .element(
        "path",
        [
          "class": classes(
            "line", line.role.className, line.dash.className, ghost ? "ghost" : nil,
            line.x.count > 300 ? "thin" : nil),
          "data-series": ghost ? nil : String(index), "d": plotted.path,
        ])
      for point in plotted.isolated { dots += dot(point, line.role) }
    }
    return stretched(paths, clipped: series.contains(where: leavesPlot)) + dots
  }

  /// Whether a point lies outside: only then are lines cut off at the plot's edge, because the cut also halves a
  /// line that runs along the edge.
  private func leavesPlot(_ series: Series) -> Bool {
    zip(series.x, series.y).contains { across, up in
      guard let x = x.fraction(across), let y = y.fraction(up) else { return false }
      return !(-0.001...1.001).contains(x) || !(-0.001...1.001).contains(y)
    }
  }

  /// Lines over a coloured ground. The ground is the same on light and on dark paper, and so are they.
  func trails(_ paths: [Series]) -> Markup {
    let drawn = paths.map { path in
      let data = placed(path).path
      return Markup.element("path", ["class": "trail-halo", "d": data])
        + .element(
          "path", ["class": classes("line", path.role.className, path.dash.className), "d": data])
    }
    return .element("g", ["class": "ground"], stretched(.joined(drawn)))
  }

  /// Content drawn in nominal units and stretched over the plot; what leaves the plot is cut off there.
  func stretched(_ content: Markup, clipped: Bool = true) -> Markup {
    .element(
      "svg",
      [
        "class": "stretch", "overflow": clipped ? "hidden" : "visible",
        "viewBox": "0 0 \(coordinate(width)) \(coordinate(height))",
        "width": "100%", "height": "100%", "preserveAspectRatio": "none",
      ], content)
  }

  /// A dot at a point in nominal units.
  func dot(
    _ point: (x: Double, y: Double), _ role: ColorRole, radius: Double = 3.5, kind: String = "dot"
  ) -> Markup {
    .element(
      "circle",
      [
        "class": classes(kind, role.className), "cx": percent(point.x / width),
        "cy": percent(point.y / height), "r": coordinate(radius),
      ])
  }
}

extension Series.Dash {
  /// The class that sets the pattern; solid needs none.
  var className: String? { self == .solid ? nil : rawValue }
}
