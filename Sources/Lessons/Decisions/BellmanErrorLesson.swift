import Foundation
import LinearAlgebra
import Reinforcement
import Report

/// A Bellman error of zero on all data with values as wrong as one likes; and what bounds what.
enum BellmanErrorLesson: Lesson {
  static let card = LessonCard(
    id: "bellman-error-is-not-value-error", title: "A Bellman error is not a value error",
    question:
      "The loss of Q-learning is a Bellman error, measured on data. If it is zero, are the values right?",
    lectureClaim: #"""
      the network is trained to make $r + \gamma \max_{a'} Q(s', a') - Q(s, a)$ small, because the optimal values are where it \#
      is zero.
      """#,
    sources: [.fujimoto2022, .williams1993, .baird1995, .suttonBarto2018], seconds: 0.2)

  struct Settings: LessonSettings {
    var discount = 0.99
    var offset = 100.0
    var unseen = 12
    var steps = 1000
    var walks = 2000
    var trials = 60
    var seed: UInt64 = 0

    static let full = Settings()
    static let quick = Settings(walks: 500, trials: 20)
    static var fields: [LessonSetting<Settings>] {
      [
        .number("discount", "gamma.", \.discount, in: 0.5...0.999),
        .number(
          "offset", "C, the value error in the cell that no data show.", \.offset, in: 1e-3...1e9),
        .integer(
          "unseen", "The cell that no data show, row by row from the top left.", \.unseen,
          in: 0...24),
        .integer("steps", "Steps of descent on the Bellman error.", \.steps, in: 1...100_000),
        .integer(
          "walks", "Random walks, and sampled steps at the true values.", \.walks, in: 2...1_000_000
        ),
        .integer("trials", "Value functions that the bound is tried on.", \.trials, in: 2...1000),
        .seed(\.seed),
      ]
    }
  }

  // MARK: Measure

  /// Root mean squares over all cells, step by step.
  struct Errors {
    var bellman: [Double] = []
    var value: [Double] = []
  }

  /// Largest errors of one value function: the Bellman error over what is seen, the value error over all cells.
  struct Point {
    let bellman: Double
    let value: Double
  }

  struct Measurements {
    let settings: Settings
    let world: MDP
    /// V^pi of the random policy, and V: right where C goes to 0, without Bellman error on any cell but the unseen one.
    let truth: StateValues
    let deceived: StateValues
    /// max |T^pi V - V| over the cells that are seen.
    let seenResidual: Double
    /// The mean over the cells that are seen of (V - V^pi) / C; and the mean of gamma^tau, tau the steps that a walk from such a
    /// cell takes to the unseen one, with its standard error.
    let leak: Double
    let played: (mean: Double, standardError: Double)
    /// max |(Q - Q^pi) - (I - gamma P)^-1 (Q - T Q)| for random Q.
    let identity: Double
    /// sigma_min(I - gamma P), the least that the Bellman error can be of the value error, in root mean squares.
    let leastStretch: Double
    let descent: Errors
    let sweeps: Errors
    let everywhere: [Point]
    let elsewhere: [Point]
    /// At the true values: the mean squared error of single steps, its standard error, and what it must be.
    let squaredSteps: (mean: Double, standardError: Double, exact: Double)
  }

  static func measure(_ settings: Settings, _ progress: LessonProgress) throws -> Measurements {
    var generator = RandomGenerator(seed: settings.seed)
    try progress.checkpoint("values without a Bellman error", 0)
    let world = try MDP.teleportGrid().discounted(by: settings.discount)
    let random = Policy.random(for: world)
    let chain = Chain(
      p: world.transitionMatrix(of: random), r: world.expectedRewards(under: random),
      discount: settings.discount)
    let truth = try world.exactValues(of: random)
    let error = try chain.hiddenError(unseen: settings.unseen, offset: settings.offset)
    let deceived = zip(truth, error).map { $0 + $1 }
    let seen = truth.indices.filter { $0 != settings.unseen }
    let residual = chain.residual(deceived)
    try progress.checkpoint("random walks and descent", 0.2)
    let noise = truth.map { _ in 10 + 3 * generator.normal() }
    return Measurements(
      settings: settings, world: world, truth: truth, deceived: deceived,
      seenResidual: seen.map { abs(residual[$0]) }.max()!,
      leak: mean(seen.map { error[$0] / settings.offset }),
      played: discountedArrivals(world, settings, &generator),
      identity: try identityError(world, random, &generator),
      leastStretch: try chain.matrix.singularValues().last!,
      descent: chain.descend(from: noise, settings.steps, truth),
      sweeps: chain.sweep(from: noise, settings.steps, truth),
      everywhere: chain.trials(settings, truth, &generator),
      elsewhere: chain.hiddenTrials(settings, truth, error, seen, &generator),
      squaredSteps: squaredSteps(world, truth, settings.walks, &generator))
  }

  /// gamma^tau of random walks from a random seen cell until the unseen one.
  private static func discountedArrivals(
    _ world: MDP, _ settings: Settings, _ generator: inout RandomGenerator
  ) -> (mean: Double, standardError: Double) {
    let weights = (0..<settings.walks).map { _ in
      var s = generator.integer(below: world.stateCount - 1)
      if s >= settings.unseen { s += 1 }
      var weight = 1.0
      while s != settings.unseen && weight > 1e-12 {
        s = world.sample(s, generator.integer(below: 4), using: &generator).next
        weight *= world.discount
      }
      return weight
    }
    return (mean(weights), standardError(weights))
  }

  private static func identityError(
    _ world: MDP, _ policy: Policy, _ generator: inout RandomGenerator
  ) throws -> Double {
    let elements = (0..<world.stateCount * world.actionCount).map { _ in 10 * generator.normal() }
    let q = ActionValues(actions: world.actionCount, elements: elements)
    let difference = q - (try world.exactActionValues(of: policy))
    return (difference - (try world.valueError(of: q, under: policy))).supNorm
  }

  /// (r + gamma V(s') - V(s))² of single random steps from random cells, at the true values.
  private static func squaredSteps(
    _ world: MDP, _ v: StateValues, _ count: Int, _ generator: inout RandomGenerator
  ) -> (mean: Double, standardError: Double, exact: Double) {
    func squared(_ s: Int, _ outcome: Outcome) -> Double {
      pow(outcome.reward + world.discount * v[outcome.next] - v[s], 2)
    }
    let samples = (0..<count).map { _ in
      let s = generator.integer(below: world.stateCount)
      return squared(s, world.sample(s, generator.integer(below: 4), using: &generator))
    }
    let all = v.indices.flatMap { s in
      (0..<world.actionCount).map { a in
        world.outcomes(s, a).reduce(0) { $0 + $1.probability * squared(s, $1) }
      }
    }
    return (mean(samples), standardError(samples), mean(all))
  }
}
