import Autodiff
import LinearAlgebra
import Reinforcement
import Testing

@Suite struct GreedyRolloutsTests {
  /// Under Q* every episode of a deterministic world returns what was promised.
  @Test func theOptimumKeepsItsPromise() throws {
    let world = MDPEnvironment(try MDP.cornerGrid().discounted(by: 0.9))
    let q = try world.mdp.policyIteration().actionValues
    let episodes = try GreedyRollouts(world, seed: 1).play(LinearAgent(q), discount: 0.9)
    for episode in episodes {
      #expect(abs(episode.predicted - episode.discounted) < 1e-6)
      #expect(episode.score == -Double(episode.length) && !episode.truncated)
    }
    #expect(Set(episodes.map(\.length)).count > 1)
  }

  /// The mean of many returns is the exact value of the start.
  @Test func returnsAreExactValues() throws {
    let mdp = try MDP.frozenLake(discount: 0.9)
    let solution = try mdp.policyIteration()
    let episodes = try GreedyRollouts(MDPEnvironment(mdp), episodes: 20_000, seed: 2)
      .play(LinearAgent(solution.actionValues), discount: 0.9)
    var generator = RandomGenerator(seed: 3)
    let record = RolloutRecord(episodes, discount: 0.9, cap: 10, using: &generator)
    let error = (record.high! - record.low!) / 4
    #expect(abs(record.discounted! - solution.values[0]) < 5 * error)
    #expect(abs(record.predicted! - solution.values[0]) < 1e-6)
    #expect(record.tail == 0)
  }

  /// -1 for ever, cut off after 10 steps: what is missing is gamma^10 / (1 - gamma), the tail bound exactly.
  @Test(arguments: [true, false])
  func whatIsCutOffIsBounded(byTheWorld: Bool) throws {
    let mdp = try MDP(states: ["here"], actions: ["wait"], discount: 0.9) { _, _ in
      [Outcome(to: 0, reward: -1)]
    }
    let world = MDPEnvironment(mdp, stepLimit: byTheWorld ? 10 : nil)
    let rollouts = GreedyRollouts(world, episodes: 2, stepLimit: byTheWorld ? 99 : 10, seed: 0)
    let episodes = try rollouts.play(LinearAgent(actions: 1, features: 1), discount: 0.9)
    #expect(episodes.allSatisfy { $0.length == 10 && $0.truncated && $0.score == -10 })
    var generator = RandomGenerator(seed: 0)
    let record = RolloutRecord(episodes, discount: 0.9, cap: mdp.valueCap, using: &generator)
    #expect(abs(record.discounted! - record.tail! - -10) < 1e-12)
    let noCap = RolloutRecord(episodes, discount: 0.9, cap: nil, using: &generator)
    #expect(noCap.tail == nil)
  }

  @Test func theWorldThatIsGivenDoesNotMove() throws {
    let world = MDPEnvironment(try .frozenLake(), stepLimit: 100)
    let before = world.state
    let rollouts = GreedyRollouts(world, seed: 5)
    let agent = LinearAgent(actions: 4, features: 16)
    #expect(try rollouts.play(agent, discount: 0.9) == rollouts.play(agent, discount: 0.9))
    #expect(world.state == before && world.steps == 0)
  }

  /// Of 30 normal numbers the percentile interval covers the mean in about 93 %.
  @Test func bootstrapIntervalsCoverTheMean() {
    var generator = RandomGenerator(seed: 6)
    let trials = 600
    var covered = 0
    for _ in 0..<trials {
      let values = (0..<30).map { _ in 2 + 3 * generator.normal() }
      let interval = bootstrapInterval(values, using: &generator)
      if interval.low <= 2 && 2 <= interval.high { covered += 1 }
    }
    #expect(abs(Double(covered) / Double(trials) - 0.93) < 0.035)
  }

  @Test func bootstrapIntervalsOfFewNumbers() {
    var generator = RandomGenerator(seed: 7)
    #expect(bootstrapInterval([4], using: &generator) == (4, 4))
    #expect(bootstrapInterval([], using: &generator).low.isNaN)
    #expect(bootstrapInterval([1, .nan], using: &generator).high.isNaN)
  }
}
