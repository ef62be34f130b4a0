import Reinforcement
import Testing

/// Tables that books print, to the digits that they print.
@Suite struct PrintedTableTests {
  @Test func theRandomPolicyOnTheLecturesGrid() throws {
    let grid = MDP.cornerGrid()
    let printed: [Double] = [
      0, -14, -20, -22, -14, -18, -20, -20, -20, -20, -18, -14, -22, -20, -14, 0,
    ]
    #expect(supDistance(try grid.exactValues(of: .random(for: grid)), printed) < 1e-12)
  }

  /// Sutton and Barto 2018, figure 4.1, printed to one decimal: k = 1, 2, 3 and 10.
  @Test(arguments: [
    (1, [-1, -1, -1]), (2, [-1.7, -2.0, -2.0]), (3, [-2.4, -2.9, -3.0]), (10, [-6.1, -8.4, -9.0]),
  ])
  func theFirstRowAfterKSweeps(k: Int, printed: [Double]) throws {
    let grid = MDP.cornerGrid()
    let record = try grid.evaluate(.random(for: grid), maxSweeps: k)
    // The book cuts digits off where it should round: 1.75 is printed as 1.7.
    #expect(supDistance(Array(record.values[1...3]), printed) < 0.0501)
  }

  @Test func theOptimumOnTheLecturesGridIsTheDistanceToTheNearerEnd() throws {
    let values = try MDP.cornerGrid().policyIteration().values
    for s in 0..<16 {
      let (row, column) = (s / 4, s % 4)
      #expect(values[s] == -Double(min(row + column, 6 - row - column)))
    }
  }

  /// Sutton and Barto 2018, figure 3.2.
  @Test func theRandomPolicyOnTheTeleportGrid() throws {
    let printed = [
      3.3, 8.8, 4.4, 5.3, 1.5, 1.5, 3.0, 2.3, 1.9, 0.5, 0.1, 0.7, 0.7, 0.4, -0.4, -1.0, -0.4, -0.4,
      -0.6, -1.2, -1.9, -1.3, -1.2, -1.4, -2.0,
    ]
    let grid = MDP.teleportGrid()
    #expect(supDistance(try grid.exactValues(of: .random(for: grid)), printed) <= 0.05)
  }

  /// Sutton and Barto 2018, figure 3.5.
  @Test func theOptimumOnTheTeleportGrid() throws {
    let printed = [
      22.0, 24.4, 22.0, 19.4, 17.5, 19.8, 22.0, 19.8, 17.8, 16.0, 17.8, 19.8, 17.8, 16.0, 14.4,
      16.0, 17.8, 16.0, 14.4, 13.0, 14.4, 16.0, 14.4, 13.0, 11.7,
    ]
    let record = try MDP.teleportGrid().policyIteration()
    #expect(supDistance(record.values, printed) <= 0.05)
    // A every fifth step: 10 / (1 - 0.9^5).
    #expect(abs(record.values[1] - 10 / (1 - 0.59049)) < 1e-12)
    let arrows = record.actionValues.greedyActions(at: 6).map { GridMove.allCases[$0].arrow }
    #expect(arrows == ["↑"])
  }
}
