import CGSL

extension Matrix {
  /// A = Q R by Householder reflections, with p = min(rows, columns): `q` is rows x p with
  /// orthonormal columns, `r` is p x columns, upper triangular, its diagonal not negative. For a
  /// matrix of full column rank that makes the factors unique.
  ///
  /// Q is orthonormal to a small multiple of 2^-52 for every A; each column of Q R is within such a
  /// multiple of its own length.
  /// - Complexity: O(rows columns p).
  /// - Throws: `LinearAlgebraError` if the matrix is empty or holds a value that is not finite.
  public func qr(by backend: Backend = .automatic) throws -> (q: Matrix, r: Matrix) {
    try checkDecomposable("QR decomposition")
    let p = min(rows, columns)
    var basis = transposed().rows(0..<p)
    let lower = try basis.orthonormalizeRowsByReflections(by: backend)
    let q = basis.transposed()
    guard columns > p else { return (q, lower.transposed()) }
    // A wide matrix: the columns beyond the first p follow from R = Q^T A.
    var r = q.multiplied(by: self, transposingSelf: true)
    for i in 0..<p {
      for j in 0..<p { r[i, j] = lower[j, i] }
    }
    return (q, r)
  }
}
