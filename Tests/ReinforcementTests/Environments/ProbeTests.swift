import LinearAlgebra
import Reinforcement
import Testing

@Suite struct ProbeTests {
  @Test(arguments: Probe.allCases, [0, 0.5, 0.99, 1])
  func theTrueValuesAreTheOptimum(probe: Probe, gamma: Double) throws {
    let values = try probe.mdp(discount: gamma).policyIteration().actionValues
    #expect(values.elements == probe.trueValues(discount: gamma).flatMap { $0 })
  }

  @Test(arguments: Probe.allCases) func episodesHaveTheirLengthAndRange(probe: Probe) throws {
    var world = try probe.environment(discount: 0.9, seed: 4)
    #expect(world.observationShape == [1])
    var (seen, rewards) = (Set<Float>(), Set<Double>())
    for _ in 0..<100 {
      var steps = 0
      var isOver = false
      while !isOver {
        seen.insert(world.observation()[0])
        let outcome = try world.step(steps % world.actionCount)
        rewards.insert(outcome.reward)
        isOver = outcome.isOver
        steps += 1
        #expect(!outcome.truncated)
      }
      #expect(steps == (probe == .twoSteps ? 2 : 1))
      world.reset()
    }
    #expect(seen == Set(probe.observations))
    #expect(rewards.isSubset(of: [-1, 0, 1]))
  }

  @Test func theLastProbeWantsTheActionOfItsObservation() throws {
    var world = try Probe.actionMatchesObservation.environment(discount: 1, seed: 1)
    for _ in 0..<50 {
      let right = world.observation()[0] > 0 ? 1 : 0
      #expect(try world.step(right).reward == 1)
      world.reset()
    }
  }
}
