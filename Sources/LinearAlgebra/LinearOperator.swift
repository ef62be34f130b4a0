/// A linear map A from R^columns to R^rows, known by what it does to vectors.
///
/// A block of m vectors is a matrix with the vectors as its **rows**, so that each lies contiguous
/// in memory.
public protocol LinearOperator {
  /// The dimension of A x.
  var rows: Int { get }

  /// The dimension of x.
  var columns: Int { get }

  /// m x columns to m x rows: row i of the result is A x_i, with x_i row i of the block.
  func apply(_ block: Matrix) -> Matrix

  /// m x rows to m x columns: row i of the result is A^T y_i, with y_i row i of the block.
  func applyTransposed(_ block: Matrix) -> Matrix

  /// The matrix of the map, rows x columns.
  func dense() -> Matrix
}

extension LinearOperator {
  /// The matrix, from what the map does to each unit vector.
  public func dense() -> Matrix {
    apply(.identity(columns)).transposed()
  }
}

extension Matrix: LinearOperator {
  /// m x columns to m x rows: row i of the result is A x_i.
  public func apply(_ block: Matrix) -> Matrix {
    block.multiplied(by: self, transposingOther: true)
  }

  /// m x rows to m x columns: row i of the result is A^T y_i.
  public func applyTransposed(_ block: Matrix) -> Matrix {
    block.multiplied(by: self)
  }

  /// The matrix itself.
  public func dense() -> Matrix { self }
}
