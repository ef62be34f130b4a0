import LinearAlgebra
import Reinforcement
import Testing

@Suite struct BellmanTests {
  /// Written out again from the definition.
  @Test func theBackupIsTheExpectedRewardAndWhatFollows() throws {
    let mdp = try randomMDP(seed: 8)
    let v = (0..<mdp.stateCount).map(Double.init)
    for s in 0..<mdp.stateCount {
      for a in 0..<mdp.actionCount {
        let expected = mdp.outcomes(s, a).map {
          $0.probability * ($0.terminal ? $0.reward : $0.reward + 0.9 * v[$0.next])
        }.reduce(0, +)
        #expect(abs(mdp.backup(v, s, a) - expected) < 1e-14)
      }
    }
  }

  @Test(arguments: 0..<8 as Range<UInt64>, [0.3, 0.9, 1]) func operatorsDontIncreaseDistance(
    seed: UInt64, gamma: Double
  ) throws {
    let mdp = try randomMDP(seed: seed, discount: gamma)
    let policy = try randomPolicy(for: mdp, seed: seed)
    let (p, q) = (
      randomActionValues(for: mdp, seed: seed), randomActionValues(for: mdp, seed: seed + 100)
    )
    let limit = gamma * (p - q).supNorm + 1e-14
    #expect((mdp.optimalityBackup(p) - mdp.optimalityBackup(q)).supNorm <= limit)
    let (under, other) = (
      mdp.expectationBackup(p, under: policy), mdp.expectationBackup(q, under: policy)
    )
    #expect((under - other).supNorm <= limit)
    let (v, w) = (p.maxima, q.maxima)
    #expect(
      supDistance(mdp.optimalityBackup(v), mdp.optimalityBackup(w))
        <= gamma * supDistance(v, w) + 1e-14)
  }

  @Test(arguments: 0..<4 as Range<UInt64>) func operatorsOnValuesAndOnActionValuesAgree(
    seed: UInt64
  ) throws {
    let mdp = try randomMDP(seed: seed)
    let policy = try randomPolicy(for: mdp, seed: seed)
    let q = randomActionValues(for: mdp, seed: seed)
    #expect(supDistance(mdp.optimalityBackup(q).maxima, mdp.optimalityBackup(q.maxima)) == 0)
    let v = q.expectation(under: policy)
    let ahead = mdp.expectationBackup(q, under: policy).expectation(under: policy)
    #expect(supDistance(ahead, mdp.expectationBackup(v, under: policy)) < 1e-14)
  }

  @Test func theResidualIsZeroAtTheOptimumOnly() throws {
    let mdp = try randomMDP(seed: 2)
    var q = try mdp.policyIteration().actionValues
    #expect(mdp.bellmanResidual(q).supNorm < 1e-13)
    q[3, 1] += 0.5
    #expect(mdp.bellmanResidual(q).supNorm > 0.04)
  }
}
