import LinearAlgebra
import Reinforcement
import Testing

@Suite struct VisitationTests {
  /// sum over t of gamma^t start P^t, added up.
  @Test(arguments: 0..<5 as Range<UInt64>, [0.5, 0.95])
  func visitsAreTheSeriesOverSteps(seed: UInt64, gamma: Double) throws {
    let mdp = try randomMDP(seed: seed, discount: gamma)
    let policy = try randomPolicy(for: mdp, seed: seed)
    let p = mdp.transitionMatrix(of: policy)
    var now = Matrix(rows: [mdp.start])
    var sum = now
    for _ in 0..<800 {
      now = gamma * (now * p)
      sum = sum + now
    }
    let visits = try mdp.expectedVisits(of: policy)
    #expect(supDistance(visits, sum.elements) < 1e-12)
    let d = try mdp.visitation(of: policy)
    #expect(abs(d.reduce(0, +) - 1) < 1e-14)
    #expect(supDistance(d.map { $0 * visits.reduce(0, +) }, visits) < 1e-13)
    let pairs = try mdp.actionVisitation(of: policy)
    #expect(abs(pairs.reduce(0, +) - 1) < 1e-14)
    #expect(abs(pairs[4] - d[1] * policy[1, 1]) < 1e-15)
  }

  /// The expected return is start V, and it is the rewards weighted by visits.
  @Test(arguments: 0..<5 as Range<UInt64>, [0.5, 1])
  func visitsTimesRewardsAreTheReturn(seed: UInt64, gamma: Double) throws {
    let mdp = try randomMDP(seed: seed, discount: gamma)
    let policy = try randomPolicy(for: mdp, seed: seed)
    func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
    let byVisits = dot(try mdp.expectedVisits(of: policy), mdp.expectedRewards(under: policy))
    #expect(abs(byVisits - dot(mdp.start, try mdp.exactValues(of: policy))) < 1e-11)
  }

  /// At -1 a step and gamma = 1, the length of an episode is minus the value; ends aren't counted.
  @Test func withoutDiscountTheSumIsTheLengthOfAnEpisode() throws {
    let grid = MDP.cornerGrid()
    let visits = try grid.expectedVisits(of: .random(for: grid))
    // The sum of the printed values of the fourteen states, over fourteen.
    let mean = 256.0 / 14
    #expect(abs(visits.reduce(0, +) - mean) < 1e-11)
    #expect(visits[0] == 0 && visits[15] == 0)
  }
}
