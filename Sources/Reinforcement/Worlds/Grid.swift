/// A step to a neighbour in a grid.
public enum GridMove: Int, CaseIterable, Sendable {
  /// One row less.
  case up
  /// One column more.
  case right
  /// One row more.
  case down
  /// One column less.
  case left

  /// How a move is called.
  public var name: String {
    switch self {
    case .up: "up"
    case .right: "right"
    case .down: "down"
    case .left: "left"
    }
  }

  /// As an arrow, for pictures of a policy.
  public var arrow: String {
    switch self {
    case .up: "↑"
    case .right: "→"
    case .down: "↓"
    case .left: "←"
    }
  }
}

/// Cells in rows and columns, numbered row by row from the top left.
public struct Grid: Equatable, Sendable {
  /// From the top.
  public let rows: Int
  /// From the left.
  public let columns: Int

  /// A grid of `rows` x `columns` cells.
  public init(rows: Int, columns: Int) {
    precondition(rows > 0 && columns > 0, "a grid of \(rows) x \(columns)")
    (self.rows, self.columns) = (rows, columns)
  }

  /// The number of cells.
  public var count: Int { rows * columns }

  /// The number of the cell in a row and a column, both from 0.
  public func cell(_ row: Int, _ column: Int) -> Int { row * columns + column }

  /// Where a move leads from a cell; the cell itself at the border.
  public func neighbour(of cell: Int, _ move: GridMove) -> Int {
    let (row, column) = (cell / columns, cell % columns)
    switch move {
    case .up: return row > 0 ? cell - columns : cell
    case .right: return column + 1 < columns ? cell + 1 : cell
    case .down: return row + 1 < rows ? cell + columns : cell
    case .left: return column > 0 ? cell - 1 : cell
    }
  }

  /// `row 0, column 1` and so on.
  var names: [String] {
    (0..<count).map { "row \($0 / columns), column \($0 % columns)" }
  }
}

extension MDP {
  /// A process whose table is a fact of the program: what would be an error is a mistake in it.
  init(
    known states: [String], _ actions: [String], discount: Double, start: [Double]? = nil,
    outcomes: (Int, Int) -> [Outcome]
  ) {
    do {
      try self.init(
        states: states, actions: actions, discount: discount, start: start, outcomes: outcomes)
    } catch {
      preconditionFailure("\(error)")
    }
  }
}
