import Reinforcement
import Testing

@Suite struct ExactTruthTests {
  static func lake() throws -> MDPEnvironment { MDPEnvironment(try .frozenLake(), stepLimit: 100) }

  @Test func theOptimumHasNoError() throws {
    for world in [MDPEnvironment(.teleportGrid()), try Self.lake()] {
      let truth = try ExactTruth(world, discount: world.mdp.discount)
      let record = truth.measure(truth.optimum)
      #expect(record.error == 0 && record.weightedError == 0)
      #expect(record.residual! < 1e-10 && record.identity! < 1e-10)
      #expect(abs(record.policyValue! - record.optimalValue!) < 1e-10)
    }
  }

  /// In a process without ends, Q* + C has the value error C everywhere and the residual (1 - gamma) C: whatever
  /// weights sum to 1.
  @Test func aConstantErrorIsAHundredTimesItsResidual() throws {
    let truth = try ExactTruth(MDPEnvironment(.teleportGrid()), discount: 0.99)
    let q = truth.optimum + ActionValues(states: 25, actions: 4, repeating: 3)
    let record = truth.measure(q)
    #expect(abs(record.error! - 3) < 1e-9 && abs(record.weightedError! - 3) < 1e-9)
    #expect(abs(record.residual! - 0.03) < 1e-9 && abs(record.weightedResidual! - 0.03) < 1e-9)
    #expect(abs(record.policyValue! - record.optimalValue!) < 1e-9)
  }

  /// Q = 0 has the residual max |r| and the error max |Q*|; gamma = 1 has values where every policy ends.
  @Test func zeroIsOffByTheOptimum() throws {
    let truth = try ExactTruth(MDPEnvironment(.cornerGrid()), discount: 1)
    let record = truth.measure(LinearAgent(actions: 4, features: 16))
    #expect(record.residual == 1 && record.error == 4 && record.optimum == 4)
    // Greedy for 0 goes up for ever.
    #expect(record.policyValue == nil && record.identity == nil)
    #expect(record.weightedError == record.weightedOptimum)
  }

  /// What a network says of a hole is nothing: the process ends before it.
  @Test func absorbingStatesDoNotCount() throws {
    let truth = try ExactTruth(Self.lake(), discount: 0.99)
    var agent = LinearAgent(truth.optimum)
    for a in 0..<4 { agent.w[a * 16 + 5] = 100 }
    #expect(truth.measure(agent).error! < 1e-6)
    agent.w[4] = 100
    #expect(truth.measure(agent).error! > 90)
  }

  @Test func numbersThatAreNoneStayNone() throws {
    let truth = try ExactTruth(Self.lake(), discount: 0.99)
    let record = truth.measure(LinearAgent(actions: 4, features: 16, initial: .nan))
    #expect(record.error!.isNaN && record.policyValue == nil)
  }
}
