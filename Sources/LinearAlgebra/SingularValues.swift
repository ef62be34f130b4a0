import CGSL

/// A = U diag(s) V^T with p = min(rows, columns): `u` is rows x p, `v` is columns x p, both with
/// orthonormal columns, and `s` holds the p singular values in descending order.
public struct SingularValueDecomposition: Sendable {
  /// The left singular vectors, one a column.
  public var u: Matrix

  /// The singular values, descending, none negative.
  public var s: [Double]

  /// The right singular vectors, one a column.
  public var v: Matrix
}

extension Matrix {
  /// All singular values, descending: the lengths of the half-axes of the unit ball's image.
  ///
  /// Each is within a small multiple of 2^-52 sigma_max of the true one. By Golub and Reinsch's
  /// algorithm (1970) through GSL, or divide and conquer (Gu, Eisenstat 1995) through LAPACK.
  /// - Complexity: O(rows columns min(rows, columns)).
  /// - Throws: `LinearAlgebraError` if the matrix is empty or holds a value that is not finite, or
  ///   if the iteration fails.
  public func singularValues(by backend: Backend = .automatic) throws -> [Double] {
    try checkDecomposable("singular values")
    let (matrix, scale) = tall.normalizedByPowerOfTwo()
    let values =
      backend.usesLAPACK(size: matrix.columns, from: leastSizeForLAPACK)
      ? try lapackSingularValues(matrix) : try gslDecomposition(matrix).s
    return values.map(scale.multiply)
  }

  /// The singular value decomposition, to the accuracy of `singularValues(by:)`.
  /// - Complexity: O(rows columns min(rows, columns)).
  /// - Throws: as `singularValues(by:)`.
  public func singularValueDecomposition(
    by backend: Backend = .automatic
  ) throws -> SingularValueDecomposition {
    try checkDecomposable("singular value decomposition")
    let (matrix, scale) = tall.normalizedByPowerOfTwo()
    var result =
      backend.usesLAPACK(size: matrix.columns, from: leastSizeForLAPACK)
      ? try lapackDecomposition(matrix) : try gslDecomposition(matrix)
    result.s = result.s.map(scale.multiply)
    if rows < columns { swap(&result.u, &result.v) }
    return result
  }

  /// The matrix, or its transpose if that has more rows: GSL decomposes no wide matrix.
  private var tall: Matrix { rows < columns ? transposed() : self }
}

/// LAPACK takes a third of GSL's time at n = 32, a fourteenth at 128, a hundredth at 512.
private let leastSizeForLAPACK = 24

private func gslDecomposition(_ matrix: Matrix) throws -> SingularValueDecomposition {
  let n = matrix.columns
  var (u, v) = (matrix, Matrix(zeros: n, n))
  var (s, work) = ([Double](repeating: 0, count: n), [Double](repeating: 0, count: n))
  try u.withGSLMatrix { u in
    try v.withGSLMatrix { v in
      try s.withGSLVector { s in
        try work.withGSLVector { work in
          try callGSL("gsl_linalg_SV_decomp") { gsl_linalg_SV_decomp(u, v, s, work) }
        }
      }
    }
  }
  return SingularValueDecomposition(u: withCompleteColumns(u), s: s, v: v)
}

/// GSL leaves zero columns in U where singular values are zero: puts unit vectors orthogonal to the
/// others there.
private func withCompleteColumns(_ u: Matrix) -> Matrix {
  var rows = u.transposed()
  let isMissing = (0..<rows.rows).map { euclideanNorm(rows.row($0)) < 0.5 }
  guard isMissing.contains(true) else { return u }
  var basis = OrthonormalBasis(dimension: rows.columns)
  for (j, missing) in isMissing.enumerated() where !missing { basis.append(rows.row(j)) }
  var generator = RandomGenerator(seed: 0)
  for (j, missing) in isMissing.enumerated() where missing {
    basis.append(basis.randomComplement(using: &generator))
    rows.elements.replaceSubrange(j * rows.columns..<(j + 1) * rows.columns, with: basis.last)
  }
  return rows.transposed()
}

private func lapackSingularValues(_ matrix: Matrix) throws -> [Double] {
  var (a, noLeft, noRight) = (matrix.elements, [0.0], [0.0])
  return try dgesdd(
    "N", rows: matrix.columns, columns: matrix.rows, &a, left: &noLeft, right: &noRight)
}

/// LAPACK reads the rows of A as columns, thus decomposes A^T = V diag(s) U^T: what it calls left
/// are V's columns.
private func lapackDecomposition(_ matrix: Matrix) throws -> SingularValueDecomposition {
  let (m, n) = (matrix.rows, matrix.columns)
  var (a, u) = (matrix.elements, Matrix(zeros: m, n))
  var columnsOfV = Matrix(zeros: n, n)
  let s = try dgesdd(
    "S", rows: n, columns: m, &a, left: &columnsOfV.elements, right: &u.elements)
  return SingularValueDecomposition(u: u, s: s, v: columnsOfV.transposed())
}
