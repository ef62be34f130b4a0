/// A map of named regions over two parameters.
public struct PhaseDiagram: Sendable {
  /// One kind of region.
  public struct Phase: Sendable, Equatable {
    /// The name, printed in the region's largest part and in the legend.
    public let name: String
    /// What the colour means.
    public let role: ColorRole

    /// A kind of region.
    public init(_ name: String, role: ColorRole) {
      self.name = name
      self.role = role
    }
  }

  /// The axis of the columns.
  public let x: Axis
  /// The axis of the rows; the first row is drawn at the bottom.
  public let y: Axis
  /// Positions of the columns, increasing, evenly spaced.
  public let columns: [Double]
  /// Positions of the rows, increasing, evenly spaced.
  public let rows: [Double]
  /// The kinds of region.
  public let phases: [Phase]
  /// The phase of each cell as an index into `phases`, by row, then by column.
  public let cells: [[Int]]
  /// Curves laid over the map: where a law puts the border.
  public let curves: [Series]

  /// A phase diagram; traps unless there is one cell a row and column and every index names a phase.
  public init(
    x: Axis, y: Axis, columns: [Double], rows: [Double], phases: [Phase], cells: [[Int]],
    curves: [Series] = []
  ) {
    precondition(
      cells.count == rows.count && cells.allSatisfy { $0.count == columns.count },
      "cells \(cells.count) x \(cells.first?.count ?? 0) for \(rows.count) x \(columns.count)")
    for index in cells.joined() {
      precondition(phases.indices.contains(index), "phase \(index) of \(phases.count)")
    }
    self.x = x
    self.y = y
    self.columns = columns
    self.rows = rows
    self.phases = phases
    self.cells = cells
    self.curves = curves
  }
}
