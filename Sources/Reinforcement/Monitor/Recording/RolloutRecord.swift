/// What Q promised at the start of some episodes, and what the greedy policy got in them.
///
/// Greedy, in an environment of their own: returns of an exploring policy are smaller than what Q
/// speaks of, and would raise a false alarm.
public struct RolloutRecord: NumberRecord {
  /// How many episodes.
  public var count: Double?
  /// The mean of max_a Q(s_0, a).
  public var predicted: Double?
  /// The mean discounted return, sum of gamma^t r_t.
  public var discounted: Double?
  /// The lower end of a bootstrapped 95 % interval of the mean discounted return.
  public var low: Double?
  /// The upper end.
  public var high: Double?
  /// The lower end of a bootstrapped 95 % interval of the mean of prediction minus return, in pairs.
  public var gapLow: Double?
  /// The upper end.
  public var gapHigh: Double?
  /// The mean of gamma^n cap over the episodes, n the length where one was truncated and 0 for one
  /// that ended: what was cut off is worth no more. Missing if something was cut off and there is no cap.
  public var tail: Double?
  /// The mean undiscounted return.
  public var score: Double?
  /// The mean length.
  public var length: Double?

  /// Nothing measured.
  public init() {}

  /// In the order of the file.
  public static var fields: [(name: String, path: WritableKeyPath<Self, Double?>)] {
    [
      ("count", \.count), ("predicted", \.predicted), ("discounted", \.discounted), ("low", \.low),
      ("high", \.high), ("gapLow", \.gapLow), ("gapHigh", \.gapHigh), ("tail", \.tail),
      ("score", \.score), ("length", \.length),
    ]
  }
}

/// What the network makes of the held-out states.
public struct RepresentationRecord: NumberRecord {
  /// The effective rank of the features, delta = 0.01 (Kumar et al. 2021).
  public var effectiveRank: Double?
  /// What it can't exceed: the smaller of the number of units and of different observations.
  public var rankLimit: Double?
  /// The share of units that are dormant at tau = 0, over all hidden layers (Sokar et al. 2023).
  public var dormantAtZero: Double?
  /// At tau = 0.025.
  public var dormant: Double?
  /// At tau = 0.1.
  public var dormantAtTenth: Double?

  /// Nothing measured.
  public init() {}

  /// In the order of the file.
  public static var fields: [(name: String, path: WritableKeyPath<Self, Double?>)] {
    [
      ("srank", \.effectiveRank), ("rankLimit", \.rankLimit), ("dormant0", \.dormantAtZero),
      ("dormant0.025", \.dormant), ("dormant0.1", \.dormantAtTenth),
    ]
  }
}

/// What was drawn from the replay memory for one update.
public struct ReplayRecord: NumberRecord {
  /// The mean age in environment steps.
  public var meanAge: Double?
  /// The median age.
  public var medianAge: Double?
  /// The largest age.
  public var oldest: Double?
  /// The share of entries that the batch holds already.
  public var duplicates: Double?
  /// The share of terminal transitions.
  public var terminalShare: Double?

  /// Nothing measured.
  public init() {}

  /// In the order of the file.
  public static var fields: [(name: String, path: WritableKeyPath<Self, Double?>)] {
    [
      ("meanAge", \.meanAge), ("medianAge", \.medianAge), ("oldest", \.oldest),
      ("duplicates", \.duplicates), ("terminalShare", \.terminalShare),
    ]
  }
}
