import Foundation
import LinearAlgebra
import Reinforcement
import Report

/// Value iteration: how fast it comes home, what bounds its error, and why it ends where tables end.
enum BellmanEquation: Lesson {
  static let card = LessonCard(
    id: "bellman-equation", title: "The equation that solves itself",
    question:
      "How many sweeps does value iteration need, how does one know that it is done, and why does nobody play Atari with it?",
    lectureClaim: #"""
      the optimal values are the only solution of Bellman's optimality equation; iterating it contracts the error by \#
      $\gamma$ and so converges to them; but it doesn't scale, since it visits every state.
      """#,
    sources: [.bellman1957, .puterman1994, .suttonBarto2018, .mnih2015], seconds: 0.2)

  struct Settings: LessonSettings {
    var discount = 0.9
    var sweeps = 120
    var pairs = 200
    var steps = 100_000
    var seed: UInt64 = 0

    static let full = Settings()
    static let quick = Settings(pairs: 50)
    static var fields: [LessonSetting<Settings>] {
      [
        .number("discount", "gamma.", \.discount, in: 0.1...0.999),
        .integer("sweeps", "Sweeps of value iteration.", \.sweeps, in: 20...2000),
        .integer(
          "pairs", "Pairs of value functions that the operator is tried on.", \.pairs,
          in: 1...10_000),
        .integer("steps", "Random steps on the cart.", \.steps, in: 100...5_000_000),
        .seed(\.seed),
      ]
    }
  }

  // MARK: Measure

  /// Value iteration, sweep by sweep from V_0.
  struct Iteration {
    let world: MDP
    let optimum: StateValues
    var values: [StateValues]

    /// max |V_k - V*|, k = 0, 1, ...
    var errors: [Double] { values.map { supDistance($0, optimum) } }

    /// gamma^k err_0, k = 0, 1, ...
    var contractionBounds: [Double] {
      let first = supDistance(values[0], optimum)
      return values.indices.map { pow(world.discount, Double($0)) * first }
    }

    /// gamma / (1 - gamma) max |V_k - V_(k-1)|, k = 1, 2, ...: needs no V*.
    var changeBounds: [Double] {
      zip(values.dropFirst(), values).map {
        world.discount / (1 - world.discount) * supDistance($0, $1)
      }
    }

    /// The factor by which the error falls a sweep, over the second half of those above rounding; a multiple of 5
    /// sweeps, because the best way through the 5 x 5 grid comes back to A every fifth step.
    var rate: Double {
      let errors = errors
      let last = errors.lastIndex { $0 > 1e-9 * errors[0] } ?? 0
      let window = last < 10 ? 1 : 5 * (last / 10)
      guard last >= window, errors[last - window] > 0 else { return 0 }
      return pow(errors[last] / errors[last - window], 1 / Double(window))
    }
  }

  /// How many cells of a cart-pole's table a random walk has seen.
  struct Coverage {
    let bins: Int
    var visited: [Double] = []
    var cells: Double { pow(Double(bins), 4) }
  }

  struct Measurements {
    let settings: Settings
    /// The 5 x 5 grid, which has no end, from random values.
    let endless: Iteration
    /// The frozen lake, where episodes end.
    let lake: Iteration
    /// gamma times the spectral radius of the lake's best policy among the states that aren't ends.
    let lakeRadius: Double
    /// The largest ||TV - TU|| / ||V - U||, at gamma; and at gamma = 1, in the corner grid.
    let modulus: Double
    let undiscountedModulus: Double
    /// max |TV* - V*|, and max |V^pi - V*| of the policy greedy to V*, in both worlds.
    let residual: Double
    let steps: [Int]
    let coverage: [Coverage]
    /// The decimal digits of the number of screens that the pixel game's agent can be shown.
    let screenDigits: Double
  }

  static func measure(_ settings: Settings, _ progress: LessonProgress) throws -> Measurements {
    var generator = RandomGenerator(seed: settings.seed)
    try progress.checkpoint("value iteration", 0)
    let teleport = try MDP.teleportGrid().discounted(by: settings.discount)
    let start = (0..<teleport.stateCount).map { _ in 10 * generator.normal() }
    let lake = try MDP.frozenLake(discount: settings.discount)
    let best = try lake.policyIteration()
    let worlds = [
      iterate(teleport, from: start, settings.sweeps, try teleport.policyIteration().values),
      iterate(
        lake, from: StateValues(repeating: 0, count: 16), settings.sweeps, best.values),
    ]
    let modulus = largestModulus(of: teleport, settings.pairs, &generator)
    let undiscounted = largestModulus(of: .cornerGrid(), settings.pairs, &generator)
    try progress.checkpoint("a cart, at random", 0.3)
    let (steps, coverage) = try visit(settings, &generator)
    return Measurements(
      settings: settings, endless: worlds[0], lake: worlds[1],
      lakeRadius: try lake.discount * lake.transitionMatrix(of: best.policy).spectralRadius(),
      modulus: modulus, undiscountedModulus: undiscounted, residual: try residual(of: worlds),
      steps: steps, coverage: coverage, screenDigits: screenDigits())
  }

  /// V <- T V, (T V)(s) = max over a of sum p (r + gamma V(s')): the loop of this lesson.
  static func iterate(
    _ world: MDP, from start: StateValues, _ sweeps: Int, _ optimum: StateValues
  ) -> Iteration {
    var record = Iteration(world: world, optimum: optimum, values: [start])
    for _ in 0..<sweeps {
      let old = record.values.last!
      let new = old.indices.map { s in
        (0..<world.actionCount).map { a in
          world.outcomes(s, a).reduce(0) { sum, o in
            sum + o.probability * (o.reward + (o.terminal ? 0 : world.discount * old[o.next]))
          }
        }.max()!
      }
      record.values.append(new)
    }
    return record
  }

  /// Random pairs, and two functions that differ by the same number everywhere.
  private static func largestModulus(
    of world: MDP, _ pairs: Int, _ generator: inout RandomGenerator
  ) -> Double {
    let S = world.stateCount
    var largest = 0.0
    for pair in 0...pairs {
      let v = (0..<S).map { _ in generator.normal() }
      let u = pair == 0 ? v.map { $0 + 1 } : (0..<S).map { _ in generator.normal() }
      let images = (world.optimalityBackup(v), world.optimalityBackup(u))
      largest = max(largest, supDistance(images.0, images.1) / supDistance(v, u))
    }
    return largest
  }

  private static func residual(of runs: [Iteration]) throws -> Double {
    try runs.map { run in
      let greedy = Policy.greedy(run.world.actionValues(from: run.optimum))
      return max(
        supDistance(run.world.optimalityBackup(run.optimum), run.optimum),
        supDistance(try run.world.exactValues(of: greedy), run.optimum))
    }.max()!
  }

  /// Random pushes of the cart; its state sorted into 5, 10 and 20 bins in each of four directions.
  private static func visit(
    _ settings: Settings, _ generator: inout RandomGenerator
  ) throws -> (steps: [Int], coverage: [Coverage]) {
    let stops = (0...40).map { Int(pow(Double(settings.steps), Double($0) / 40).rounded()) }
    var coverage = [5, 10, 20].map { Coverage(bins: $0) }
    var seen = coverage.map { [Bool](repeating: false, count: Int($0.cells)) }
    var counts = [0, 0, 0]
    var cart = CartPole(seed: settings.seed)
    var isOver = false
    for step in 1...settings.steps {
      if isOver { cart.reset() }
      isOver = try cart.step(generator.integer(below: 2)).isOver
      for (table, entry) in coverage.enumerated() {
        let cell = binned(cart.state, into: entry.bins)
        if !seen[table][cell] {
          seen[table][cell] = true
          counts[table] += 1
        }
      }
      for _ in stops.filter({ $0 == step }) {
        for table in coverage.indices { coverage[table].visited.append(Double(counts[table])) }
      }
    }
    return (stops, coverage)
  }

  /// The cell of a state: up to 2.4 m, 3 m/s, 12 degrees and 3.5 /s to either side, what lies beyond in the last bin.
  static func binned(_ state: CartPole.State, into bins: Int) -> Int {
    let parts = [
      state.x / CartPole.positionLimit, state.xDot / 3, state.theta / CartPole.angleLimit,
      state.thetaDot / 3.5,
    ]
    return parts.reduce(0) { cell, part in
      cell * bins + min(bins - 1, max(0, Int((part + 1) / 2 * Double(bins))))
    }
  }

  /// log10 of 256 to the number of pixels that an agent sees at once.
  private static func screenDigits() -> Double {
    let pixels = PixelEnvironment(seed: 0).observationShape.reduce(1, *)
    return Double(pixels) * log10(256)
  }
}
