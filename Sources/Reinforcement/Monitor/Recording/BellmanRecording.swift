import Training

/// What the Bellman monitor saw of a run of Q-learning, ours or another's.
public struct BellmanRecording: Sendable, Equatable {
  /// What was learned, and how.
  public var header: BellmanHeader
  /// In the order of the run, no step twice.
  public var points: [BellmanPoint]
  /// What the writer found wrong. ``BellmanJudgement`` judges anew, from the points.
  public var alarms: [BellmanAlarm]
  /// How the run ended; `nil` if the record was cut off, or its writer didn't say.
  public var end: RecordingEnd?

  /// A recording of given parts.
  public init(
    header: BellmanHeader = BellmanHeader(), points: [BellmanPoint] = [],
    alarms: [BellmanAlarm] = [], end: RecordingEnd? = nil
  ) {
    (self.header, self.points, self.alarms, self.end) = (header, points, alarms, end)
  }
}

/// What was learned, and how. Another program's recording may leave out anything.
public struct BellmanHeader: Sendable, Equatable {
  /// The environment's name.
  public var environment: String?
  /// The agent's: `dqn`, `double-dqn`, `q-learning`, or another.
  public var agent: String?
  /// gamma.
  public var discount: Double?
  /// A.
  public var actions: Int?
  /// Environment steps that were asked for.
  public var steps: Int?
  /// Environment steps between two hard copies of the target.
  public var targetEvery: Int?
  /// The share of the network in a soft update of the target; `nil` for hard copies.
  public var tau: Double?
  /// Transitions held out.
  public var heldOut: Int?
  /// Transitions of an update.
  public var batch: Int?
  /// The mean undiscounted return of actions drawn uniformly.
  public var randomScore: Double?
  /// The seed of the run.
  public var seed: UInt64?
  /// The command that makes the run again.
  public var command: String?

  /// A header that says nothing.
  public init() {}
}
