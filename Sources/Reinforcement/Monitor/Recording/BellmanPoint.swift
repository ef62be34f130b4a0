import Training

/// What the monitor saw at one moment of a run. Another program's recording may leave out anything but the step.
public struct BellmanPoint: Sendable, Equatable {
  /// The environment step, from 1.
  public var step: Int
  /// Updates of the network so far.
  public var updates: Int?
  /// Copies of the network to the target so far, soft ones counted too.
  public var targetCopies: Int?
  /// Episodes that ended, not cut off, so far.
  public var terminations: Int?
  /// The chance of a random action.
  public var epsilon: Double?
  /// The loss of the update's batch.
  public var loss: Double?
  /// The gradient over all parameters, before and after clipping.
  public var clip: ClipResult?
  /// The mean undiscounted return of the episodes since the point before, exploration included.
  public var episodeReturn: Double?
  /// Their mean length.
  public var episodeLength: Double?
  /// TD errors on the held-out transitions.
  public var heldOut: TDErrors?
  /// TD errors on the update's batch.
  public var replay: TDErrors?
  /// How often each action is in the update's batch.
  public var actionCounts: [Int]?
  /// What the batch was like.
  public var memory: ReplayRecord?
  /// The size of Q.
  public var values: ValueScale?
  /// Q beside Q*.
  public var truth: TruthRecord?
  /// Q beside greedy returns.
  public var rollouts: RolloutRecord?
  /// What the network makes of the states.
  public var representation: RepresentationRecord?
  /// The largest singular value of each weight matrix, first layer first.
  public var sigmaMax: [NamedNumber]?

  /// A point at which nothing was seen yet.
  public init(step: Int) { self.step = step }
}

/// A number with a name.
public struct NamedNumber: Sendable, Equatable {
  /// The name.
  public var name: String
  /// The number.
  public var value: Double

  /// A number with a name.
  public init(_ name: String, _ value: Double) { (self.name, self.value) = (name, value) }
}

/// TD errors delta = r + gamma max_a' Q_target(s', a') - Q_online(s, a) of some transitions, the future left out after
/// a terminal one.
public struct TDErrors: Sendable, Equatable {
  /// Of all of them.
  public var all: ErrorSummary?
  /// Of the terminal ones, delta = r - Q(s, a).
  public var terminal: ErrorSummary?
  /// Of the others.
  public var nonTerminal: ErrorSummary?
  /// Of the terminal ones as if they weren't: r + gamma max_a' Q_target(s', a') - Q(s, a), root mean square. Far below
  /// that of `terminal` where an agent bootstraps through the end.
  public var unmasked: Double?
  /// max |y - r| over the terminal ones, y the target that the agent itself used; 0 where it masks the end.
  public var terminalTarget: Double?
  /// max |y - (r + gamma max_a' Q_target(s', a'))| over the terminal ones; 0 where the agent bootstraps through the end.
  public var unmaskedTarget: Double?
  /// The same over the others; 0 for one-step targets. Missing for Double DQN, whose action is chosen by a network that
  /// the update has changed since.
  public var nonTerminalTarget: Double?

  /// Nothing measured.
  public init() {}
}
