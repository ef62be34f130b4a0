/// An eigenvalue, and how far rounding may have moved it.
public struct ConditionedEigenvalue: Equatable, Sendable {
  /// The eigenvalue as it was computed.
  public let value: Complex
  /// 1 / |y^H x| for unit left and right eigenvectors y and x: how many times farther than a
  /// perturbation of the matrix the eigenvalue moves. 1 for a normal matrix, without bound towards a
  /// defective one.
  public let condition: Double
  /// n 2^-52 ||A||_F condition: the first-order bound of what rounding did to the eigenvalue.
  public let error: Double
}

extension Matrix {
  /// The eigenvalues of a square matrix with their condition numbers, largest magnitude first.
  ///
  /// Source: Wilkinson (1965), The Algebraic Eigenvalue Problem, chapter 2. The bound is one of
  /// first order: where it isn't small, as for a defective eigenvalue, it says no more than that the
  /// value isn't known.
  /// - Complexity: O(n^3), about three times that of the eigenvalues alone.
  /// - Throws: `LinearAlgebraError` if the matrix is not square, is empty, holds a value that is not
  ///   finite, or the iteration fails.
  public func conditionedEigenvalues() throws -> [ConditionedEigenvalue] {
    try checkSquare("eigenvalues")
    let (matrix, scale) = normalizedByPowerOfTwo()
    var a = matrix.elements
    // LAPACK sees the transpose: the same eigenvalues and conditions, left and right exchanged.
    let (re, im, left, right) = try dgeevWithVectors(rows, &a)
    let unit = Double(rows) * Double.ulpOfOne * matrix.frobeniusNorm
    let values = (0..<rows).map { j in
      let overlap = overlap(left, right, column: j, isSecondOfPair: im[j] < 0, isReal: im[j] == 0)
      return ConditionedEigenvalue(
        value: Complex(scale.multiply(re[j]), scale.multiply(im[j])), condition: 1 / overlap,
        error: scale.multiply(unit / overlap))
    }
    return values.sorted {
      ($0.value.magnitude, $0.value.re, $0.value.im)
        > ($1.value.magnitude, $1.value.re, $1.value.im)
    }
  }

  /// |y^H x| of one eigenvalue. The second of a pair has the conjugate vectors of the first.
  private func overlap(
    _ left: [Double], _ right: [Double], column: Int, isSecondOfPair: Bool, isReal: Bool
  ) -> Double {
    let n = rows
    let first = (isSecondOfPair ? column - 1 : column) * n
    var (re, im) = (0.0, 0.0)
    for i in 0..<n {
      let (yr, xr) = (left[first + i], right[first + i])
      let (yi, xi) = isReal ? (0, 0) : (left[first + n + i], right[first + n + i])
      re += yr * xr + yi * xi
      im += yr * xi - yi * xr
    }
    return Complex(re, im).magnitude
  }
}
