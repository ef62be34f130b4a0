import Foundation
import LinearAlgebra
import Reinforcement
import Testing

@testable import Lessons

/// The clock's numbers on paper, and that four ways of learning see the same steps.
@Suite struct ExperienceReplayTests {
  /// V(d) = gamma^(d - 1) / (1 - gamma²) at a distance d from twelve o'clock; from there, one step away and back.
  @Test(arguments: [4, 9, 36]) func optimumIsGammaToTheDistance(places N: Int) throws {
    var settings = ExperienceReplay.Settings.quick
    settings.places = N
    let values = try ExperienceReplay.Clock(settings).optimum.maxima
    let gamma = settings.discount
    for s in 0..<N {
      let d = s == 0 ? 2 : min(s, N - s)
      #expect(abs(values[s] - pow(gamma, Double(d - 1)) / (1 - gamma * gamma)) < 1e-12)
    }
  }

  /// Against the powers of the transition matrix, started in any one place.
  @Test(arguments: [4, 7, 36]) func correlationIsThatOfTheChain(places N: Int) throws {
    var settings = ExperienceReplay.Settings.quick
    settings.places = N
    let world = try ExperienceReplay.Clock(settings).world.mdp
    let step = world.transitionMatrix(of: .random(for: world))
    var power = Matrix.identity(N)
    for k in 1...10 {
      power = power * step
      let expected: Double = (0..<N).reduce(0.0) { sum, s in
        sum + power[0, s] * cos(2 * Double.pi * Double(s) / Double(N))
      }
      #expect(abs(ExperienceReplay.correlation(k, places: N) - expected) < 1e-12)
    }
  }

  /// The double sum over all pairs of a batch.
  @Test(arguments: [1, 2, 32]) func meanSquareIsTheMeanOverAllPairs(n: Int) {
    let pairs: [Double] = (0..<n).flatMap { i in
      (0..<n).map { ExperienceReplay.correlation(abs(i - $0), places: 36) }
    }
    let expected = mean(pairs)
    #expect(abs(ExperienceReplay.meanSquareInARow(n, places: 36) - expected) < 1e-12)
  }

  @Test(arguments: ExperienceReplay.Way.allCases)
  func everyWaySeesTheSameSteps(way: ExperienceReplay.Way) throws {
    let lesson = ExperienceReplay.Settings.quick
    let clock = try ExperienceReplay.Clock(lesson)
    let one = try DQNAgent(way.settings(lesson, seed: 5), in: clock.world)
    let two = try DQNAgent(ExperienceReplay.Way.replay.settings(lesson, seed: 5), in: clock.world)
    for stop in 1...60 {
      try one.run(until: stop)
      try two.run(until: stop)
      let (a, b) = (one.memory.transition(age: 0), two.memory.transition(age: 0))
      #expect(a.observations.array == b.observations.array)
      #expect(a.actions == b.actions && a.rewards == b.rewards)
    }
    #expect(one.memory.count == way.sizes(lesson).buffer || one.memory.count == 60)
    #expect(one.updates == two.updates && one.updates == 60 - lesson.batch)
  }
}
