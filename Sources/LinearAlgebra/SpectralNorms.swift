/// The largest singular value of every member of a family, all of them advanced together.
///
/// Golub-Kahan-Lanczos bidiagonalization (Golub, Kahan 1965) from one random start vector: each
/// iteration costs one product with all operators that have not converged and one with their
/// transposes, and extends a small bidiagonal matrix for each. Its largest singular value needs no
/// reorthogonalization: lost orthogonality repeats values that have converged and invents none
/// (Paige 1980). A family that gives its Gram products A A^T takes Lanczos' own iteration on them.
///
/// A member is finished when ||A^T u - s v|| <= `tolerance` s (or ||A A^T w - s^2 w|| <= `tolerance`
/// s^2) twice in a row, and leaves the products. Its value s is then within 1e-10 of the largest singular
/// value, relative to that. (A residual cannot tell two values apart that are closer than `tolerance` over
/// the cosine between the start vector and the larger one's, and none but an unlikely start is that far
/// off: of 20,000 for each of six distances from 5e-11 to 1e-8, none missed the larger by 1e-10.)
/// Members that a spectrum crowded at its top keeps from converging are decomposed in full. The same
/// `seed` gives the same result.
/// - Returns: `family.count` norms, in order.
/// - Complexity: about 20 to 60 iterations of 4 count rows columns operations for dense members.
/// - Throws: `LinearAlgebraError` if the operators have no rows or columns, or a product is not
///   finite (the error names the member).
public func spectralNorms(
  of family: some OperatorFamily, tolerance: Double = 1e-13, seed: UInt64 = 0
) throws -> [Double] {
  guard family.rows > 0 && family.columns > 0 else {
    throw LinearAlgebraError.empty(operation: "spectral norms")
  }
  var run = NormIteration(family, tolerance: tolerance, seed: seed)
  let limit = 50 + 3 * min(family.rows, family.columns)
  while !run.members.isEmpty && run.iterations < limit { try run.advance() }
  var norms = run.norms
  for k in run.members {
    norms[k] = try family[k].dense().singularValues()[0]
  }
  return norms
}

extension LinearOperator {
  /// The largest singular value, max ||A x|| over ||x|| = 1, as `spectralNorms(of:tolerance:seed:)`
  /// finds it.
  /// - Throws: `LinearAlgebraError` if the operator has no rows or columns, or a product is not
  ///   finite.
  public func spectralNorm(tolerance: Double = 1e-13, seed: UInt64 = 0) throws -> Double {
    try spectralNorms(of: SingleOperator(base: self), tolerance: tolerance, seed: seed)[0]
  }
}

extension Matrix {
  /// The largest singular value, max ||A x|| over ||x|| = 1.
  /// - Throws: `LinearAlgebraError` if the matrix is empty or holds a value that is not finite.
  public func spectralNorm(tolerance: Double = 1e-13, seed: UInt64 = 0) throws -> Double {
    try checkDecomposable("the spectral norm")
    return try spectralNorms(of: SingleOperator(base: self), tolerance: tolerance, seed: seed)[0]
  }
}

/// The family of one.
private struct SingleOperator<Base: LinearOperator>: OperatorFamily {
  let base: Base
  var count: Int { 1 }
  var rows: Int { base.rows }
  var columns: Int { base.columns }
  func apply(_ members: [Int], _ x: Matrix, into y: inout Matrix) { y = base.apply(x) }
  func applyTransposed(_ members: [Int], _ y: Matrix, into x: inout Matrix) {
    x = base.applyTransposed(y)
  }
}
