import LinearAlgebra
import Reinforcement
import Testing

@Suite struct MDPTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    let outcomes: [Outcome]
    let error: MDPError
    var testDescription: String { "\(error)" }
  }

  static let faults = [
    Fault(
      outcomes: [Outcome(0.5, to: 0, reward: 0), Outcome(0.4, to: 1, reward: 0)],
      error: .probabilitySum(0.9, state: "lit", action: "press")),
    Fault(outcomes: [], error: .probabilitySum(0, state: "lit", action: "press")),
    Fault(
      outcomes: [Outcome(1.5, to: 0, reward: 0), Outcome(-0.5, to: 1, reward: 0)],
      error: .probability(1.5, state: "lit", action: "press")),
    Fault(
      outcomes: [Outcome(-0.5, to: 0, reward: 0)],
      error: .probability(-0.5, state: "lit", action: "press")),
    Fault(
      outcomes: [Outcome(to: 0, reward: .infinity)],
      error: .reward(.infinity, state: "lit", action: "press")),
    Fault(
      outcomes: [Outcome(to: 2, reward: 0)],
      error: .successor(2, state: "lit", action: "press", stateCount: 2)),
  ]

  static func lamp(_ faulty: [Outcome]) throws(MDPError) -> MDP {
    try MDP(states: ["dark", "lit"], actions: ["wait", "press"], discount: 0.5) { s, a in
      s == 1 && a == 1 ? faulty : [Outcome(to: s, reward: 0)]
    }
  }

  @Test(arguments: faults) func aFaultyTableIsRefusedByStateAndAction(fault: Fault) throws {
    #expect(throws: fault.error) { try Self.lamp(fault.outcomes) }
    let sentence = "\(fault.error)"
    #expect(sentence.contains("\"lit\"") && sentence.contains("\"press\""))
    #expect(sentence.hasSuffix(".") && sentence.split(separator: "\n").count == 1)
  }

  /// NaN is equal to nothing, so what was thrown is read as a sentence.
  @Test(arguments: [
    Outcome(.nan, to: 0, reward: 0), Outcome(to: 0, reward: .nan),
  ])
  func notANumberIsRefusedByStateAndAction(outcome: Outcome) {
    let error = #expect(throws: MDPError.self) { try Self.lamp([outcome]) }
    let sentence = error?.description ?? ""
    #expect(sentence.contains("nan") && sentence.contains("\"lit\""))
  }

  @Test(arguments: [-0.1, 1.0001, .nan, .infinity]) func aDiscountOutsideZeroToOneIsRefused(
    gamma: Double
  ) {
    let error = #expect(throws: MDPError.self) { try corridor(discount: gamma) }
    #expect(error?.description.contains("\(gamma)") == true)
    #expect(throws: MDPError.self) { try MDP.cornerGrid().discounted(by: gamma) }
  }

  @Test(arguments: [[0.5, 0.4], [1.0], [1.5, -0.5]]) func aStartThatIsNoDistributionIsRefused(
    start: [Double]
  ) {
    #expect(throws: MDPError.start(sum: start.reduce(0, +))) {
      try MDP(states: ["a", "b"], actions: ["go"], discount: 1, start: start) { s, _ in
        [Outcome(to: s, reward: 0, terminal: true)]
      }
    }
  }

  @Test func nothingIsNoProcess() {
    #expect(throws: MDPError.empty) {
      try MDP(states: [], actions: ["go"], discount: 1) { _, _ in [] }
    }
  }

  @Test func drawnOutcomesAndStartsHaveTheirProbabilities() throws {
    let mdp = try randomMDP(seed: 3)
    var generator = RandomGenerator(seed: 1)
    let n = 100_000
    var (counts, starts) = ([Double: Int](), [Int](repeating: 0, count: mdp.stateCount))
    for _ in 0..<n {
      counts[mdp.sample(4, 1, using: &generator).probability, default: 0] += 1
      starts[mdp.sampleStart(using: &generator)] += 1
    }
    for p in mdp.outcomes(4, 1).map(\.probability) {
      // Five standard deviations.
      let spread = 5 * (p * (1 - p) / Double(n)).squareRoot()
      #expect(abs(Double(counts[p] ?? 0) / Double(n) - p) < spread)
    }
    for (s, count) in starts.enumerated() {
      #expect(abs(Double(count) / Double(n) - mdp.start[s]) < 0.006)
    }
  }

  @Test func noValueExceedsTheCap() throws {
    let mdp = try randomMDP(seed: 5, discount: 0.9)
    let cap = try #require(mdp.valueCap)
    #expect(abs(cap - mdp.largestReward * 10) < 1e-12)
    #expect(try mdp.policyIteration().actionValues.supNorm <= cap)
    #expect(try mdp.discounted(by: 1).valueCap == nil)
    // Without an end and with one reward, the cap is reached.
    let endless = try MDP(states: ["on"], actions: ["go"], discount: 0.75) { _, _ in
      [Outcome(to: 0, reward: -3)]
    }
    #expect(try endless.exactValues(of: .random(for: endless)) == [-12])
    #expect(endless.valueCap == 12)
  }

  @Test func endsAreAbsorbingAndNothingStartsThere() {
    let grid = MDP.cornerGrid()
    #expect(grid.transientStates == Array(1...14))
    #expect(grid.start[0] == 0 && grid.start[15] == 0 && grid.start[7] == 1.0 / 14)
  }
}
