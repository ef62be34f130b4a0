extension HeatMap {
  /// The class of a cell that has no logarithm.
  private static var belowClass: Int { -1 }
  private static var gap: Double { 30 }

  /// Cells across and up.
  public var grids: (x: CellGrid, y: CellGrid) {
    (CellGrid(x, positions: columns), CellGrid(y, positions: rows))
  }

  /// The range of the colours, over all panels.
  public var valueMap: AxisMap {
    AxisMap(value, fitting: panels.flatMap { $0.values.joined() }, fit: .tight)
  }

  /// The height of one panel in pixels.
  private var panelHeight: Double {
    switch panels.count {
    case ...1: 240
    case 2: 160
    default: 110
    }
  }

  /// Top edge and height of each panel, in pixels.
  public var panelFrames: [(top: Double, height: Double)] {
    panels.indices.map { (Double($0) * (panelHeight + Self.gap), panelHeight) }
  }

  func drawn(id: String) -> Drawing {
    let count = Double(max(1, panels.count))
    var drawing = Drawing(height: count * panelHeight + (count - 1) * Self.gap)
    let (grids, colors) = (grids, valueMap)
    let hatch = id + "-hatch"
    var hatched = false
    for (panel, frame) in zip(panels, panelFrames) {
      var inner = Drawing(height: frame.height)
      let classes = classified(panel, colors)
      hatched = hatched || classes.joined().contains(Self.belowClass)
      inner.add(cells(classes, grids, hatch))
      let last = frame.top + frame.height >= drawing.height - 1
      var axes = PlotAxes(x: grids.x.map, y: grids.y.map)
      axes.grid = false
      axes.parts = []
      if frame.top == 0 { axes.parts.insert(.yLabel) }
      if last { axes.parts.formUnion([.xMarks, .xLabel]) }
      axes.draw(into: &inner)
      inner.add(title(panel))
      drawing.margins = drawing.margins.union(inner.margins)
      drawing.add(
        .element(
          "svg",
          [
            "y": coordinate(frame.top), "width": "100%", "height": coordinate(frame.height),
            "overflow": "visible",
          ], inner.body))
    }
    if hatched { drawing.add(ColorBar.hatch(id: hatch)) }
    ColorBar(colors, values: panels.flatMap { $0.values.joined() }).draw(into: &drawing)
    if hatched {
      drawing.legend.append(
        LegendEntry(name: below, role: .neutral, swatch: .hatched(hatch)))
    }
    return drawing
  }

  private func title(_ panel: Panel) -> Markup {
    .element(
      "text",
      ["class": classes("name end", panel.role.className), "x": "100%", "y": "-9"],
      LabelText(panel.name).svg)
  }

  private func classified(_ panel: Panel, _ colors: AxisMap) -> [[Int?]] {
    panel.values.map { row in
      row.map { cell in
        if let share = colors.fraction(cell) { return SequentialPalette.level(share) }
        return cell.isNaN || cell == .infinity ? nil : Self.belowClass
      }
    }
  }

  private func cells(
    _ classes: [[Int?]], _ grids: (x: CellGrid, y: CellGrid), _ hatch: String
  )
    -> Markup
  {
    let paths = CellPaths(classes, columns: grids.x, rows: grids.y).paths
    let drawn = paths.sorted { $0.key < $1.key }.map { kind, path in
      Markup.element(
        "path",
        [
          "fill": kind == Self.belowClass ? "url(#\(hatch))" : SequentialPalette.colors[kind],
          "d": path,
        ])
    }
    return CellPaths.stretched(.joined(drawn))
  }
}

extension CellPaths {
  /// Cells in their own units, stretched over the plot.
  static func stretched(_ content: Markup) -> Markup {
    .element(
      "svg",
      [
        "class": "cells", "viewBox": "0 0 \(units) \(units)", "width": "100%", "height": "100%",
        "preserveAspectRatio": "none",
      ], content)
  }
}
