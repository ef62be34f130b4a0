import Foundation
import LinearAlgebra
import Recurrent

extension Certificate {
  /// The LSTM contracts: a 2 x 2 matrix bounds how the norms of dc and dh pass through one step,
  /// and its spectral radius is below 1.
  ///
  /// With bounds f, i, g, o on the gates, a = |U_f| i g / (4 (1 - f)) + i |U_g| + |U_i| g / 4 and x
  /// = tanh(i g / (1 - f)), (|dc'|, |dh'|) <= A (|dc|, |dh|), A = [[f, a], [o f, o a + x |U_o| /
  /// 4]], norms 2-norms. Derived from dc' = f dc + P dh, dh' = tanh(c') o' U_o dh + o tanh'(c')
  /// dc', sigma' <= 1/4, |c| <= i g / (1 - f). Here the bounds keep the biases' signs, and so are
  /// sharper than the published ones. Source: Terzi, Bonassi, Farina and Scattolini 2021; Bonassi
  /// 2023.
  /// - Throws: `LinearAlgebraError` for weights that aren't finite.
  /// - Complexity: O(H²) an iteration of Lanczos.
  public static func lstmContraction(
    _ weights: CellWeights, inputBound: Double = 1
  ) throws -> Certificate {
    let norms = try blockNorms(weights, of: .lstm) { try $0.spectralNorm() }
    let step = stepBound(norms, GateBounds(weights, inputBound: inputBound))
    return Certificate(
      name: "LSTM contraction", quantityName: "rho(A) of the norms' bound",
      quantity: try step.spectralRadius(),
      inequality: "rho([[f, a], [o f, o a + x |U_o| / 4]]) < 1",
      statement:
        "every initial state is forgotten and gradients cannot explode, for all inputs with "
        + "|x_j| <= \(number(inputBound)) from a state of zero",
      source: "Terzi, Bonassi, Farina and Scattolini 2021"
    ) { .power(of: step, logConstant: 0) }
  }

  /// The LSTM contracts by four inequalities on row sums: with F = sup f, |U_i| < 1 - F, |U_o| < 1
  /// - F, |U_g| <= (1 - F) / 4, |U_f| < (1 - F)².
  ///
  /// They put the matrix A of `lstmContraction` (in maximum norms) below [[F, 3 (1 - F) / 4], [F, 1
  /// - F]], whose spectral radius is below 1: trace 1, determinant F (1 - F) / 4 > 0. The quantity
  /// is the largest ratio of the four. Source: Miller and Hardt 2019.
  /// - Complexity: O(H²).
  public static func lstmRowSums(
    _ weights: CellWeights, inputBound: Double = 1
  ) throws -> Certificate {
    let norms = try blockNorms(weights, of: .lstm) { $0.infinityNorm }
    let bounds = GateBounds(weights, inputBound: inputBound)
    let free = 1 - bounds.gates[1].sigmoidHigh
    let ratios = [norms[0] / free, norms[1] / (free * free), 4 * norms[2] / free, norms[3] / free]
    return Certificate(
      name: "LSTM row sums", quantityName: "largest of the four ratios",
      quantity: ratios.max() ?? .infinity,
      inequality: "|U_i|, |U_o|, 4 |U_g| < 1 - F and |U_f| < (1 - F)^2 with F = sup f, row sums",
      statement: "the steps iterated log(H) times contract, for all inputs with "
        + "|x_j| <= \(number(inputBound)) from a state of zero",
      source: "Miller and Hardt 2019"
    ) {
      .power(of: stepBound(norms, bounds), logConstant: 0.5 * log(Double(weights.hiddenSize)))
    }
  }

  /// The GRU contracts in the maximum norm: |U_n| r + |U_r| (|U_n| + max|b_hn|) / 4 + (1 + n) z
  /// |U_z| < 1.
  ///
  /// From dh' = z dh + (1 - z) n' (r U_n + (U_n h + b_hn) r' U_r) dh + (h - n) z' U_z dh with z' =
  /// z (1 - z): the factor a step is at most z + (1 - z) q < 1, q the left side. The published form
  /// has 1 / (4 (1 - z)) in place of z in the last term, which is never smaller, and resets h
  /// before U_n; this is PyTorch's cell. Source: Bonassi, Farina and Scattolini 2021.
  /// - Complexity: O(H²).
  public static func gruContraction(
    _ weights: CellWeights, inputBound: Double = 1
  ) throws -> Certificate {
    let norms = try blockNorms(weights, of: .gru) { $0.infinityNorm }
    let gates = GateBounds(weights, inputBound: inputBound).gates
    let candidateBias = weights.biasHH[(2 * weights.hiddenSize)...].reduce(0) { max($0, abs($1)) }
    let (r, z, n) = (gates[0].sigmoidHigh, gates[1].sigmoidHigh, gates[2].tanhHigh)
    let quantity =
      norms[2] * r + norms[0] * (norms[2] + candidateBias) / 4 + (1 + n) * z * norms[1]
    return Certificate(
      name: "GRU contraction", quantityName: "q of the row sums", quantity: quantity,
      inequality: "|U_n| r + |U_r| (|U_n| + max|b_hn|) / 4 + (1 + n) z |U_z| < 1, row sums",
      statement:
        "every initial state is forgotten and gradients cannot explode, for all inputs with "
        + "|x_j| <= \(number(inputBound)) from a state within [-1, 1]",
      source: "Bonassi, Farina and Scattolini 2021"
    ) {
      let bound = GeometricBound(
        logConstant: 0.5 * log(Double(weights.hiddenSize)), logFactor: log(z + (1 - z) * quantity))
      return .geometric([bound])
    }
  }

  /// Every certificate that applies to the cell. The scaled contraction is tried only where the
  /// plain one fails.
  /// - Throws: `LinearAlgebraError` for weights that aren't finite.
  public static func all(_ weights: CellWeights, inputBound: Double = 1) throws -> [Certificate] {
    switch weights.kind {
    case .rnn, .rnnRelu:
      let plain = try contraction(weights)
      return plain.holds ? [plain] : [plain, try scaledContraction(weights)]
    case .lstm:
      return [
        try lstmContraction(weights, inputBound: inputBound),
        try lstmRowSums(weights, inputBound: inputBound),
      ]
    case .gru: return [try gruContraction(weights, inputBound: inputBound)]
    }
  }
}

private func blockNorms(
  _ weights: CellWeights, of kind: CellKind, _ norm: (Matrix) throws -> Double
) throws -> [Double] {
  precondition(
    weights.kind == kind, "a certificate for \(kind.title), not for \(weights.kind.title)")
  return try (0..<kind.gates).map { try norm(weights.recurrentBlock($0)) }
}

/// The matrix A over (|dc|, |dh|) from the norms of U_i, U_f, U_g, U_o.
private func stepBound(_ norms: [Double], _ bounds: GateBounds) -> Matrix {
  let (i, f, o) = (
    bounds.gates[0].sigmoidHigh, bounds.gates[1].sigmoidHigh, bounds.gates[3].sigmoidHigh
  )
  let g = bounds.gates[2].tanhHigh
  let a = norms[1] * bounds.cellBound / 4 + i * norms[2] + norms[0] * g / 4
  let x = tanh(bounds.cellBound)
  return Matrix(rows: [[f, a], [o * f, o * a + x * norms[3] / 4]])
}
