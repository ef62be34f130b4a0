import LinearAlgebra
import Reinforcement
import Testing

@Suite struct PolicyTests {
  @Test(arguments: [0, 0.1, 0.75, 1]) func everyPolicyIsAStochasticMatrix(epsilon: Double) throws {
    let mdp = try randomMDP(seed: 1)
    let q = randomActionValues(for: mdp, seed: 2)
    let policies = [
      Policy.random(for: mdp), .greedy(q), .epsilonGreedy(q, epsilon: epsilon),
      .deterministic([0, 1, 2, 2, 1, 0], for: mdp),
    ]
    for policy in policies {
      for s in 0..<mdp.stateCount {
        #expect(abs(policy.probabilities.row(s).reduce(0, +) - 1) < 1e-15)
      }
    }
  }

  @Test func epsilonIsSharedByAllActionsAndTheRestIsTheBests() throws {
    let q = ActionValues(actions: 4, elements: [1, 3, 2, 0])
    let policy = Policy.epsilonGreedy(q, epsilon: 0.25)
    #expect((0..<4).map { policy[0, $0] } == [0.0625, 0.8125, 0.0625, 0.0625])
    #expect((0..<4).map { Policy.greedy(q)[0, $0] } == [0, 1, 0, 0])
  }

  @Test(arguments: [[0.5, 0.4], [1.5, -0.5], [.nan, 1]]) func noDistributionIsNoPolicy(
    row: [Double]
  ) throws {
    let mdp = try corridor(discount: 0.5)
    let error = #expect(throws: MDPError.self) {
      try Policy(Matrix(rows: [[1, 0], row, [0, 1]]), for: mdp)
    }
    #expect(error?.description.contains("\"middle\"") == true)
  }

  @Test func drawnActionsHaveTheirProbabilities() throws {
    let mdp = try randomMDP(seed: 1)
    let policy = try randomPolicy(for: mdp, seed: 9)
    var generator = RandomGenerator(seed: 4)
    var counts = [0, 0, 0]
    for _ in 0..<60_000 { counts[policy.sample(at: 2, using: &generator)] += 1 }
    for a in 0..<3 { #expect(abs(Double(counts[a]) / 60_000 - policy[2, a]) < 0.0103) }
  }

  @Test func tiesAreSeenAndTheGapIsBetweenTheBestTwo() {
    let q = ActionValues(actions: 3, elements: [1, 2, 2 - 1e-12, 5, 1, 3])
    #expect(q.greedyActions(at: 0) == [1, 2])
    #expect(q.greedyAction(at: 0) == 1)
    #expect(q.actionGap(at: 1) == 2)
    #expect(q.maxima == [2, 5])
  }

  @Test func aNaNIsNotLostInANorm() {
    #expect(supNorm([1, .nan, 3]).isNaN)
    #expect(supNorm([1, -3, 2]) == 3)
    let q = ActionValues(actions: 2, elements: [3, 4, 0, 100])
    #expect(q.norm(weightedBy: [0.5, 0.5, 0, 0]) == 12.5.squareRoot())
  }
}
