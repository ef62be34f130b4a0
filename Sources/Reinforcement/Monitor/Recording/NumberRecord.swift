/// A group of numbers of a recording, each of which may be missing, with the names it has in the file.
public protocol NumberRecord: Sendable, Equatable {
  /// A group in which nothing was measured.
  init()
  /// The numbers by their names in a file, in the order in which they are written.
  static var fields: [(name: String, path: WritableKeyPath<Self, Double?>)] { get }
}

/// The sizes of some errors.
///
/// Percentiles are of the magnitudes, by linear interpolation between order statistics: of n sorted
/// magnitudes the share p lies at position p (n - 1), counted from 0 (Hyndman and Fan 1996, type 7).
public struct ErrorSummary: NumberRecord {
  /// n.
  public var count: Double?
  /// The mean, with its sign.
  public var mean: Double?
  /// The root of the mean square.
  public var rootMeanSquare: Double?
  /// The median magnitude.
  public var median: Double?
  /// The magnitude that 95 % don't exceed.
  public var percentile95: Double?
  /// The magnitude that 99 % don't exceed.
  public var percentile99: Double?
  /// The largest magnitude.
  public var maximum: Double?

  /// Nothing measured.
  public init() {}

  /// In the order of the file.
  public static var fields: [(name: String, path: WritableKeyPath<Self, Double?>)] {
    [
      ("count", \.count), ("mean", \.mean), ("rms", \.rootMeanSquare), ("p50", \.median),
      ("p95", \.percentile95), ("p99", \.percentile99), ("max", \.maximum),
    ]
  }
}

/// The size of Q, and how far it moved. Over the held-out states unless said otherwise.
public struct ValueScale: NumberRecord {
  /// max |Q(s, a)|, over the held-out states and the replay batch.
  public var largest: Double?
  /// max |r| / (1 - gamma); missing at gamma = 1, and while no reward but 0 was seen.
  public var cap: Double?
  /// max |r| of what was seen so far.
  public var largestReward: Double?
  /// The mean of Q(s, a) over states and actions.
  public var mean: Double?
  /// The mean of max_a Q(s, a).
  public var meanMaximum: Double?
  /// The mean of max_a Q(s, a) minus the second largest; missing with one action. Farahmand 2011.
  public var actionGap: Double?
  /// The root mean square of Q_online - Q_target.
  public var targetGap: Double?
  /// The root mean square of the change of Q_online since the point before.
  public var onlineMoved: Double?
  /// The root mean square of the change of Q_target since the point before.
  public var targetMoved: Double?

  /// Nothing measured.
  public init() {}

  /// In the order of the file.
  public static var fields: [(name: String, path: WritableKeyPath<Self, Double?>)] {
    [
      ("maxAbs", \.largest), ("cap", \.cap), ("largestReward", \.largestReward), ("mean", \.mean),
      ("meanMax", \.meanMaximum), ("actionGap", \.actionGap), ("targetGap", \.targetGap),
      ("onlineMoved", \.onlineMoved), ("targetMoved", \.targetMoved),
    ]
  }
}

/// Q beside the exact solution of a known decision process, over its transient states. Weighted norms
/// are sqrt(sum w(s, a) x(s, a)²) with fixed weights, see ``ExactTruth``.
public struct TruthRecord: NumberRecord {
  /// max |T Q - Q|.
  public var residual: Double?
  /// The weighted norm of T Q - Q.
  public var weightedResidual: Double?
  /// max |Q - Q*|.
  public var error: Double?
  /// The weighted norm of Q - Q*.
  public var weightedError: Double?
  /// max |Q*|.
  public var optimum: Double?
  /// The weighted norm of Q*.
  public var weightedOptimum: Double?
  /// How far Q - Q^pi is from (I - gamma P^pi)^-1 (Q - T^pi Q), pi greedy, over max(1, max |Q|): rounding error, or
  /// something is wrong with the measurement.
  public var identity: Double?
  /// The exact value of the greedy policy, over the distribution of first states.
  public var policyValue: Double?
  /// The same of an optimal policy.
  public var optimalValue: Double?

  /// Nothing measured.
  public init() {}

  /// In the order of the file.
  public static var fields: [(name: String, path: WritableKeyPath<Self, Double?>)] {
    [
      ("residual", \.residual), ("weightedResidual", \.weightedResidual), ("error", \.error),
      ("weightedError", \.weightedError), ("optimum", \.optimum),
      ("weightedOptimum", \.weightedOptimum), ("identity", \.identity),
      ("policyValue", \.policyValue), ("optimalValue", \.optimalValue),
    ]
  }
}
