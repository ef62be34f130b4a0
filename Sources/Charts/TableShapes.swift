/// Series side by side: one row a position.
enum SeriesTable {
  static func columns(_ series: [Series], _ axis: Axis) -> [DataTable.Column] {
    series.flatMap { line in
      let name = series.count == 1 && line.name.isEmpty ? axis.label : line.name
      let names = line.spread == nil ? [name] : [name, name + ", low", name + ", high"]
      return names.map { DataTable.Column($0, unit: axis.unit, scale: axis.scale) }
    }
  }

  /// Rows in order of position. A position that occurs twice in one series has as many rows.
  static func rows(_ series: [Series]) -> [[DataTable.Cell]] {
    if let first = series.first, series.allSatisfy({ $0.x == first.x }) {
      return first.x.indices.map { index in
        [.number(first.x[index])] + series.flatMap { values($0, index) }
      }
    }
    let positions = Set(series.flatMap(\.x).filter { !$0.isNaN }).sorted()
    let places = series.map { line in Dictionary(grouping: line.x.indices) { line.x[$0] } }
    return positions.flatMap { position -> [[DataTable.Cell]] in
      let found = places.map { $0[position] ?? [] }
      return (0..<(found.map(\.count).max() ?? 0)).map { occurrence in
        [.number(position)]
          + zip(series, found).flatMap { line, indices in
            values(line, occurrence < indices.count ? indices[occurrence] : nil)
          }
      }
    }
  }

  private static func values(_ line: Series, _ index: Int?) -> [DataTable.Cell] {
    guard let index else { return Array(repeating: .empty, count: line.spread == nil ? 1 : 3) }
    let value = DataTable.Cell.number(line.y[index])
    guard let spread = line.spread else { return [value] }
    return [value, .number(spread.lower[index]), .number(spread.upper[index])]
  }
}

/// A map as a matrix: one row a row, one column a column.
enum MatrixTable {
  static func columns(_ axis: Axis, _ positions: [Double], _ value: Axis?) -> [DataTable.Column] {
    positions.map { position in
      DataTable.Column(
        axis.label + " " + NumberText.format(position, scale: axis.scale, digits: 6),
        unit: value?.unit, scale: value?.scale ?? .linear)
    }
  }

  static func rows(_ positions: [Double], _ cells: [[DataTable.Cell]]) -> [[DataTable.Cell]] {
    zip(positions, cells).map { [.number($0)] + $1 }
  }
}

extension DataTable.Column {
  /// The heading of an axis.
  init(axis: Axis) { self.init(axis.label, unit: axis.unit, scale: axis.scale) }
}
