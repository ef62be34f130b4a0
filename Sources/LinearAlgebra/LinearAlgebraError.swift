/// What a caller's numbers can do wrong. Shapes that don't fit are programmer errors and stop the
/// program instead.
public enum LinearAlgebraError: Error, Equatable, Sendable {
  /// GSL's routine returned a status other than success.
  case gsl(routine: String, status: Int, reason: String)
  /// A LAPACK routine reported failure (`info`, LAPACK Users' Guide, 1999).
  case lapack(routine: String, info: Int)
  /// The matrix holds a NaN or an infinity.
  case nonFinite(row: Int, column: Int, value: Double)
  /// Applying an operator to finite vectors gave a NaN or an infinity. `member` is the index within
  /// a family, 0 for a single operator.
  case nonFiniteProduct(member: Int)
  /// The operation needs at least one row and one column.
  case empty(operation: String)
  /// The operation is defined for square matrices only.
  case notSquare(operation: String, rows: Int, columns: Int)
  /// The matrix has no inverse.
  case singular(operation: String)
}

extension LinearAlgebraError: CustomStringConvertible {
  /// One sentence that says what failed and where.
  public var description: String {
    switch self {
    case .gsl(let routine, let status, let reason):
      "\(routine) failed: \(reason) (GSL status \(status))"
    case .lapack(let routine, let info):
      "\(routine) failed with info = \(info)"
    case .nonFinite(let row, let column, let value):
      "the matrix holds \(value) at row \(row), column \(column)"
    case .nonFiniteProduct(let member):
      "operator \(member) gave a value that is not finite"
    case .empty(let operation):
      "\(operation) needs a matrix with at least one row and one column"
    case .notSquare(let operation, let rows, let columns):
      "\(operation) needs a square matrix, not \(rows) x \(columns)"
    case .singular(let operation):
      "\(operation) needs an invertible matrix"
    }
  }
}
