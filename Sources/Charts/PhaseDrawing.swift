extension PhaseDiagram {
  private static var plotHeight: Double { 300 }

  /// Cells across and up.
  public var grids: (x: CellGrid, y: CellGrid) {
    (CellGrid(x, positions: columns), CellGrid(y, positions: rows))
  }

  func drawn() -> Drawing {
    var drawing = Drawing(height: Self.plotHeight)
    let grids = grids
    let paths = CellPaths(cells, columns: grids.x, rows: grids.y).paths
    let regions = paths.sorted { $0.key < $1.key }.map { phase, path in
      Markup.element("path", ["class": classes("phase", phases[phase].role.className), "d": path])
    }
    drawing.add(CellPaths.stretched(.joined(regions)))
    var axes = PlotAxes(x: grids.x.map, y: grids.y.map)
    axes.grid = false
    axes.draw(into: &drawing)
    let layer = LineLayer(x: grids.x.map, y: grids.y.map, height: drawing.height)
    drawing.add(layer.trails(curves))
    drawing.add(names(grids, crossed: crossedCells(layer)))
    let present = Set(cells.joined())
    drawing.legend =
      phases.indices.filter(present.contains).map {
        LegendEntry(name: phases[$0].name, role: phases[$0].role, swatch: .phase)
      }
      + curves.filter { !$0.name.isEmpty }.map {
        LegendEntry(name: $0.name, role: $0.role, swatch: .trail($0.dash))
      }
    return drawing
  }

  /// Each phase's name in the middle of its largest rectangle, when it is wide enough there at every width.
  private func names(_ grids: (x: CellGrid, y: CellGrid), crossed: [[Bool]]) -> Markup {
    .joined(
      phases.indices.map { index in
        let text = LabelText(phases[index].name)
        let needed = text.width(size: 12.5, bold: true) / Drawing.Variant.narrow.plotWidth
        guard let room = largestRectangle(of: index, grids, crossed), room.width > needed,
          room.height * Self.plotHeight > 18
        else { return .empty }
        return .element(
          "text",
          [
            "class": classes("inside middle", phases[index].role.className),
            "x": percent(room.x + room.width / 2), "y": percent(1 - room.y - room.height / 2),
            "dy": ".35em",
          ], text.svg)
      })
  }

  /// Cells that a curve runs through: no place for a name.
  private func crossedCells(_ layer: LineLayer) -> [[Bool]] {
    var crossed = cells.map { $0.map { _ in false } }
    let grids = grids
    for run in curves.flatMap({ layer.placed($0).runs }) {
      for (start, end) in zip(run, run.dropFirst()) {
        for step in 0...200 {
          let share = Double(step) / 200
          let across = (start.x + share * (end.x - start.x)) / Drawing.nominalWidth
          let up = 1 - (start.y + share * (end.y - start.y)) / Self.plotHeight
          guard let column = grids.x.cell(at: across), let row = grids.y.cell(at: up) else {
            continue
          }
          crossed[row][column] = true
        }
      }
    }
    return crossed
  }

  /// The largest rectangle of cells of one phase, as shares of the plot, by the histogram method.
  ///
  /// - Complexity: O(rows x columns²).
  private func largestRectangle(
    of phase: Int, _ grids: (x: CellGrid, y: CellGrid), _ crossed: [[Bool]]
  ) -> (x: Double, y: Double, width: Double, height: Double)? {
    var best: (x: Double, y: Double, width: Double, height: Double)?
    var depth = [Int](repeating: 0, count: columns.count)
    for row in cells.indices {
      for column in columns.indices {
        let free = cells[row][column] == phase && !crossed[row][column]
        depth[column] = free ? depth[column] + 1 : 0
      }
      for start in columns.indices {
        var least = Int.max
        for end in start..<columns.count {
          least = min(least, depth[end])
          if least == 0 { break }
          let (left, right) = (grids.x.edges[start], grids.x.edges[end + 1])
          let (low, high) = (grids.y.edges[row + 1 - least], grids.y.edges[row + 1])
          if (right - left) * (high - low) > (best.map { $0.width * $0.height } ?? 0) {
            best = (left, low, right - left, high - low)
          }
        }
      }
    }
    return best
  }
}
