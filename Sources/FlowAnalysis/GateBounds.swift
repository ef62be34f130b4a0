import Foundation
import LinearAlgebra
import Recurrent

/// What the gates of a layer can reach at all, whatever sequence it reads: interval arithmetic on
/// one step.
///
/// With |x_j| <= B and |h_j| <= 1, which every LSTM and GRU that starts at zero keeps, the
/// pre-activation of unit j of gate q lies within b_j ± r_j, r_j = B sum|W_q| + sum|U_q| over its
/// row.
public struct GateBounds: Equatable, Sendable {
  /// The pre-activations of one gate's units.
  public struct Interval: Equatable, Sendable {
    /// The lowest value of each unit.
    public let low: [Double]
    /// The highest value of each unit.
    public let high: [Double]

    /// sup sigmoid over the units.
    public var sigmoidHigh: Double { high.map(logistic).max() ?? 0 }
    /// inf sigmoid over the units.
    public var sigmoidLow: Double { low.map(logistic).min() ?? 1 }
    /// sup |tanh| over the units.
    public var tanhHigh: Double { zip(low, high).map { tanh(max(abs($0), abs($1))) }.max() ?? 0 }
    /// Units whose sigmoid is below `limit` for every input: always closed.
    public func closed(below limit: Double = 0.02) -> [Int] {
      high.indices.filter { logistic(high[$0]) < limit }
    }
    /// Units whose sigmoid is above `limit` for every input: always open.
    public func open(above limit: Double = 0.98) -> [Int] {
      low.indices.filter { logistic(low[$0]) > limit }
    }
  }

  /// B, the bound on the inputs.
  public let inputBound: Double
  /// One interval a gate, in the order of `CellKind.gateNames`. For the GRU's candidate n, with the
  /// reset gate anywhere in its own interval.
  public let gates: [Interval]

  /// The bounds of a cell with gates.
  /// - Complexity: O(G H (H + I)).
  public init(_ weights: CellWeights, inputBound: Double = 1) {
    precondition(weights.kind.gates > 1, "\(weights.kind.title) has no gates to bound")
    precondition(inputBound >= 0, "a bound on |x| is not negative, unlike \(inputBound)")
    self.inputBound = inputBound
    let H = weights.hiddenSize
    let fromInput = weights.weightIH.rowSums.map { inputBound * $0 }
    let fromState = weights.weightHH.rowSums
    var gates = (0..<weights.kind.gates).map { gate in
      let bias = weights.bias(gate)
      return Interval(
        bias: bias, reach: (0..<H).map { fromInput[gate * H + $0] + fromState[gate * H + $0] })
    }
    if weights.kind == .gru {
      let reset = gates[0].sigmoidHigh
      let reach = (2 * H..<3 * H).map {
        fromInput[$0] + reset * (fromState[$0] + abs(weights.biasHH[$0]))
      }
      gates[2] = Interval(bias: Array(weights.biasIH[(2 * H)...]), reach: reach)
    }
    self.gates = gates
  }

  /// The bound i g / (1 - f) on |c| of an LSTM that starts at zero; beyond some tens the output o
  /// tanh(c) saturates and no gradient passes through it. Meaningful for an LSTM only.
  public var cellBound: Double {
    gates[0].sigmoidHigh * gates[2].tanhHigh / (1 - gates[1].sigmoidHigh)
  }
}

extension GateBounds.Interval {
  fileprivate init(bias: [Double], reach: [Double]) {
    low = zip(bias, reach).map { $0 - $1 }
    high = zip(bias, reach).map { $0 + $1 }
  }
}

extension Matrix {
  /// The sum of the absolute values of each row.
  fileprivate var rowSums: [Double] { (0..<rows).map { row($0).reduce(0) { $0 + abs($1) } } }
}

/// 1 / (1 + e^-x), without overflow.
func logistic(_ x: Double) -> Double {
  x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x))
}
