import Charts
import Reinforcement
import Report
import Testing

@testable import Lessons

/// The sweeps that the lesson writes out, against the library's own, and the pictures of them.
@Suite struct GridWorldTests {
  private let world = MDP.cornerGrid()

  @Test func sweepsByHandAreTheLibrarys() throws {
    let evaluation = GridWorld.sweeps(of: world, 30) { $0.reduce(0, +) / Double($0.count) }
    let record = try world.evaluate(.random(for: world), tolerance: 0, maxSweeps: 30)
    for (k, sweep) in record.sweeps.enumerated() {
      #expect(supDistance(evaluation[k + 1], sweep.values) < 1e-12)
    }
    let best = GridWorld.sweeps(of: world, 4) { $0.max()! }
    #expect(best[3] == (try world.policyIteration().values))
    #expect(best[2] != best[3])
  }

  private func grids(_ page: Page) -> [String: GridMap] {
    let maps = page.figures.compactMap { figure -> (String, GridMap)? in
      if case .grid(let map) = figure.kind { (figure.id, map) } else { nil }
    }
    return Dictionary(uniqueKeysWithValues: maps)
  }

  /// The slider's position is the number of the sweep whose values are shown.
  @Test func sliderShowsTheSweepThatItNames() throws {
    let maps = grids(try LessonEntry(GridWorld.self).run(quick: true))
    let evaluation = GridWorld.sweeps(of: world, 200) { $0.reduce(0, +) / Double($0.count) }
    let random = try #require(maps["gw-random"])
    #expect(random.frames.map(\.position).prefix(4) == [0, 1, 2, 3])
    for frame in random.frames { #expect(frame.values == evaluation[Int(frame.position)]) }
    let optimal = try #require(maps["gw-optimal"])
    #expect(optimal.frames.map { $0.values.min()! } == [0, -1, -2, -3])
  }

  /// Sutton and Barto 2018, figure 4.1: everything ties at first; then the corner's neighbours point at it.
  @Test func arrowsAreTheGreedyMoves() throws {
    let maps = grids(try LessonEntry(GridWorld.self).run(quick: true))
    let frames = try #require(maps["gw-random"]).frames
    #expect(frames[0].arrows[5] == GridMap.Arrow.allCases)
    #expect(frames[1].arrows[1] == [.left] && frames[1].arrows[4] == [.up])
    #expect(frames[3].arrows[3] == [.down, .left] && frames[3].arrows[14] == [.right])
    #expect(frames.allSatisfy { $0.arrows[0].isEmpty && $0.arrows[15].isEmpty })
  }
}

/// The four lessons on values, over seeds.
@Suite struct ValueLessonTests {
  static let ids = [
    "grid-world", "bellman-equation", "q-learning", "bellman-error-is-not-value-error",
  ]

  @Test(arguments: ids, ["0", "1", "2", "3"])
  func claimsHoldForEverySeed(id: String, seed: String) throws {
    let page = try LessonCatalog.lesson(id).run(overrides: [("seed", seed)], quick: true)
    for claim in page.claims { #expect(claim.holds, "\(claim.line)") }
  }

  @Test func lessonsAreCheap() throws {
    let seconds = try Self.ids.map { try LessonCatalog.lesson($0).card.seconds ?? .infinity }
    #expect(seconds.reduce(0, +) <= 4)
  }

  @Test func lessonsFollowInTheOrderOfReading() {
    #expect(LessonCatalog.all.map(\.card.id).filter(Self.ids.contains) == Self.ids)
  }
}
