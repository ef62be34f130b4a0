import Autodiff

/// n transitions (s, a, r, s', terminal), as sampled from a replay memory or held out.
public struct TransitionBatch: Sendable {
  /// s, [n, ...].
  public var observations: Tensor<Float>
  /// a, [n].
  public var actions: [Int32]
  /// r, [n].
  public var rewards: [Float]
  /// s', [n, ...].
  public var nextObservations: Tensor<Float>
  /// [n]: true if s' is worth 0 (terminated; a truncated step is not terminal).
  public var terminal: [Bool]
  /// [n]: environment steps since each was stored; empty if unknown.
  public var ages: [Int]
  /// [n]: position in the memory; empty if unknown.
  public var indices: [Int]

  /// A batch from its parts.
  public init(
    observations: Tensor<Float>, actions: [Int32], rewards: [Float],
    nextObservations: Tensor<Float>, terminal: [Bool], ages: [Int] = [], indices: [Int] = []
  ) {
    self.observations = observations
    self.actions = actions
    self.rewards = rewards
    self.nextObservations = nextObservations
    self.terminal = terminal
    self.ages = ages
    self.indices = indices
  }

  /// n.
  public var count: Int { actions.count }
}
