import Foundation
import LinearAlgebra
import Reinforcement
import Testing

@Suite struct DynamicProgrammingTests {
  @Test(arguments: 0..<5 as Range<UInt64>, SweepOrder.allCases)
  func everySweepKeepsBothBounds(seed: UInt64, order: SweepOrder) throws {
    let mdp = try randomMDP(seed: seed, discount: 0.9)
    let start = randomActionValues(for: mdp, seed: seed).maxima.map { 10 * $0 }
    let policy = try randomPolicy(for: mdp, seed: seed)
    let records = [
      try mdp.evaluate(policy, from: start, order: order),
      try mdp.valueIteration(from: start, order: order),
    ]
    for record in records {
      #expect(record.converged && record.sweeps.count > 10)
      for (k, sweep) in record.sweeps.enumerated() {
        let bound = try #require(sweep.contractionBound)
        #expect(sweep.index == k + 1)
        #expect(abs(bound - pow(0.9, Double(k + 1)) * record.initialError) < 1e-12)
        #expect(sweep.error <= bound + 1e-12)
        #expect(sweep.error <= sweep.changeBound! + 1e-12)
        #expect(abs(sweep.changeBound! - 9 * sweep.maxChange) < 1e-12)
        #expect(sweep.error == supDistance(sweep.values, record.exact))
      }
      #expect(record.sweeps.last!.maxChange <= 1e-10)
      #expect(supDistance(record.values, record.exact) < 1e-9)
    }
  }

  /// One state with one action: the error shrinks by exactly gamma, so both bounds are met with
  /// equality.
  @Test func bothBoundsAreSharp() throws {
    let mdp = try MDP(states: ["on"], actions: ["go"], discount: 0.5) { _, _ in
      [Outcome(to: 0, reward: 1)]
    }
    let record = try mdp.valueIteration(maxSweeps: 20)
    #expect(record.initialError == 2 && record.sweeps.count == 20 && !record.converged)
    for sweep in record.sweeps {
      #expect(sweep.error == sweep.contractionBound)
      #expect(sweep.error == sweep.changeBound)
    }
  }

  /// From its end backwards, a corridor's values are right after one sweep in place, but need one
  /// sweep for each state otherwise.
  @Test func inPlaceSeesWhatTheSweepHasWritten() throws {
    let mdp = try MDP(states: ["end", "next", "far"], actions: ["go"], discount: 1) { s, _ in
      [Outcome(to: max(s - 1, 0), reward: -1, terminal: s == 0)]
    }
    let policy = Policy.random(for: mdp)
    let inPlace = try mdp.evaluate(policy, order: .inPlace)
    let synchronous = try mdp.evaluate(policy)
    #expect(inPlace.sweeps.map(\.error) == [0, 0])
    #expect(synchronous.sweeps.map(\.error) == [2, 1, 0, 0])
    #expect(synchronous.sweeps[0].values == [-1, -1, -1])
  }

  @Test func withoutDiscountBoundsDontApply() throws {
    let grid = MDP.cornerGrid()
    let record = try grid.evaluate(.random(for: grid))
    #expect(record.converged)
    #expect(record.sweeps.allSatisfy { $0.contractionBound == nil && $0.changeBound == nil })
    #expect(record.sweeps.last!.error < 1e-8)
  }

  @Test func aFixedPointStaysWhereItIs() throws {
    let mdp = try randomMDP(seed: 1)
    let optimum = try mdp.policyIteration().values
    let record = try mdp.valueIteration(from: optimum)
    #expect(record.sweeps.count == 1 && record.initialError == 0)
  }
}
