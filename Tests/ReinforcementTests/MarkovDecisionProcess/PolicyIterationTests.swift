import LinearAlgebra
import Reinforcement
import Testing

@Suite struct PolicyIterationTests {
  @Test(arguments: 0..<10 as Range<UInt64>, [0.5, 0.99]) func noRoundIsWorseAndTheLastIsOptimal(
    seed: UInt64, gamma: Double
  ) throws {
    let mdp = try randomMDP(seed: seed, states: 12, discount: gamma)
    let record = try mdp.policyIteration()
    for (before, after) in zip(record.rounds, record.rounds.dropFirst()) {
      #expect(zip(before.values, after.values).allSatisfy { $0 <= $1 + 1e-12 })
      #expect(before.changedStates > 0)
    }
    #expect(record.rounds.last?.changedStates == 0)
    #expect(supDistance(mdp.optimalityBackup(record.values), record.values) < 1e-11)
    #expect(supDistance(record.actionValues.maxima, record.values) < 1e-11)
    #expect(record.errors.last == 0)
    #expect(supDistance(try mdp.exactValues(of: record.policy), record.values) < 1e-12)
  }

  /// Every deterministic policy of a small process, tried.
  @Test(arguments: 0..<5 as Range<UInt64>) func noPolicyIsBetter(seed: UInt64) throws {
    let mdp = try randomMDP(seed: seed, states: 4, actions: 2)
    let optimum = try mdp.policyIteration().values
    for code in 0..<16 {
      let actions = (0..<4).map { code >> $0 & 1 }
      let values = try mdp.exactValues(of: .deterministic(actions, for: mdp))
      #expect(zip(values, optimum).allSatisfy { $0 <= $1 + 1e-12 })
    }
  }

  /// All actions are worth the same wherever the goal is certain: the greedy policy of a solver that
  /// breaks ties anew may then walk in circles.
  @Test func tiesWithoutDiscountDontStopAnEpisodeFromEnding() throws {
    let mdp = try MDP(states: ["a", "b", "c"], actions: ["left", "right"], discount: 1) { s, a in
      let next = a == 0 ? max(s - 1, 0) : s + 1
      return next == 3
        ? [Outcome(to: 2, reward: 1, terminal: true)] : [Outcome(to: next, reward: 0)]
    }
    let record = try mdp.policyIteration()
    let other = try mdp.policyIteration(from: .random(for: mdp))
    for record in [record, other] {
      #expect(supDistance(record.values, [1, 1, 1]) < 1e-14)
      #expect(mdp.terminates(under: record.policy))
      #expect(record.actionValues.greedyActions(at: 1) == [0, 1])
    }
  }

  @Test(arguments: 0..<6 as Range<UInt64>, [0.9, 1]) func everyFirstPolicyLeadsToTheSameOptimum(
    seed: UInt64, gamma: Double
  ) throws {
    let lake = try MDP.frozenLake(.eightByEight, discount: gamma)
    let optimum = try lake.policyIteration().values
    let policy = try randomPolicy(for: lake, seed: seed)
    let record = try lake.policyIteration(from: policy)
    #expect(supDistance(record.values, optimum) < 1e-10)
    #expect(record.rounds[0].policy == policy && record.rounds.count > 2)
    #expect(supDistance(record.rounds[0].values, try lake.exactValues(of: policy)) == 0)
  }

  /// Greedy in the random policy's values is already optimal there (Sutton and Barto 2018, 4.2).
  @Test func theLecturesGridNeedsOneImprovement() throws {
    let grid = MDP.cornerGrid()
    let record = try grid.policyIteration(from: .random(for: grid))
    #expect(record.rounds.map(\.changedStates) == [14, 0])
  }

  @Test func aFirstPolicyThatNeverEndsIsRefused() throws {
    let mdp = try corridor(discount: 1)
    let lazy = Policy.deterministic([0, 1, 0], for: mdp)
    #expect(throws: MDPError.neverTerminates(state: "first")) {
      try mdp.policyIteration(from: lazy)
    }
  }

  @Test func aProcessWithoutEndHasNoOptimumAtDiscountOne() throws {
    let endless = try MDP.teleportGrid().discounted(by: 1)
    let refusal = MDPError.neverTerminates(state: "row 0, column 0")
    #expect(throws: refusal) { try endless.policyIteration() }
    #expect(throws: refusal) { try endless.valueIteration() }
    #expect(throws: refusal) { try endless.evaluate(.random(for: endless)) }
  }

  /// A loop that earns: every policy that ends is worth less than going round once more.
  @Test func aLoopThatEarnsIsRefused() throws {
    let mdp = try MDP(states: ["mint"], actions: ["leave", "again"], discount: 1) { _, a in
      [Outcome(to: 0, reward: Double(a), terminal: a == 0)]
    }
    #expect(throws: MDPError.neverTerminates(state: "mint")) { try mdp.policyIteration() }
  }
}
