import Foundation
import Recurrent

/// The LSTM's direct cell path: the products of forget gates f_T * ... * f_(t+1) along a
/// trajectory, unit by unit.
///
/// It is what dc_T/dc_t would be if no gate saw the state: diag(f_T ... f_(t+1)), elementwise,
/// without any W. The *total* derivative dc_T/dc_t also goes through h and the gates, and is the
/// block `c to c` of the transport. The two agree exactly when all recurrent matrices are zero, and
/// in general neither bounds the other (Hochreiter and Schmidhuber 1997; Gers, Schmidhuber and
/// Cummins 2000).
public struct DirectCellPath: Equatable, Sendable {
  /// ln of the product of unit j's forget gates over t+1 ... T: `logProducts[t][j]`, t = 0 ... T,
  /// all 0 at t = T.
  public let logProducts: [[Double]]

  /// The path along a trajectory; nil unless its cell is an LSTM.
  /// - Complexity: O(T H).
  public init?(_ trajectory: Trajectory) {
    guard trajectory.weights.kind == .lstm else { return nil }
    let forget = trajectory.gate(1)
    var rows = [[Double](repeating: 0, count: forget.columns)]
    for t in (0..<forget.rows).reversed() {
      let logs = forget.row(t).map(log)
      rows.append(zip(rows[rows.count - 1], logs).map(+))
    }
    logProducts = rows.reversed()
  }

  /// T, the number of steps.
  public var steps: Int { logProducts.count - 1 }

  /// ln of the largest product for t = 0 ... T: the spectral norm of the direct path.
  public var logMaximum: [Double] { logProducts.map { $0.max() ?? 0 } }

  /// The mean over units of the logarithms for t = 0 ... T: ln of their geometric mean.
  public var logGeometricMean: [Double] {
    logProducts.map { $0.reduce(0, +) / Double(max($0.count, 1)) }
  }

  /// The mean of ln f over the steps, for each unit: nats a step, never above 0.
  public var logRates: [Double] { logProducts[0].map { $0 / Double(max(steps, 1)) } }

  /// The number of steps in which each unit's path falls to one half: ln 2 over minus its rate.
  public var halfLives: [Double] { logRates.map { halfLife(ofRate: $0) } }
}

/// ln 2 / -rate steps; infinite for a rate (nats a step) that doesn't decay.
public func halfLife(ofRate rate: Double) -> Double {
  rate < 0 ? log(2) / -rate : .infinity
}

/// The half-life of a forget gate that stands at sigmoid(bias): ln 2 / ln(1 + e^-bias) steps (bias
/// 1: 2.213 steps).
public func forgetHalfLife(bias: Double) -> Double {
  log(2) / log1p(exp(-bias))
}
