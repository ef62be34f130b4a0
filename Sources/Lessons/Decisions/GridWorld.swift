import Foundation
import LinearAlgebra
import Reinforcement
import Report

/// What a state is worth under a policy and at best, sweep by sweep, in the lecture's grid.
enum GridWorld: Lesson {
  static let card = LessonCard(
    id: "grid-world", title: "What a cell is worth",
    question:
      "In a grid where each step costs 1, what is a cell worth to someone who walks at random, and at best?",
    lectureClaim: """
      in the 4 x 4 grid with ends in two corners the random policy's values are 0, −14, −20, −22 / −14, −18, \
      −20, −20 / ..., the optimal ones minus the number of steps to the nearer end, and the optimal policy \
      follows from them.
      """,
    sources: [.suttonBarto2018, .bellman1957], seconds: 0.2)

  struct Settings: LessonSettings {
    var discount = 1.0
    var sweeps = 200
    var episodes = 1000
    var seed: UInt64 = 0

    static let full = Settings()
    static let quick = Settings(episodes: 200)
    static var fields: [LessonSetting<Settings>] {
      [
        .number("discount", "gamma of the 4 x 4 grid.", \.discount, in: 0...1),
        .integer(
          "sweeps", "How often the random policy's values are swept.", \.sweeps, in: 4...1000),
        .integer("episodes", "Random walks from each cell.", \.episodes, in: 2...100_000),
        .seed(\.seed),
      ]
    }
  }

  // MARK: Measure

  /// What random walks from a cell earned.
  struct Played {
    let mean: Double
    let standardError: Double
  }

  struct Measurements {
    let settings: Settings
    let world: MDP
    /// V of the random policy, from a linear solve.
    let randomValues: StateValues
    let optimum: PolicyIterationRecord
    /// V_0, V_1, ... of the random policy.
    let evaluation: [StateValues]
    /// V_0 ... V_4 of value iteration.
    let iteration: [StateValues]
    /// gamma times the spectral radius of the random walk among the cells that aren't ends.
    let radius: Double
    /// By cell that isn't an end.
    let played: [Int: Played]
    let teleport: (world: MDP, values: StateValues, iteration: [StateValues])

    /// max |V_k - V| of the random policy.
    var errors: [Double] { evaluation.map { supDistance($0, randomValues) } }
    /// The factor by which the error falls a sweep, over the second half of the sweeps.
    var rate: Double {
      let (errors, half) = (errors, settings.sweeps / 2)
      guard errors[half] > 0 else { return 0 }
      return pow(errors[settings.sweeps] / errors[half], 1 / Double(settings.sweeps - half))
    }
  }

  static func measure(_ settings: Settings, _ progress: LessonProgress) throws -> Measurements {
    try progress.checkpoint("sweeps", 0)
    let world = try MDP.cornerGrid().discounted(by: settings.discount)
    let random = Policy.random(for: world)
    let teleport = MDP.teleportGrid()
    try progress.checkpoint("random walks", 0.3)
    return Measurements(
      settings: settings, world: world, randomValues: try world.exactValues(of: random),
      optimum: try world.policyIteration(),
      evaluation: sweeps(of: world, settings.sweeps) { $0.reduce(0, +) / Double($0.count) },
      iteration: sweeps(of: world, 4) { $0.max()! },
      radius: try settings.discount * world.transitionMatrix(of: random).spectralRadius(),
      played: play(world, settings),
      teleport: (
        teleport, try teleport.policyIteration().values,
        sweeps(of: teleport, 200) { $0.max()! }
      ))
  }

  /// V_0 = 0, V_1, V_2, ..., written out: the loop of this lesson.
  ///
  /// Every cell looks one step ahead with the values of the sweep before. The mean over its actions evaluates the
  /// random policy, their maximum finds the best one.
  static func sweeps(
    of world: MDP, _ count: Int, over choose: ([Double]) -> Double
  ) -> [StateValues] {
    var history = [StateValues(repeating: 0, count: world.stateCount)]
    for _ in 0..<count {
      let old = history.last!
      var new = old
      for s in old.indices {
        let ahead = (0..<world.actionCount).map { a in
          world.outcomes(s, a).reduce(0) { sum, outcome in
            let future = outcome.terminal ? 0 : world.discount * old[outcome.next]
            return sum + outcome.probability * (outcome.reward + future)
          }
        }
        new[s] = choose(ahead)
      }
      history.append(new)
    }
    return history
  }

  /// The discounted rewards of random walks from every cell, until they end.
  private static func play(_ world: MDP, _ settings: Settings) -> [Int: Played] {
    var generator = RandomGenerator(seed: settings.seed)
    var result: [Int: Played] = [:]
    for start in world.transientStates {
      let returns = (0..<settings.episodes).map { _ in
        var (s, sum, weight, isOver) = (start, 0.0, 1.0, false)
        while !isOver {
          let a = generator.integer(below: world.actionCount)
          let outcome = world.sample(s, a, using: &generator)
          sum += weight * outcome.reward
          (s, weight, isOver) = (outcome.next, weight * world.discount, outcome.terminal)
        }
        return sum
      }
      result[start] = Played(mean: mean(returns), standardError: standardError(returns))
    }
    return result
  }
}
