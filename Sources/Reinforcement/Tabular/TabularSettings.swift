import LinearAlgebra
import Training

/// What the three tabular methods have in common.
public struct TabularSettings: Equatable, Sendable {
  /// How many episodes are played.
  public var episodes: Int
  /// alpha.
  public var stepSize: StepSize
  /// epsilon by episode.
  public var epsilon: LinearSchedule
  /// An episode is cut off after so many steps; the last step bootstraps like any other.
  public var stepLimit: Int
  /// What every Q(s, a) is worth before anything is known.
  public var initialValue: Double

  /// Settings; Sutton and Barto's example 6.6 by default.
  public init(
    episodes: Int = 500, stepSize: StepSize = .constant(0.5),
    epsilon: LinearSchedule = LinearSchedule(constant: 0.1), stepLimit: Int = 10_000,
    initialValue: Double = 0
  ) {
    (self.episodes, self.stepSize, self.epsilon) = (episodes, stepSize, epsilon)
    (self.stepLimit, self.initialValue) = (stepLimit, initialValue)
  }

  func check() throws(SettingError) {
    guard episodes > 0 else {
      throw SettingError("episodes", "\(episodes)", allowed: "a positive number")
    }
    guard stepLimit > 0 else {
      throw SettingError("step limit", "\(stepLimit)", allowed: "a positive number")
    }
    try stepSize.check()
    try epsilon.requireProbabilities("epsilon")
  }
}

/// How an episode went.
public struct EpisodeRecord: Equatable, Sendable {
  /// The sum of its rewards, undiscounted.
  public var total = 0.0
  /// Its length.
  public var steps = 0
  /// Whether it ended, rather than being cut off.
  public var terminated = false

  mutating func add(_ outcome: Outcome) {
    total += outcome.reward
    steps += 1
    terminated = outcome.terminal
  }
}

/// What a tabular method learned, and on the way.
public struct TabularRun: Equatable, Sendable {
  /// Q in the end; for Double Q-learning the mean of its two tables.
  public internal(set) var actionValues: ActionValues
  /// Every episode, in order.
  public internal(set) var episodes: [EpisodeRecord] = []
  /// max |Q - Q*| after each episode; empty if Q* wasn't given.
  public internal(set) var errors: [Double] = []

  mutating func append(_ record: EpisodeRecord, _ q: ActionValues, optimum: ActionValues?) {
    actionValues = q
    episodes.append(record)
    if let optimum { errors.append((q - optimum).supNorm) }
  }
}

/// A table of values that counts the updates of each entry.
struct LearnedValues {
  var q: ActionValues
  private var updates: [Int]
  private let stepSize: StepSize

  init(for mdp: MDP, _ settings: TabularSettings) {
    q = ActionValues(
      states: mdp.stateCount, actions: mdp.actionCount, repeating: settings.initialValue)
    updates = [Int](repeating: 0, count: q.elements.count)
    stepSize = settings.stepSize
  }

  /// Q(s, a) <- Q(s, a) + alpha (target - Q(s, a)).
  mutating func move(_ s: Int, _ a: Int, towards target: Double) {
    let i = s * q.actionCount + a
    updates[i] += 1
    q.elements[i] += stepSize.value(update: updates[i]) * (target - q.elements[i])
  }
}

extension ActionValues {
  /// With probability epsilon an action drawn uniformly, otherwise one of largest Q, ties broken at
  /// random.
  public func sampleEpsilonGreedy(
    at s: Int, epsilon: Double, using generator: inout RandomGenerator
  ) -> Int {
    if generator.uniform() < epsilon { return generator.integer(below: actionCount) }
    let largest = maximum(at: s)
    var (chosen, ties) = (0, 0)
    for a in 0..<actionCount where self[s, a] == largest {
      ties += 1
      if ties == 1 || generator.integer(below: ties) == 0 { chosen = a }
    }
    return chosen
  }
}
