import LinearAlgebra
import Reinforcement
import Testing

@Suite struct MDPEnvironmentTests {
  @Test func whatIsSeenIsTheStateAlone() throws {
    var world = MDPEnvironment(try .frozenLake(), stepLimit: 100)
    world.reset(seed: 1)
    #expect(world.observationShape == [16] && world.actionCount == 4)
    for _ in 0..<20 {
      #expect(world.observation() == (0..<16).map { $0 == world.state ? 1 : 0 })
      if try world.step(2).isOver { world.reset() }
    }
  }

  /// The mean score of the random policy is the value of the start at gamma = 1, for episodes that
  /// end long before their limit.
  @Test func meanScoresAreExactValues() throws {
    let mdp = try MDP.frozenLake(discount: 1)
    let value = try mdp.exactValues(of: .random(for: mdp))[0]
    let n = 60_000
    let scores = try MDPEnvironment(mdp, stepLimit: 100).randomScores(episodes: n, seed: 2)
    let mean = scores.reduce(0, +) / Double(n)
    // Five standard deviations of a mean of zeros and ones.
    #expect(abs(mean - value) < 5 * (value * (1 - value) / Double(n)).squareRoot())
  }

  @Test func aLimitTruncatesAndAnEndTerminates() throws {
    var world = MDPEnvironment(try corridor(discount: 0.9), stepLimit: 3)
    world.reset(seed: 0)
    while world.state != 2 { world.reset() }
    #expect(try world.step(1) == StepOutcome(reward: -1))
    #expect(try world.step(1) == StepOutcome(reward: -1))
    #expect(try world.step(1) == StepOutcome(reward: -1, truncated: true))
    world.reset()
    while world.state != 2 { world.reset() }
    #expect(try world.step(0) == StepOutcome(reward: -1, terminated: true))
  }

  @Test func anActionThatDoesNotExistIsNamedWithThoseThatDo() throws {
    var world = MDPEnvironment(try corridor(discount: 0.9))
    for action in [-1, 2] {
      let error = #expect(throws: EnvironmentError.self) { try world.step(action) }
      #expect(error == .unknownAction(action, actions: ["go", "stay"]))
      #expect(error?.description.contains("go, stay") == true)
    }
  }
}
