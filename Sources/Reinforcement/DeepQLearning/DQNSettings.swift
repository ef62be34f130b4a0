import Foundation
import Training

/// How the target network follows.
public enum TargetRule: Equatable, Sendable {
  /// It becomes the online network every C environment steps (Mnih et al. 2015).
  case copy(every: Int)
  /// After every update, theta' <- tau theta + (1 - tau) theta' (Lillicrap et al. 2016).
  case soft(tau: Double)
}

/// How a batch is drawn from the replay memory.
public enum ReplaySampling: String, CaseIterable, Sendable {
  /// Every transition equally likely.
  case uniform
  /// One after another, from anywhere.
  case consecutive
}

/// Every number of a run of deep Q-learning but those of its environment; CleanRL's for CartPole
/// unless told otherwise, with Huber's loss.
public struct DQNSettings: Equatable, Sendable {
  /// How many steps of the environment are made.
  public var steps = 50_000
  /// The sizes of a perceptron's hidden layers; images have their own network.
  public var hidden = [120, 84]
  /// The rule by which a gradient changes the weights.
  public var optimizer = OptimizerRule.adam()
  /// The learning rate at step 0.
  public var learningRate = 2.5e-4
  /// The share of the learning rate that is left at the last step; it falls in a straight line.
  public var decay = 1.0
  /// gamma.
  public var discount = 0.99
  /// n, the transitions of a batch.
  public var batch = 128
  /// N, the transitions that the replay memory holds.
  public var buffer = 10_000
  /// The steps before the first update.
  public var start = 10_000
  /// The steps between updates.
  public var trainEvery = 10
  /// The updates that are then made.
  public var updates = 1
  /// How the target network follows.
  public var target = TargetRule.copy(every: 500)
  /// The loss of a TD error.
  public var loss = ValueLoss.huber
  /// Double DQN: the online network chooses the action that the target network values.
  public var isDouble = false
  /// epsilon at step 0.
  public var firstEpsilon = 1.0
  /// epsilon after the share `explorationShare` of the steps.
  public var lastEpsilon = 0.05
  /// The share of the steps over which epsilon falls.
  public var explorationShare = 0.5
  /// How a gradient is kept from being too large.
  public var clipping = GradientClipping.none
  /// How a batch is drawn.
  public var sampling = ReplaySampling.uniform
  /// The steps between evaluations of the greedy policy; 0 for none.
  public var evaluateEvery = 2000
  /// The episodes of an evaluation.
  public var evaluationEpisodes = 20
  /// The steps between lines of the record; 0 for a thousandth of the run.
  public var recordEvery = 0
  /// Where all randomness comes from.
  public var seed: UInt64 = 1
  /// A fault put in on purpose.
  public var sabotage: Sabotage?

  /// The defaults.
  public init() {}

  /// epsilon by step.
  public var epsilon: LinearSchedule {
    LinearSchedule(
      from: firstEpsilon, to: lastEpsilon, over: Int(explorationShare * Double(steps)))
  }

  /// The learning rate by step.
  public var learningRates: LinearSchedule {
    LinearSchedule(from: learningRate, to: learningRate * decay, over: steps)
  }

  /// The steps between lines of the record.
  var recordInterval: Int { recordEvery > 0 ? recordEvery : max(1, steps / 1000) }
}

// MARK: Checks

extension DQNSettings {
  /// Checks every number.
  ///
  /// - Throws: `SettingError` for the first one that can't be used.
  public func check() throws(SettingError) {
    for size in hidden { try count("hidden units", size, upTo: 65_536) }
    try count("steps", steps, upTo: 1_000_000_000)
    try count("batch", batch, upTo: 1_048_576)
    try count("updates", updates, upTo: 1_000_000)
    try count("steps between updates", trainEvery, upTo: 1_000_000_000)
    try count("episodes of an evaluation", evaluationEpisodes, upTo: 1_000_000)
    try require(
      learningRate > 0 && learningRate.isFinite, "learning rate", learningRate, "a positive number")
    try require(decay >= 0 && decay <= 1, "decay", decay, "a number from 0 to 1")
    try require(discount >= 0 && discount <= 1, "gamma", discount, "a number from 0 to 1")
    try require(buffer >= batch, "buffer", buffer, "at least a batch of \(batch) transitions")
    try require(
      start >= 0 && start < steps, "start", start, "a whole number from 0 to below \(steps) steps")
    try require(
      evaluateEvery >= 0 && recordEvery >= 0, "interval", min(evaluateEvery, recordEvery),
      "a whole number from 0")
    try checkEpsilon()
    try checkTarget()
    try checkMemory()
  }

  private func checkEpsilon() throws(SettingError) {
    try require(
      explorationShare >= 0 && explorationShare <= 1, "epsilon's fraction", explorationShare,
      "a number from 0 to 1")
    try epsilon.requireProbabilities("epsilon")
  }

  private func checkTarget() throws(SettingError) {
    switch target {
    case .copy(let every): try count("steps between target copies", every, upTo: 1_000_000_000)
    case .soft(let tau):
      try require(tau > 0 && tau <= 1, "tau", tau, "a number above 0 and up to 1")
    }
  }

  /// Six sets of the weights between hidden layers: online, target, kept, gradient and Adam's two means.
  private func checkMemory() throws(SettingError) {
    let weights = zip(hidden, hidden.dropFirst()).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    let (bytes, memory) = (6 * 4 * weights, Double(ProcessInfo.processInfo.physicalMemory))
    guard bytes > memory else { return }
    throw SettingError(
      "memory of the networks", String(format: "%.0f GB", bytes / 1e9),
      allowed: String(
        format: "at most this machine's %.0f GB by fewer hidden units", memory / 1e9))
  }

  private func count(_ name: String, _ value: Int, upTo limit: Int) throws(SettingError) {
    try require(value >= 1 && value <= limit, name, value, "a whole number from 1 to \(limit)")
  }

  private func require(
    _ condition: Bool, _ name: String, _ value: some Any, _ allowed: String
  ) throws(SettingError) {
    if !condition { throw SettingError(name, "\(value)", allowed: allowed) }
  }
}
