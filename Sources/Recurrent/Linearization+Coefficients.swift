import Foundation
import LinearAlgebra

extension Linearization {
  /// The coefficients of every step of a trajectory.
  ///
  /// - Parameters:
  ///   - states: s_0 ... s_T, (T + 1) x n.
  ///   - gates: activated, T x (G H).
  ///   - candidateFromState: the GRU's U_n h_(t-1) + b_hn, T x H.
  init(weights: CellWeights, states: Matrix, gates: Matrix, candidateFromState: Matrix?) {
    let H = weights.hiddenSize
    let coefficients: Matrix
    switch weights.kind {
    case .rnn:
      coefficients = Self.coefficients(gates.rows, H, Coefficient.rnn) { t, j, put in
        let h = gates[t, j]
        put(0, 1 - h * h)
      }
    case .rnnRelu:
      coefficients = Self.coefficients(gates.rows, H, Coefficient.rnn) { t, j, put in
        put(0, gates[t, j] > 0 ? 1 : 0)
      }
    case .lstm:
      coefficients = Self.coefficients(gates.rows, H, Coefficient.lstm) { t, j, put in
        let (i, f, g, o) = (gates[t, j], gates[t, H + j], gates[t, 2 * H + j], gates[t, 3 * H + j])
        let tanhC = tanh(states[t + 1, H + j])
        put(0, g * i * (1 - i))
        put(1, states[t, H + j] * f * (1 - f))
        put(2, i * (1 - g * g))
        put(3, tanhC * o * (1 - o))
        put(4, f)
        put(5, o * (1 - tanhC * tanhC))
      }
    case .gru:
      coefficients = Self.coefficients(gates.rows, H, Coefficient.gru) { t, j, put in
        let (r, z, n) = (gates[t, j], gates[t, H + j], gates[t, 2 * H + j])
        let candidate = (1 - z) * (1 - n * n)
        put(0, candidate * candidateFromState![t, j] * r * (1 - r))
        put(1, (states[t, j] - n) * z * (1 - z))
        put(2, candidate * r)
        put(3, candidate)
        put(4, z)
      }
    }
    self.init(weights: weights, coefficients: coefficients)
  }

  /// T rows of `blocks` blocks of H, filled unit by unit.
  private static func coefficients(
    _ T: Int, _ H: Int, _ blocks: Int, _ unit: (Int, Int, (Int, Double) -> Void) -> Void
  ) -> Matrix {
    var matrix = Matrix(zeros: T, blocks * H)
    let columns = matrix.columns
    matrix.elements.withUnsafeMutableBufferPointer { k in
      for t in 0..<T {
        for j in 0..<H { unit(t, j) { block, value in k[t * columns + block * H + j] = value } }
      }
    }
    return matrix
  }
}
