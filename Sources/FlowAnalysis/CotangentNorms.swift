import Foundation
import LinearAlgebra

/// ln ||(ds_T/ds_t)ᵀ v||_2 for t = 0 ... T: what becomes of one gradient that enters at the last
/// step.
///
/// With v = dL/ds_T of a loss at the last step alone these are the norms of dL/ds_t, deeper than
/// Float32 can follow them. One vector instead of n, so also for sequences and layers where the
/// whole transport would be dear.
/// - Parameters:
///   - jacobians: J_1 ... J_T of one sequence; member k is J_(k+1).
///   - seed: v, n numbers.
/// - Returns: T + 1 natural logarithms; -infinity where the gradient is exactly zero.
/// - Complexity: O(T) applications of a Jacobian to one vector.
public func cotangentLogNorms(of jacobians: some OperatorFamily, seed: [Double]) -> [Double] {
  precondition(
    seed.count == jacobians.rows,
    "the gradient has \(seed.count) entries, the state \(jacobians.rows)")
  var cotangent = ScaledMatrix(Matrix(rows: 1, columns: seed.count, elements: seed))
  var norms = [cotangent.log(of: cotangent.matrix.frobeniusNorm)]
  for k in (0..<jacobians.count).reversed() {
    cotangent.update(to: jacobians[k].applyTransposed(cotangent.matrix))
    norms.append(cotangent.log(of: cotangent.matrix.frobeniusNorm))
  }
  return norms.reversed()
}
