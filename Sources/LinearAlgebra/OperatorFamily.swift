/// Operators A_0 ... A_(count-1) of one size that are applied together, because they share a
/// factor: the Jacobians of all time steps share W, so that one product with W serves every step.
///
/// Both methods take a *list of members*, one for each row: a member may come more than once (a
/// block of vectors for one operator) or not at all (it is finished).
public protocol OperatorFamily {
  /// The number of operators.
  var count: Int { get }

  /// The dimension of each A_k x.
  var rows: Int { get }

  /// The dimension of x.
  var columns: Int { get }

  /// Row i of `y` becomes A_k x_i, with k = `members[i]` and x_i row i of `x`.
  ///
  /// `x` is members.count x columns, `y` members.count x rows; `y` is overwritten without being
  /// read.
  func apply(_ members: [Int], _ x: Matrix, into y: inout Matrix)

  /// Row i of `x` becomes A_k^T y_i, with k = `members[i]` and y_i row i of `y`.
  func applyTransposed(_ members: [Int], _ y: Matrix, into x: inout Matrix)

  /// The products A_k A_k^T times `scale`^-2, for operators that can be had at the price of one A_k;
  /// `nil` for others.
  var gram: (family: any SymmetricFamily, scale: Double)? { get }
}

/// Symmetric operators S_0 ... S_(count-1) of one size without negative eigenvalues, applied together.
public protocol SymmetricFamily {
  /// Row i of `y` becomes S_k x_i, with k = `members[i]` and x_i row i of `x`.
  func apply(_ members: [Int], _ x: Matrix, into y: inout Matrix)
}

extension OperatorFamily {
  /// None.
  public var gram: (family: any SymmetricFamily, scale: Double)? { nil }

  /// Member k by itself.
  public subscript(k: Int) -> FamilyMember<Self> {
    FamilyMember(family: self, index: k)
  }

  /// count x columns to count x rows: row k of the result is A_k x_k.
  public func applyAll(_ x: Matrix) -> Matrix {
    var y = Matrix(zeros: count, rows)
    apply(Array(0..<count), x, into: &y)
    return y
  }

  /// count x rows to count x columns: row k of the result is A_k^T y_k.
  public func applyAllTransposed(_ y: Matrix) -> Matrix {
    var x = Matrix(zeros: count, columns)
    applyTransposed(Array(0..<count), y, into: &x)
    return x
  }
}

/// One member of a family as an operator.
public struct FamilyMember<Family: OperatorFamily>: LinearOperator {
  /// The family that the operator belongs to.
  public let family: Family

  /// The operator's place in it.
  public let index: Int

  /// Member `index` of `family`.
  public init(family: Family, index: Int) {
    precondition(index >= 0 && index < family.count, "no member \(index) in \(family.count)")
    self.family = family
    self.index = index
  }

  /// The dimension of A x.
  public var rows: Int { family.rows }

  /// The dimension of x.
  public var columns: Int { family.columns }

  /// m x columns to m x rows: row i of the result is A x_i.
  public func apply(_ block: Matrix) -> Matrix {
    var result = Matrix(zeros: block.rows, rows)
    family.apply(Array(repeating: index, count: block.rows), block, into: &result)
    return result
  }

  /// m x rows to m x columns: row i of the result is A^T y_i.
  public func applyTransposed(_ block: Matrix) -> Matrix {
    var result = Matrix(zeros: block.rows, columns)
    family.applyTransposed(Array(repeating: index, count: block.rows), block, into: &result)
    return result
  }
}

/// Operators that share nothing but their size: a family of given matrices.
public struct MatrixFamily: OperatorFamily, Sendable {
  /// The operators, all of one shape.
  public let matrices: [Matrix]

  /// The rows of each matrix.
  public let rows: Int

  /// The columns of each matrix.
  public let columns: Int

  /// A family of matrices that must have one shape.
  public init(_ matrices: [Matrix]) {
    self.matrices = matrices
    rows = matrices.first?.rows ?? 0
    columns = matrices.first?.columns ?? 0
    for (k, matrix) in matrices.enumerated() {
      precondition(
        matrix.rows == rows && matrix.columns == columns,
        "member \(k) is \(matrix.rows) x \(matrix.columns), member 0 is \(rows) x \(columns)")
    }
  }

  /// The number of matrices.
  public var count: Int { matrices.count }

  /// Row i of `y` becomes A_k x_i, with k = `members[i]`.
  public func apply(_ members: [Int], _ x: Matrix, into y: inout Matrix) {
    for (i, k) in members.enumerated() {
      let image = matrices[k].apply(x.rows(i..<i + 1))
      y.elements.replaceSubrange(i * rows..<(i + 1) * rows, with: image.elements)
    }
  }

  /// Row i of `x` becomes A_k^T y_i, with k = `members[i]`.
  public func applyTransposed(_ members: [Int], _ y: Matrix, into x: inout Matrix) {
    for (i, k) in members.enumerated() {
      let image = matrices[k].applyTransposed(y.rows(i..<i + 1))
      x.elements.replaceSubrange(i * columns..<(i + 1) * columns, with: image.elements)
    }
  }
}
