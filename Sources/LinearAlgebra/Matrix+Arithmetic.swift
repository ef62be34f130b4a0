extension Matrix {
  /// The product of two matrices. Complexity: 2 rows columns other.columns operations, by `gemm`.
  public static func * (left: Matrix, right: Matrix) -> Matrix {
    left.multiplied(by: right)
  }

  /// The matrix with every entry multiplied by `scalar`.
  public static func * (scalar: Double, matrix: Matrix) -> Matrix {
    matrix.mapped { scalar * $0 }
  }

  /// The matrix with every entry multiplied by `scalar`.
  public static func * (matrix: Matrix, scalar: Double) -> Matrix {
    scalar * matrix
  }

  /// The sum of two matrices of one shape.
  public static func + (left: Matrix, right: Matrix) -> Matrix {
    left.combined(with: right, +)
  }

  /// The difference of two matrices of one shape.
  public static func - (left: Matrix, right: Matrix) -> Matrix {
    left.combined(with: right, -)
  }

  /// The matrix with every sign turned.
  public static prefix func - (matrix: Matrix) -> Matrix {
    matrix.mapped { -$0 }
  }

  /// op(self) op(other), where op transposes on request without a copy.
  public func multiplied(
    by other: Matrix, transposingSelf: Bool = false, transposingOther: Bool = false
  ) -> Matrix {
    let (m, k) = transposingSelf ? (columns, rows) : (rows, columns)
    let (k2, n) = transposingOther ? (other.columns, other.rows) : (other.rows, other.columns)
    precondition(k == k2, "\(m) x \(k) times \(k2) x \(n): inner sizes differ")
    var result = Matrix(zeros: m, n)
    result.setProduct(self, transposingSelf, other, transposingOther)
    return result
  }

  /// Overwrites the matrix with op(left) op(right) without allocating; the shapes must fit.
  public mutating func setProduct(
    _ left: Matrix, _ transposingLeft: Bool, _ right: Matrix, _ transposingRight: Bool
  ) {
    let (m, k) = transposingLeft ? (left.columns, left.rows) : (left.rows, left.columns)
    let (k2, n) = transposingRight ? (right.columns, right.rows) : (right.rows, right.columns)
    precondition(
      k == k2 && m == rows && n == columns,
      "\(m) x \(k) times \(k2) x \(n) into \(rows) x \(columns)")
    guard m > 0 && n > 0 else { return }
    elements.withUnsafeMutableBufferPointer { c in
      guard k > 0 else { return c.update(repeating: 0) }
      left.elements.withUnsafeBufferPointer { a in
        right.elements.withUnsafeBufferPointer { b in
          gemm(
            transposingLeft, transposingRight, m, n, k, 1, a.baseAddress!, left.columns,
            b.baseAddress!, right.columns, 0, c.baseAddress!, n)
        }
      }
    }
  }

  /// The matrix with every entry passed through `transform`.
  public func mapped(_ transform: (Double) -> Double) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: elements.map(transform))
  }

  private func combined(with other: Matrix, _ operation: (Double, Double) -> Double) -> Matrix {
    precondition(
      rows == other.rows && columns == other.columns,
      "\(rows) x \(columns) and \(other.rows) x \(other.columns) are not added")
    let values = zip(elements, other.elements).map { operation($0, $1) }
    return Matrix(rows: rows, columns: columns, elements: values)
  }
}
