/// Numbers in columns: what a figure draws, or a table of a page.
public struct DataTable: Sendable, Equatable {
  /// A heading, with how the numbers under it are to be read.
  public struct Column: Sendable, Equatable {
    /// The name of the quantity, in the light markup of ``LabelText``.
    public let name: String
    /// Its unit; nil for pure numbers.
    public let unit: String?
    /// What the numbers are: values, or logarithms of values.
    public let scale: Axis.Scale

    /// A column heading.
    public init(_ name: String, unit: String? = nil, scale: Axis.Scale = .linear) {
      self.name = name
      self.unit = unit
      self.scale = scale
    }
  }

  /// One cell.
  public enum Cell: Sendable, Equatable {
    /// A number, in the column's units.
    case number(Double)
    /// A text, in the light markup of ``LabelText``.
    case text(String)
    /// A text of someone else's, such as a name in a file: no mark in it is read.
    case literal(String)
    /// Nothing was measured.
    case empty
  }

  /// The headings.
  public let columns: [Column]
  /// The rows, each as long as `columns`.
  public let rows: [[Cell]]

  /// A table; traps on a row of another length than the headings.
  public init(columns: [Column], rows: [[Cell]]) {
    for (index, row) in rows.enumerated() {
      precondition(
        row.count == columns.count, "row \(index): \(row.count) cells, \(columns.count) columns")
    }
    self.columns = columns
    self.rows = rows
  }
}

extension DataTable.Cell: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByStringLiteral
{
  /// A number.
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A text.
  public init(stringLiteral value: String) { self = .text(value) }
}

extension DataTable {
  /// At most so many rows and columns, evenly chosen, the first and the last among them.
  ///
  /// The first two columns always stay: they say which row it is.
  public func thinned(rows: Int, columns: Int) -> DataTable {
    precondition(rows > 1 && columns > 3, "thinned to \(rows) x \(columns)")
    let keptRows = Self.even(self.rows.count, rows)
    let kept =
      [0, 1].filter(self.columns.indices.contains)
      + Self.even(max(0, self.columns.count - 2), columns - 2).map { $0 + 2 }
    return DataTable(
      columns: kept.map { self.columns[$0] },
      rows: keptRows.map { row in kept.map { self.rows[row][$0] } })
  }

  private static func even(_ count: Int, _ limit: Int) -> [Int] {
    guard count > limit else { return Array(0..<count) }
    return (0..<limit).map { $0 * (count - 1) / (limit - 1) }
  }
}
