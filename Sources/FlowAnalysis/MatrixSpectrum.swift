import LinearAlgebra

/// What a recurrent matrix, or one gate's block of it, does to vectors.
public struct MatrixSpectrum: Sendable {
  /// Singular values, largest first.
  public let singularValues: [Double]
  /// Eigenvalues, largest magnitude first; `nil` for a matrix that isn't square.
  public let eigenvalues: [ConditionedEigenvalue]?
  /// ||W||_F.
  public let frobeniusNorm: Double

  /// Measures a matrix.
  /// - Throws: `LinearAlgebraError` for a matrix that isn't finite or is empty.
  /// - Complexity: O(n^3).
  public init(_ w: Matrix) throws {
    singularValues = try w.singularValues().map { $0 + 0 }  // without the sign of a zero
    eigenvalues = w.rows == w.columns ? try w.conditionedEigenvalues() : nil
    frobeniusNorm = w.frobeniusNorm
  }

  /// sigma_max.
  public var spectralNorm: Double { singularValues[0] }

  /// sigma_min.
  public var smallestSingularValue: Double { singularValues[singularValues.count - 1] }

  /// sigma_max / sigma_min; `nil` for a singular matrix.
  public var conditionNumber: Double? {
    let ratio = spectralNorm / smallestSingularValue
    return ratio.isFinite ? ratio : nil
  }

  /// ||W||_F^2 / sigma_max^2: about how many directions carry the matrix; `nil` for a zero matrix.
  public var stableRank: Double? {
    let ratio = frobeniusNorm / spectralNorm
    return ratio.isFinite ? ratio * ratio : nil
  }

  /// The largest magnitude of an eigenvalue.
  public var spectralRadius: Double? { eigenvalues?.first?.value.magnitude }

  /// How far above the computed spectral radius the true one may lie, by each eigenvalue's own error.
  ///
  /// A defective matrix has no spectral radius to three digits, and this says so.
  public var spectralRadiusError: Double? {
    guard let eigenvalues, let radius = spectralRadius else { return nil }
    return eigenvalues.reduce(0) { max($0, $1.value.magnitude + $1.error - radius) }
  }

  /// Henrici's departure from normality over ||W||_F, in [0, 1): 0 for a normal matrix, about 0.707
  /// for a random one (Henrici 1962); `nil` where there are no eigenvalues or W is zero.
  public var henriciDeparture: Double? {
    guard let eigenvalues, frobeniusNorm > 0 else { return nil }
    let normal = eigenvalues.reduce(0.0) {
      let part = $1.value.magnitude / frobeniusNorm
      return $0 + part * part
    }
    return max(0, 1 - normal).squareRoot()
  }
}
