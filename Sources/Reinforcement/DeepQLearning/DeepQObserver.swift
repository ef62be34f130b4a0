/// Looks at an agent while it learns: a monitor, a log. It changes nothing.
public protocol DeepQObserver: AnyObject {
  /// The agent has acted.
  func didStep(_ outcome: StepOutcome)
  /// An update of the online network has been made.
  func didUpdate(_ update: DeepQUpdate)
  /// An episode of the run has ended.
  func didEndEpisode(_ episode: DeepQEpisode)
  /// The target network has become a copy of the online network.
  func didCopyTarget(step: Int)
  /// The greedy policy has been played in an environment of its own.
  func didEvaluate(step: Int, _ episodes: [GreedyEpisode])
}

extension DeepQObserver {
  /// Nothing.
  public func didStep(_ outcome: StepOutcome) {}
  /// Nothing.
  public func didEndEpisode(_ episode: DeepQEpisode) {}
  /// Nothing.
  public func didCopyTarget(step: Int) {}
  /// Nothing.
  public func didEvaluate(step: Int, _ episodes: [GreedyEpisode]) {}
}

/// What there is to see of one update.
public struct DeepQUpdate {
  /// The environment steps made before it.
  public let step: Int
  /// The updates made, this one included.
  public let updates: Int
  /// The online network after the update.
  public let online: QNetwork
  /// The target network that the update learned from.
  public let target: QNetwork
  /// The transitions as they were stored, sabotage or not.
  public let batch: TransitionBatch
  /// y_j, as the agent computed them, [n].
  public let targets: [Float]
  /// y_j - Q(s_j, a_j) before the update, [n].
  public let errors: [Float]
  /// The loss before the update.
  public let loss: Double
  /// The mean of Q(s_j, a_j) before the update.
  public let meanValue: Double
  /// ||g|| as computed.
  public let normBefore: Double
  /// ||g|| as the optimiser was given it.
  public let normAfter: Double
  /// The learning rate.
  public let learningRate: Double
}

/// An episode that has ended.
public struct DeepQEpisode: Equatable, Sendable {
  /// The environment steps made, its last one included.
  public let step: Int
  /// The sum of its rewards, undiscounted.
  public let score: Double
  /// Its steps.
  public let length: Int
  /// Whether it ended by itself, not by a limit of steps.
  public let terminated: Bool

  /// An episode with given parts.
  public init(step: Int, score: Double, length: Int, terminated: Bool) {
    (self.step, self.score) = (step, score)
    (self.length, self.terminated) = (length, terminated)
  }
}
