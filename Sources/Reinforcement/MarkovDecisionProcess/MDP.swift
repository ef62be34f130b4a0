import LinearAlgebra

/// A finite Markov decision process: states, actions, what each action leads to, a discount.
///
/// Letters: S states, A actions, gamma the discount, V values of states, Q values of actions, pi a
/// policy. Every state has every action. Where an episode ends is said by the outcome, as Gymnasium
/// says it (`terminal`), not by the state: what follows a terminal outcome is worth 0.
/// Source: Sutton and Barto 2018, chapter 3; Puterman 1994.
public struct MDP: Equatable, Sendable {
  /// The names of the states; a state is its index here.
  public let states: [String]
  /// The names of the actions; an action is its index here.
  public let actions: [String]
  /// The probability of each state to be an episode's first.
  public let start: [Double]
  /// gamma, in [0, 1].
  public private(set) var discount: Double

  /// Row by row: what (s, a) leads to lies at `offsets[s A + a]..<offsets[s A + a + 1]`.
  let table: [Outcome]
  let offsets: [Int]

  /// S.
  public var stateCount: Int { states.count }
  /// A.
  public var actionCount: Int { actions.count }

  /// A process from its table.
  ///
  /// - Parameters:
  ///   - discount: gamma.
  ///   - start: the distribution of the first state; uniform over the states that aren't absorbing
  ///     when nil.
  ///   - outcomes: what action a leads to in state s, called once for each (s, a).
  /// - Throws: ``MDPError`` that names the state and the action.
  /// - Complexity: linear in the number of outcomes.
  public init(
    states: [String], actions: [String], discount: Double, start: [Double]? = nil,
    outcomes: (_ state: Int, _ action: Int) -> [Outcome]
  ) throws(MDPError) {
    guard !states.isEmpty, !actions.isEmpty else { throw .empty }
    var (table, offsets) = ([Outcome](), [0])
    for s in states.indices {
      for a in actions.indices {
        let row = outcomes(s, a)
        try check(row, state: states[s], action: actions[a], stateCount: states.count)
        table += row
        offsets.append(table.count)
      }
    }
    try checkDiscount(discount)
    (self.states, self.actions, self.discount) = (states, actions, discount)
    (self.table, self.offsets) = (table, offsets)
    self.start = start ?? uniform(over: absorbing(table, offsets, states.count).map { !$0 })
    try checkStart()
  }

  /// The same process with another gamma.
  ///
  /// - Throws: ``MDPError/discount(_:)``.
  public func discounted(by gamma: Double) throws(MDPError) -> MDP {
    try checkDiscount(gamma)
    var other = self
    other.discount = gamma
    return other
  }

  /// What action a leads to in state s.
  public func outcomes(_ s: Int, _ a: Int) -> ArraySlice<Outcome> {
    precondition(states.indices ~= s && actions.indices ~= a, "no action \(a) in state \(s)")
    let row = s * actionCount + a
    return table[offsets[row]..<offsets[row + 1]]
  }

  /// The states that aren't absorbing. An absorbing state's outcomes are all terminal with reward 0:
  /// its value is 0 under every policy.
  public var transientStates: [Int] {
    let isAbsorbing = absorbing(table, offsets, stateCount)
    return states.indices.filter { !isAbsorbing[$0] }
  }

  /// max |r| over all outcomes of positive probability.
  public var largestReward: Double {
    table.lazy.filter { $0.probability > 0 }.map(\.reward.magnitude).max() ?? 0
  }

  /// max |r| / (1 - gamma), which no |V| and no |Q| of any policy exceeds; nil ("not applicable")
  /// at gamma = 1.
  public var valueCap: Double? { discount < 1 ? largestReward / (1 - discount) : nil }

  private func checkStart() throws(MDPError) {
    let sum = start.reduce(0, +)
    guard start.count == stateCount, start.allSatisfy({ $0 >= 0 }), isOne(sum) else {
      throw .start(sum: sum)
    }
  }
}

extension MDP {
  /// Draws an episode's first state.
  public func sampleStart(using generator: inout RandomGenerator) -> Int {
    var rest = generator.uniform()
    for (s, probability) in start.enumerated() where probability > 0 {
      rest -= probability
      if rest < 0 { return s }
    }
    return start.lastIndex { $0 > 0 } ?? 0
  }

  /// Draws what action a leads to in state s.
  /// - Complexity: linear in the number of outcomes of (s, a).
  public func sample(_ s: Int, _ a: Int, using generator: inout RandomGenerator) -> Outcome {
    precondition(states.indices ~= s && actions.indices ~= a, "no action \(a) in state \(s)")
    let row = s * actionCount + a
    var index = offsets[row]
    guard offsets[row + 1] > index + 1 else { return table[index] }
    var rest = generator.uniform() - table[index].probability
    while rest >= 0 && index + 1 < offsets[row + 1] {
      index += 1
      rest -= table[index].probability
    }
    return table[index]
  }
}

/// Sums of a few rounded probabilities miss 1 by a few units of 2^-53; printed ones by less than
/// this.
func isOne(_ sum: Double) -> Bool { abs(sum - 1) <= 1e-9 }

private func checkDiscount(_ gamma: Double) throws(MDPError) {
  guard gamma >= 0 && gamma <= 1 else { throw .discount(gamma) }
}

private func check(
  _ row: [Outcome], state: String, action: String, stateCount: Int
) throws(MDPError) {
  for outcome in row {
    guard outcome.probability >= 0 && outcome.probability <= 1 else {
      throw .probability(outcome.probability, state: state, action: action)
    }
    guard outcome.reward.isFinite else {
      throw .reward(outcome.reward, state: state, action: action)
    }
    guard (0..<stateCount).contains(outcome.next) else {
      throw .successor(outcome.next, state: state, action: action, stateCount: stateCount)
    }
  }
  let sum = row.reduce(0) { $0 + $1.probability }
  guard isOne(sum) else { throw .probabilitySum(sum, state: state, action: action) }
}

private func absorbing(_ table: [Outcome], _ offsets: [Int], _ stateCount: Int) -> [Bool] {
  let rows = (offsets.count - 1) / stateCount
  return (0..<stateCount).map { s in
    table[offsets[s * rows]..<offsets[(s + 1) * rows]].allSatisfy {
      $0.probability == 0 || $0.terminal && $0.reward == 0
    }
  }
}

/// Uniform over all when none is chosen.
private func uniform(over chosen: [Bool]) -> [Double] {
  let count = chosen.count { $0 }
  guard count > 0 else { return chosen.map { _ in 1 / Double(chosen.count) } }
  return chosen.map { $0 ? 1 / Double(count) : 0 }
}
