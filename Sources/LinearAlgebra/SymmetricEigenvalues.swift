import CGSL

extension Matrix {
  /// The eigenvalues of a symmetric matrix, descending; of the matrix only one triangle is read.
  ///
  /// Each is within a small multiple of 2^-52 ||A|| of the true one. By reduction to a tridiagonal matrix and the QR
  /// algorithm (Golub and Van Loan 2013, 8.3) through GSL, or its root-free variant (Pal, Walker and Kahan) through LAPACK.
  /// - Complexity: O(n^3), half of what singular values take.
  /// - Throws: as `eigenvalues(by:)`.
  public func symmetricEigenvalues(by backend: Backend = .automatic) throws -> [Double] {
    try checkSquare("eigenvalues")
    let (matrix, scale) = normalizedByPowerOfTwo()
    let values =
      backend.usesLAPACK(size: rows, from: leastSizeForLAPACK)
      ? try lapackEigenvalues(matrix) : try gslEigenvalues(matrix)
    return values.map(scale.multiply).sorted(by: >)
  }
}

private let leastSizeForLAPACK = 24

private func gslEigenvalues(_ matrix: Matrix) throws -> [Double] {
  let n = matrix.rows
  var (work, values) = (matrix, [Double](repeating: 0, count: n))
  try withGSLWorkspace("gsl_eigen_symm_alloc", gsl_eigen_symm_alloc(n), free: gsl_eigen_symm_free) {
    workspace in
    try values.withUnsafeMutableBufferPointer { values in
      var view = gsl_vector_view_array(values.baseAddress, n)
      try work.withGSLMatrix { matrix in
        try callGSL("gsl_eigen_symm") { gsl_eigen_symm(matrix, &view.vector, workspace) }
      }
    }
  }
  return values
}

private func lapackEigenvalues(_ matrix: Matrix) throws -> [Double] {
  var a = matrix.elements
  return try dsyev(matrix.rows, &a)
}
