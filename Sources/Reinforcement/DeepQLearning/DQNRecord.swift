/// What a stretch of a run came to: a line of `metrics.jsonl`.
public struct DQNRecord: Equatable, Sendable {
  /// The environment steps made at its end.
  public var step = 0
  /// The scores (undiscounted returns) of the episodes that ended in it.
  public var scores: [Double] = []
  /// Their steps.
  public var lengths: [Int] = []
  /// The updates made in it.
  public var updates = 0
  /// The mean loss of its updates; nil without any.
  public var loss: Double?
  /// The mean of Q(s, a) over the batches of its updates; nil without any.
  public var meanValue: Double?
  /// The mean norm of the gradients of its updates before clipping; nil without any.
  public var gradientNorm: Double?
  /// The learning rate of its last update; nil without any.
  public var learningRate: Double?
  /// epsilon at its end.
  public var epsilon = 0.0
  /// The scores of the greedy policy, if it was evaluated at its end.
  public var evaluation: [Double]?

  /// Adds an update's numbers to the means.
  mutating func add(_ result: DQNLearner.Result) {
    updates += 1
    func mean(_ old: Double?, _ new: Double) -> Double {
      (old ?? 0) + (new - (old ?? 0)) / Double(updates)
    }
    loss = mean(loss, result.loss)
    meanValue = mean(meanValue, result.meanValue)
    gradientNorm = mean(gradientNorm, result.clip.normBefore)
    learningRate = result.learningRate
  }
}

/// The network whose greedy policy scored best in an evaluation.
public struct BestNetwork: Equatable, Sendable {
  /// The network.
  public let network: QNetwork
  /// The mean of the scores.
  public let score: Double
  /// After which step.
  public let step: Int
}
