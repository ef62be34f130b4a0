extension ContourMap {
  private static var plotHeight: Double { 320 }

  /// The two axes, from the first grid position to the last.
  public var maps: (x: AxisMap, y: AxisMap) {
    (AxisMap(x, fitting: columns, fit: .tight), AxisMap(y, fitting: rows, fit: .tight))
  }

  /// The range of heights.
  public var valueMap: AxisMap { AxisMap(value, fitting: z.joined(), fit: .tight) }

  func drawn() -> Drawing {
    var drawing = Drawing(height: Self.plotHeight)
    let (maps, heights) = (maps, valueMap)
    let layer = LineLayer(x: maps.x, y: maps.y, height: drawing.height)
    drawing.add(layer.stretched(filled(heights)))
    var axes = PlotAxes(x: maps.x, y: maps.y)
    axes.grid = false
    axes.draw(into: &drawing)
    drawing.add(layer.trails(paths))
    drawing.add(.element("g", ["class": "ground"], .joined(paths.map { ends($0, layer) })))
    ColorBar(heights, values: z.joined()).draw(into: &drawing)
    drawing.legend = paths.filter { !$0.name.isEmpty }.map {
      LegendEntry(name: $0.name, role: $0.role, swatch: .trail($0.dash))
    }
    return drawing
  }

  /// The lowest colour as ground, and each higher band laid over it.
  private func filled(_ heights: AxisMap) -> Markup {
    let rulers = z.map { row in row.map { value.scale.ruler($0) ?? .nan } }
    let squares = MarchingSquares(rulers)
    let ground = Markup.element(
      "rect", ["width": "100%", "height": "100%", "fill": SequentialPalette.color(at: 0)])
    let layers = (1..<max(2, bands)).map { band -> Markup in
      let share = Double(band) / Double(bands)
      let level = heights.lower + share * (heights.upper - heights.lower)
      let color = SequentialPalette.color(at: Double(band) / Double(max(1, bands - 1)))
      // The stroke closes the hairlines that anti-aliasing leaves between bands.
      return .element(
        "path",
        [
          "fill": color, "stroke": color, "fill-rule": "evenodd",
          "d": outline(squares.outlines(atOrAbove: level)),
        ])
    }
    return ground + .joined(layers)
  }

  private func outline(_ loops: [[MarchingSquares.Point]]) -> String {
    var data = PathData()
    let across = Drawing.nominalWidth / Double(columns.count - 1)
    let up = Self.plotHeight / Double(rows.count - 1)
    for loop in loops where loop.count > 2 {
      data.move(loop[0].x * across, Self.plotHeight - loop[0].y * up)
      for point in loop.dropFirst() {
        data.line(point.x * across, Self.plotHeight - point.y * up)
      }
      data.close()
    }
    return data.text
  }

  /// A dot where a path begins and a ring where it ends, if that is on the map.
  private func ends(_ path: Series, _ layer: LineLayer) -> Markup {
    let points = Array(layer.placed(path).runs.joined())
    let inside = points.filter {
      (0...Drawing.nominalWidth).contains($0.x) && (0...Self.plotHeight).contains($0.y)
    }
    guard let first = inside.first else { return .empty }
    let start = layer.dot(first, path.role, radius: 4.5, kind: "dot start")
    // A path that left the map has its end elsewhere.
    guard let last = points.last, inside.last.map({ $0 == last }) == true else { return start }
    return start + layer.dot(last, path.role, radius: 4.5, kind: "ring")
  }
}
