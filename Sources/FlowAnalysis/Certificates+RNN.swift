import Foundation
import LinearAlgebra
import Recurrent

extension Certificate {
  /// gamma ||W_hh||_2 < 1: every step brings states closer, so gradients vanish and every initial
  /// state is forgotten.
  ///
  /// Needs a vanilla RNN. Source: Pascanu, Mikolov and Bengio 2013 (gradients); Miller and Hardt
  /// 2019 (states).
  /// - Throws: `LinearAlgebraError` for weights that aren't finite.
  /// - Complexity: O(H²) an iteration of Lanczos.
  public static func contraction(_ weights: CellWeights) throws -> Certificate {
    let gamma = slope(of: weights)
    let quantity = gamma * (try weights.weightHH.spectralNorm())
    return Certificate(
      name: "contraction", quantityName: "gamma sigma_max(W_hh)", quantity: quantity,
      inequality: "gamma sigma_max(W_hh) < 1",
      statement:
        "||ds_T/ds_0|| is at most \(number(quantity))^T for every input: "
        + "it vanishes and cannot explode",
      source: "Pascanu, Mikolov and Bengio 2013; Miller and Hardt 2019"
    ) { .geometric([GeometricBound(logConstant: 0, logFactor: log(quantity))]) }
  }

  /// gamma min_P ||P W_hh P^-1||_2 < 1 over positive diagonal P: a contraction in a norm that
  /// scales the units.
  ///
  /// Proves what `contraction(_:)` can't for matrices that only stretch on the way: [[0.9, 10], [0,
  /// 0.9]] has sigma_max 10.1 and a scaled norm of 0.9. Needs a vanilla RNN.
  /// - Throws: `LinearAlgebraError` for weights that aren't finite.
  /// - Complexity: that of `ScaledNorm`.
  public static func scaledContraction(_ weights: CellWeights) throws -> Certificate {
    let gamma = slope(of: weights)
    let scaled = try ScaledNorm(weights.weightHH)
    return Certificate(
      name: "scaled contraction", quantityName: "gamma min_P ||P W_hh P^-1||",
      quantity: gamma * scaled.norm,
      inequality: "gamma min_P ||P W_hh P^-1||_2 < 1, P positive diagonal",
      statement:
        "||ds_T/ds_0|| is at most kappa(P) \(number(gamma * scaled.norm))^T for every input: "
        + "it vanishes in the end, and can grow before by at most kappa(P)",
      source: "Pascanu, Mikolov and Bengio 2013, with the units scaled; Osborne 1960"
    ) {
      .geometric(
        scaled.tried.filter { isProven(gamma * $0.norm, below: 1) }.map {
          GeometricBound(logConstant: $0.logCondition, logFactor: log(gamma * $0.norm))
        })
    }
  }

  private static func slope(of weights: CellWeights) -> Double {
    guard let gamma = weights.kind.largestSlope else {
      preconditionFailure("\(weights.kind.title) is no vanilla RNN: its Jacobian isn't phi' W_hh")
    }
    return gamma
  }
}
