/// The smallest worlds that tell one fault of an agent from another. Each adds one thing to what the
/// agent must get right; the first that fails names the fault.
///
/// Source: Jones 2021, "Debugging reinforcement learning systems".
public enum Probe: Int, CaseIterable, Sendable {
  /// One action, nothing to see, one step, reward 1. Fails when the value can't be learned at all:
  /// the loss or the optimiser.
  case constantReward = 1
  /// One action, an observation of -1 or 1, one step, the reward is the observation. Fails when
  /// gradients don't reach the observation.
  case rewardByObservation
  /// One action, two steps, observations 0 then 1, reward 1 at the end. Fails when rewards aren't
  /// discounted back, or when the end isn't treated as one.
  case twoSteps
  /// Two actions, nothing to see, one step, reward -1 or 1 by the action. Fails when actions are
  /// mixed up.
  case actionDecides
  /// Two actions, an observation of -1 or 1, one step, reward 1 if the action (0 for -1, 1 for 1)
  /// matches it, otherwise -1. Fails when values don't depend on both.
  case actionMatchesObservation

  /// The process: one state for each thing that can be seen.
  public func mdp(discount: Double) throws(MDPError) -> MDP {
    let names = ["first", "second"]
    return try MDP(
      states: observations.count == 1 ? ["only"] : names, actions: actions, discount: discount,
      start: self == .twoSteps ? [1, 0] : nil
    ) { s, a in [outcome(s, a)] }
  }

  /// What is seen in each state: one number.
  public var observations: [Float] {
    switch self {
    case .constantReward, .actionDecides: [0]
    case .rewardByObservation, .actionMatchesObservation: [-1, 1]
    case .twoSteps: [0, 1]
    }
  }

  /// The optimal Q at a discount, a row for each state, in closed form.
  public func trueValues(discount gamma: Double) -> [[Double]] {
    switch self {
    case .constantReward: [[1]]
    case .rewardByObservation: [[-1], [1]]
    case .twoSteps: [[gamma], [1]]
    case .actionDecides: [[-1, 1]]
    case .actionMatchesObservation: [[1, -1], [-1, 1]]
    }
  }

  private var actions: [String] {
    switch self {
    case .constantReward, .rewardByObservation, .twoSteps: ["only"]
    case .actionDecides, .actionMatchesObservation: ["zero", "one"]
    }
  }

  private func outcome(_ s: Int, _ a: Int) -> Outcome {
    switch self {
    case .constantReward: Outcome(to: s, reward: 1, terminal: true)
    case .rewardByObservation: Outcome(to: s, reward: s == 1 ? 1 : -1, terminal: true)
    case .twoSteps: Outcome(to: 1, reward: s == 1 ? 1 : 0, terminal: s == 1)
    case .actionDecides: Outcome(to: s, reward: a == 1 ? 1 : -1, terminal: true)
    case .actionMatchesObservation: Outcome(to: s, reward: a == s ? 1 : -1, terminal: true)
    }
  }

  /// The process to act in, seen through its one number.
  public func environment(discount: Double, seed: UInt64 = 0) throws(MDPError) -> MDPEnvironment {
    MDPEnvironment(
      try mdp(discount: discount), features: observations.map { [$0] }, seed: seed)
  }
}
