extension ScatterPlot {
  /// The axes fitted to every point, curve and threshold.
  public var maps: (x: AxisMap, y: AxisMap) {
    let all = groups + curves
    let across =
      all.flatMap(\.x) + thresholds.filter { $0.direction == .vertical }.map(\.value)
    let up = all.flatMap(\.y) + thresholds.filter { $0.direction == .horizontal }.map(\.value)
    return (AxisMap(x, fitting: across, fit: .marks), AxisMap(y, fitting: up, fit: .marks))
  }

  func drawn() -> Drawing {
    let maps = maps
    var drawing = Drawing(height: 300)
    let layer = LineLayer(
      x: maps.x, y: maps.y, height: drawing.height, thresholds: thresholds, bands: bands)
    drawing.add(layer.shading(curves))
    PlotAxes(x: maps.x, y: maps.y).draw(into: &drawing)
    drawing.add(layer.rules)
    drawing.add(layer.lines(curves))
    for (index, group) in groups.enumerated() {
      let runs = layer.placed(group).runs
      drawing.add(
        .element(
          "g", ["class": "points", "data-group": String(index)],
          .joined(runs.joined().map { layer.dot($0, group.role) })))
    }
    layer.label(curves, around: groups, in: &drawing)
    drawing.legend =
      groups.filter { !$0.name.isEmpty }.map {
        LegendEntry(name: $0.name, role: $0.role, swatch: .dot)
      } + drawing.legend
    return drawing
  }
}
