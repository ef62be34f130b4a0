import Foundation

/// How many steps back a state still counts: the lag beyond which the transport stays below a
/// level, 1 % by default.
public struct MemoryHorizon: Equatable, Sendable {
  /// The lag in steps, interpolated between whole steps on the logarithm; infinite when nothing
  /// decays.
  public let steps: Double
  /// Whether the curve itself crosses the level; otherwise `steps` goes on at the fitted rate
  /// beyond its end.
  public let isMeasured: Bool

  /// One per cent: a gradient a hundred times weaker than the last step's adds to the weights' sum
  /// less than the sampling noise of a batch of some dozens does.
  public static let standardLevel = 0.01

  /// The horizon of a curve of logarithms over the lag k = 0 ... T, relative to its value at lag 0.
  ///
  /// A curve that dips below the level and comes back is counted from its *last* crossing. Nil for
  /// a curve with NaN, or whose value at lag 0 is zero.
  /// - Complexity: O(T).
  public init?(byLag logs: [Double], level: Double = standardLevel) {
    precondition(level > 0 && level < 1, "the level is a share between 0 and 1, not \(level)")
    guard let start = logs.first, start.isFinite, !logs.contains(where: \.isNaN) else { return nil }
    let threshold = start + log(level)
    guard let last = logs.lastIndex(where: { $0 > threshold }), last + 1 < logs.count else {
      steps = Self.extrapolated(logs, to: threshold)
      isMeasured = false
      return
    }
    let drop = logs[last] - logs[last + 1]
    steps = Double(last) + (drop.isFinite ? (logs[last] - threshold) / drop : 0)
    isMeasured = true
  }

  /// Goes on from the last point at the rate of the second half of the curve: its start may still
  /// be a transient.
  private static func extrapolated(_ logs: [Double], to threshold: Double) -> Double {
    let half = logs.count / 2
    guard let fit = DecayFit(logs[half...], firstLag: half) ?? DecayFit(logs), fit.rate < 0 else {
      return .infinity
    }
    return Double(logs.count - 1) + (logs[logs.count - 1] - threshold) / -fit.rate
  }
}
