/// A surface z over (x, y) as filled contour bands, with paths of descent laid over it.
public struct ContourMap: Sendable {
  /// The x axis (linear).
  public let x: Axis
  /// The y axis (linear).
  public let y: Axis
  /// What the height measures.
  public let value: Axis
  /// Positions of the grid's columns, increasing, evenly spaced; at least two.
  public let columns: [Double]
  /// Positions of the grid's rows, increasing, evenly spaced; at least two.
  public let rows: [Double]
  /// Heights by row, then by column.
  public let z: [[Double]]
  /// Paths over the surface, in order of their points; a dot marks the start, a ring the end.
  public let paths: [Series]
  /// How many bands.
  public let bands: Int

  /// A contour map; traps unless `z` has `rows.count` rows of `columns.count` heights, at least 2 x 2.
  public init(
    x: Axis, y: Axis, value: Axis, columns: [Double], rows: [Double], z: [[Double]],
    paths: [Series] = [], bands: Int = 14
  ) {
    precondition(columns.count > 1 && rows.count > 1, "grid \(rows.count) x \(columns.count)")
    precondition(
      z.count == rows.count && z.allSatisfy { $0.count == columns.count },
      "heights \(z.count) x \(z.first?.count ?? 0) on a grid \(rows.count) x \(columns.count)")
    self.x = x
    self.y = y
    self.value = value
    self.columns = columns
    self.rows = rows
    self.z = z
    self.paths = paths
    self.bands = bands
  }
}
