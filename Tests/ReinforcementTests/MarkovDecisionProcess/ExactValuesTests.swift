import LinearAlgebra
import Reinforcement
import Testing

@Suite struct ExactValuesTests {
  @Test(arguments: 0..<6 as Range<UInt64>, [0, 0.5, 0.99, 1]) func exactValuesAreFixedPoints(
    seed: UInt64, gamma: Double
  ) throws {
    let mdp = try randomMDP(seed: seed, discount: gamma)
    let policy = try randomPolicy(for: mdp, seed: seed)
    let v = try mdp.exactValues(of: policy)
    #expect(supDistance(mdp.expectationBackup(v, under: policy), v) < 1e-12)
    let q = try mdp.exactActionValues(of: policy)
    #expect((mdp.expectationBackup(q, under: policy) - q).supNorm < 1e-12)
  }

  /// n steps cost (1 - gamma^n) / (1 - gamma).
  @Test(arguments: [0.5, 0.9, 1]) func theCorridorHasItsClosedForm(gamma: Double) throws {
    let mdp = try corridor(discount: gamma)
    let go = Policy.deterministic([0, 0, 0], for: mdp)
    let v = try mdp.exactValues(of: go)
    let expected = [1 + gamma + gamma * gamma, 1 + gamma, 1].map { -$0 }
    #expect(supDistance(v, expected) < 1e-15)
  }

  @Test func aPolicyThatNeverEndsIsRefusedByStateAtDiscountOneOnly() throws {
    let mdp = try corridor(discount: 1)
    let lazy = Policy.deterministic([0, 1, 0], for: mdp)
    #expect(throws: MDPError.neverTerminates(state: "first")) { try mdp.exactValues(of: lazy) }
    #expect(throws: MDPError.neverTerminates(state: "first")) { try mdp.evaluate(lazy) }
    #expect(throws: MDPError.neverTerminates(state: "first")) { try mdp.visitation(of: lazy) }
    #expect(!mdp.terminates(under: lazy))
    let v = try mdp.discounted(by: 0.5).exactValues(of: lazy)
    #expect(supDistance(v, [-2, -2, -1]) < 1e-15)
    // One chance in a thousand is enough.
    let rarely = Matrix(rows: [[1, 0], [0.001, 0.999], [1, 0]])
    let slow = try mdp.exactValues(of: Policy(rarely, for: mdp))
    #expect(supDistance(slow, [-1002, -1001, -1]) < 1e-9)
  }

  /// Against the dense inverse over pairs.
  @Test(arguments: 0..<6 as Range<UInt64>, [0.5, 0.99, 1])
  func theValueErrorIsTheInverseTimesTheBellmanError(seed: UInt64, gamma: Double) throws {
    let mdp = try randomMDP(seed: seed, discount: gamma)
    let policy = try randomPolicy(for: mdp, seed: seed)
    let q = randomActionValues(for: mdp, seed: seed)
    let error = try mdp.valueError(of: q, under: policy)
    #expect((error - (q - (try mdp.exactActionValues(of: policy)))).supNorm < 1e-11)
    let residual = q - mdp.expectationBackup(q, under: policy)
    let size = residual.elements.count
    let system = Matrix.identity(size) - gamma * mdp.actionTransitionMatrix(of: policy)
    let dense = try system.solve(Matrix(rows: size, columns: 1, elements: residual.elements))
    #expect(supDistance(dense.elements, error.elements) < 1e-11)
  }

  /// A Bellman error of c everywhere on a policy's path hides a value error of c / (1 - gamma).
  @Test func aSmallBellmanErrorCanHideALargeValueError() throws {
    let mdp = try MDP(states: ["on"], actions: ["go"], discount: 0.99) { _, _ in
      [Outcome(to: 0, reward: 1)]
    }
    let q = ActionValues(actions: 1, elements: [0])
    let policy = Policy.random(for: mdp)
    #expect((q - mdp.expectationBackup(q, under: policy)).supNorm == 1)
    #expect(abs(try mdp.valueError(of: q, under: policy).supNorm - 100) < 1e-9)
  }

  @Test(arguments: 0..<4 as Range<UInt64>) func aRowOfTransitionsLacksWhatEnds(seed: UInt64) throws
  {
    let mdp = try randomMDP(seed: seed)
    let policy = try randomPolicy(for: mdp, seed: seed)
    let matrix = mdp.transitionMatrix(of: policy)
    for s in 0..<mdp.stateCount {
      let ends = (0..<mdp.actionCount).map { a in
        policy[s, a] * mdp.outcomes(s, a).filter(\.terminal).reduce(0) { $0 + $1.probability }
      }
      let (goesOn, stops) = (matrix.row(s).reduce(0, +), ends.reduce(0, +))
      #expect(abs(goesOn + stops - 1) < 1e-14)
    }
  }
}
