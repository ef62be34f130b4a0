extension Figure {
  /// Every number that the figure draws, at full precision.
  ///
  /// - Complexity: O(numbers).
  public var table: DataTable {
    switch kind {
    case .lines(let chart): chart.table
    case .heatMap(let map): map.table
    case .scatter(let plot): plot.table
    case .bars(let chart): chart.table
    case .contours(let map): map.table
    case .phases(let diagram): diagram.table
    case .grid(let map): map.table
    case .pictures(let pictures): pictures.table
    case .planes(let planes): planes.table
    }
  }
}

extension Figure {
  /// The rows to print beside the picture: of frames the last one, which is the one drawn; of a surface the paths.
  public var shownTable: DataTable {
    switch kind {
    case .lines(let chart) where chart.frames != nil: chart.lastFrame.table
    case .grid(let map): map.lastTable
    case .contours(let map) where !map.paths.isEmpty: map.pathTable
    default: table
    }
  }
}

extension LineChart {
  fileprivate var lastFrame: LineChart {
    LineChart(x: x, y: y, series: series, thresholds: thresholds, bands: bands)
  }

  fileprivate var table: DataTable {
    var columns = [DataTable.Column(axis: x)]
    if let frames { columns.insert(DataTable.Column(frames.label), at: 0) }
    columns += SeriesTable.columns(series, y)
    guard let frames else {
      return DataTable(columns: columns, rows: SeriesTable.rows(series))
    }
    let rows = frames.frames.flatMap { frame in
      SeriesTable.rows(zip(series, frame.y).map { $0.with(y: $1) })
        .map { [.number(frame.position)] + $0 }
    }
    return DataTable(columns: columns, rows: rows)
  }
}

extension ScatterPlot {
  /// One row a point, because the positions of two groups have nothing to do with each other.
  var table: DataTable {
    let columns = [DataTable.Column("group"), .init(axis: x), .init(axis: y)]
    let rows = (groups + curves).flatMap { group in
      zip(group.x, group.y).map { across, up -> [DataTable.Cell] in
        [.text(group.name), .number(across), .number(up)]
      }
    }
    return DataTable(columns: columns, rows: rows)
  }
}

extension BarChart {
  fileprivate var table: DataTable {
    let columns = groups.map {
      DataTable.Column(
        groups.count == 1 ? value.label : $0.name, unit: value.unit, scale: value.scale)
    }
    let rows = categories.enumerated().map { index, category in
      [DataTable.Cell.text(category)] + groups.map { .number($0.values[index]) }
    }
    return DataTable(columns: [DataTable.Column("")] + columns, rows: rows)
  }
}

extension HeatMap {
  fileprivate var table: DataTable {
    var headings = [DataTable.Column(axis: y)]
    if panels.count > 1 { headings.insert(DataTable.Column("panel"), at: 0) }
    headings += MatrixTable.columns(x, columns, value)
    let cells = panels.flatMap { panel in
      MatrixTable.rows(rows, panel.values.map { $0.map(DataTable.Cell.number) })
        .map { panels.count > 1 ? [.text(panel.name)] + $0 : $0 }
    }
    return DataTable(columns: headings, rows: cells)
  }
}

extension ContourMap {
  private var headings: [DataTable.Column] {
    [DataTable.Column("what"), .init(axis: x), .init(axis: y), .init(axis: value)]
  }

  fileprivate var pathTable: DataTable {
    let lines = paths.flatMap { path in
      zip(path.x, path.y).map { across, up -> [DataTable.Cell] in
        [.text(path.name), .number(across), .number(up), .empty]
      }
    }
    return DataTable(columns: headings, rows: lines)
  }

  /// The points of the paths, then those of the surface.
  fileprivate var table: DataTable {
    var lines = pathTable.rows
    for (row, up) in rows.enumerated() {
      for (column, across) in columns.enumerated() {
        lines.append([
          .text("surface"), .number(across), .number(up), .number(z[row][column]),
        ])
      }
    }
    return DataTable(columns: headings, rows: lines)
  }
}

extension PhaseDiagram {
  fileprivate var table: DataTable {
    let headings = [DataTable.Column(axis: y)] + MatrixTable.columns(x, columns, nil)
    let names = cells.map { row in row.map { DataTable.Cell.text(phases[$0].name) } }
    return DataTable(columns: headings, rows: MatrixTable.rows(rows, names))
  }
}
