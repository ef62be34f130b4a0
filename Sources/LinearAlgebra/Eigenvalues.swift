import CGSL
import Foundation

/// A complex number, as eigenvalues of real matrices are.
public struct Complex: Equatable, Sendable {
  /// The real part.
  public var re: Double

  /// The imaginary part.
  public var im: Double

  /// re + i im.
  public init(_ re: Double, _ im: Double = 0) {
    (self.re, self.im) = (re, im)
  }

  /// |z|, without overflow or underflow on the way.
  public var magnitude: Double { hypot(re, im) }
}

extension Matrix {
  /// The eigenvalues of a square matrix with their multiplicities, largest magnitude first; of a
  /// conjugate pair, the one with the positive imaginary part first.
  ///
  /// Computed values are the exact eigenvalues of a matrix within a small multiple of 2^-52 ||A||
  /// of A, balanced before. For a matrix far from normal that can move them far: a defective
  /// eigenvalue by the square root of the perturbation. By the double-shift QR algorithm (Francis
  /// 1961) through GSL, with aggressive early deflation (Braman, Byers, Mathias 2002) through
  /// LAPACK.
  /// - Complexity: O(n^3).
  /// - Throws: `LinearAlgebraError` if the matrix is not square, is empty, holds a value that is
  ///   not finite, or the iteration fails.
  public func eigenvalues(by backend: Backend = .automatic) throws -> [Complex] {
    try checkSquare("eigenvalues")
    let (matrix, scale) = normalizedByPowerOfTwo()
    let values =
      backend.usesLAPACK(size: rows, from: leastSizeForLAPACK)
      ? try lapackEigenvalues(matrix) : try gslEigenvalues(matrix)
    let scaled = values.map { Complex(scale.multiply($0.re), scale.multiply($0.im)) }
    return scaled.sorted {
      ($0.magnitude, $0.re, $0.im) > ($1.magnitude, $1.re, $1.im)
    }
  }

  /// The largest magnitude of an eigenvalue: lim ||A^k||^(1/k).
  /// - Complexity: O(n^3).
  /// - Throws: as `eigenvalues(by:)`.
  public func spectralRadius(by backend: Backend = .automatic) throws -> Double {
    try eigenvalues(by: backend)[0].magnitude
  }
}

/// LAPACK takes half of GSL's time at n = 64, a third at 256, a ninth at 512.
private let leastSizeForLAPACK = 64

private func gslEigenvalues(_ matrix: Matrix) throws -> [Complex] {
  let n = matrix.rows
  var work = matrix
  return try withGSLWorkspace(
    "gsl_eigen_nonsymm_alloc", gsl_eigen_nonsymm_alloc(n), free: gsl_eigen_nonsymm_free
  ) { workspace in
    gsl_eigen_nonsymm_params(0, 1, workspace)
    return try withGSLWorkspace(
      "gsl_vector_complex_alloc", gsl_vector_complex_alloc(n), free: gsl_vector_complex_free
    ) { values in
      try work.withGSLMatrix { matrix in
        try callGSL("gsl_eigen_nonsymm") { gsl_eigen_nonsymm(matrix, values, workspace) }
      }
      return (0..<n).map { i in
        let value = gsl_vector_complex_get(values, i)
        return Complex(value.dat.0, value.dat.1)
      }
    }
  }
}

/// LAPACK sees the transpose, which has the same eigenvalues.
private func lapackEigenvalues(_ matrix: Matrix) throws -> [Complex] {
  var a = matrix.elements
  let (re, im) = try dgeev(matrix.rows, &a)
  return zip(re, im).map { Complex($0, $1) }
}
