import Foundation

/// In which order a sweep's backups see each other.
public enum SweepOrder: String, CaseIterable, Sendable {
  /// Every backup reads the values of the sweep before (Jacobi).
  case synchronous
  /// A backup reads what the same sweep has already written (Gauss-Seidel): fewer sweeps.
  case inPlace = "in-place"
}

/// What one sweep over all states did.
public struct Sweep: Equatable, Sendable {
  /// k, from 1.
  public let index: Int
  /// V_k.
  public let values: StateValues
  /// max |V_k - V_(k-1)|.
  public let maxChange: Double
  /// err_k = max |V_k - V|, V the exact solution.
  public let error: Double
  /// gamma^k err_0, which err_k can't exceed; nil ("not applicable") at gamma = 1.
  public let contractionBound: Double?
  /// gamma / (1 - gamma) times `maxChange`, which err_k can't exceed either, and which needs no
  /// exact solution; nil ("not applicable") at gamma = 1.
  public let changeBound: Double?
}

/// Successive approximation of values, sweep by sweep, beside the exact solution.
///
/// Both bounds hold for either order, because a sweep in place is a contraction by gamma too.
/// Source: Sutton and Barto 2018, 4.1 and 4.4; Puterman 1994, theorem 6.3.1.
public struct SweepRecord: Equatable, Sendable {
  /// V_0.
  public let initial: StateValues
  /// The values that the sweeps approach, from a linear solve.
  public let exact: StateValues
  /// err_0.
  public let initialError: Double
  /// In the order they ran.
  public internal(set) var sweeps: [Sweep] = []
  /// Whether the last change was within the tolerance, rather than the sweeps used up.
  public internal(set) var converged = false

  /// The values after the last sweep.
  public var values: StateValues { sweeps.last?.values ?? initial }

  init(initial: StateValues, exact: StateValues) {
    (self.initial, self.exact) = (initial, exact)
    initialError = supDistance(initial, exact)
  }

  mutating func append(_ values: StateValues, discount gamma: Double) {
    let k = sweeps.count + 1
    let change = supDistance(values, self.values)
    sweeps.append(
      Sweep(
        index: k, values: values, maxChange: change, error: supDistance(values, exact),
        contractionBound: gamma < 1 ? pow(gamma, Double(k)) * initialError : nil,
        changeBound: gamma < 1 ? gamma / (1 - gamma) * change : nil))
  }
}
