import LinearAlgebra

/// A known decision process to act in: drawn transitions, and the whole truth beside them.
///
/// What is seen is a row of numbers for each state, one-hot unless told otherwise. Because `mdp` is
/// at hand, whatever an agent learns here can be compared with exact values.
public struct MDPEnvironment: Environment {
  /// The process. Its discount is nothing an agent sees.
  public let mdp: MDP
  /// [S, n], row by row: what is seen in each state.
  public let features: [Float]
  /// n.
  public let featureCount: Int
  /// The steps after which an episode is truncated; nil for never.
  public let stepLimit: Int?

  /// The state now.
  public private(set) var state: Int
  /// The steps of this episode.
  public private(set) var steps = 0

  private var generator: RandomGenerator
  private var isOver = false

  /// A process to act in.
  ///
  /// - Parameter features: a row for each state, all equally long; one-hot when nil.
  public init(
    _ mdp: MDP, features: [[Float]]? = nil, stepLimit: Int? = nil, seed: UInt64 = 0
  ) {
    let rows = features ?? oneHot(mdp.stateCount)
    precondition(
      rows.count == mdp.stateCount && rows.allSatisfy { $0.count == rows[0].count },
      "\(rows.count) rows of features for \(mdp.stateCount) states")
    (self.mdp, self.stepLimit) = (mdp, stepLimit)
    (self.features, featureCount) = (rows.flatMap { $0 }, rows[0].count)
    generator = RandomGenerator(seed: seed)
    state = mdp.sampleStart(using: &generator)
  }

  /// The process's.
  public var actions: [String] { mdp.actions }
  /// A.
  public var actionCount: Int { mdp.actionCount }
  /// [n].
  public var observationShape: [Int] { [featureCount] }

  /// Seeds and starts an episode.
  public mutating func reset(seed: UInt64) {
    generator = RandomGenerator(seed: seed)
    reset()
  }

  /// In a state drawn from the process's start.
  public mutating func reset() {
    (state, steps, isOver) = (mdp.sampleStart(using: &generator), 0, false)
  }

  /// Draws what the action leads to.
  ///
  /// - Throws: ``EnvironmentError/unknownAction(_:actions:)``.
  public mutating func step(_ action: Int) throws(EnvironmentError) -> StepOutcome {
    try check(action)
    precondition(!isOver, "a step after the episode's end; reset first")
    let drawn = mdp.sample(state, action, using: &generator)
    (state, steps) = (drawn.next, steps + 1)
    let outcome = StepOutcome(
      reward: drawn.reward, terminated: drawn.terminal,
      truncated: stepLimit.map { steps >= $0 } ?? false)
    isOver = outcome.isOver
    return outcome
  }

  /// The state's features.
  public func observe(into target: UnsafeMutableBufferPointer<Float>) {
    precondition(target.count == featureCount, "\(featureCount) numbers into \(target.count)")
    features.withUnsafeBufferPointer { all in
      let row = all[state * featureCount..<(state + 1) * featureCount]
      _ = target.update(fromContentsOf: row)
    }
  }
}

private func oneHot(_ n: Int) -> [[Float]] {
  (0..<n).map { s in (0..<n).map { $0 == s ? 1 : 0 } }
}
