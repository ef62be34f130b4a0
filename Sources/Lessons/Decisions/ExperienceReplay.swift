import Foundation
import LinearAlgebra
import Reinforcement
import Report

/// The same transitions, learned from in four orders: what a batch's correlation costs, where every number has a truth.
enum ExperienceReplay: Lesson {
  static let card = LessonCard(
    id: "experience-replay", title: "Learning from what happened long ago",
    question:
      "An agent could learn from each step as it happens and forget it. Why does deep Q-learning keep a million old steps and draw from them at random?",
    lectureClaim: """
      learning from consecutive samples is a problem, because they are correlated, and the present behaviour decides what comes \
      next. Experience replay draws random batches from a memory of past transitions instead.
      """,
    sources: [.lin1992, .mnih2015, .zhang2017], seconds: 4)

  struct Settings: LessonSettings {
    var places = 36
    var batch = 32
    var steps = 5000
    var runs = 4
    var discount = 0.9
    var learningRate = 0.003
    var walk = 300_000
    var seed: UInt64 = 0

    static let full = Settings()
    static let quick = Settings(runs: 2, walk: 100_000)
    static var fields: [LessonSetting<Settings>] {
      [
        .integer("places", "Places around the clock.", \.places, in: 4...100),
        .integer("batch", "Transitions of a batch.", \.batch, in: 2...256),
        .integer("steps", "Steps of each agent, an update each.", \.steps, in: 300...1_000_000),
        .integer("runs", "Agents of each kind, with seeds of their own.", \.runs, in: 2...100),
        .number("discount", "gamma.", \.discount, in: 0...0.99),
        .number("learning-rate", "Learning rate of Adam.", \.learningRate, in: 1e-6...0.1),
        .integer(
          "walk", "Steps of the walk whose correlations are measured.", \.walk,
          in: 1000...10_000_000),
        .seed(\.seed),
      ]
    }
  }

  // MARK: Measure

  /// Batches drawn in one way from the memory of a random walk.
  struct Draws {
    /// The mean over batches of cos(angle between the first and the k-th place), k from 1.
    let correlations: [Double]
    /// Their standard errors.
    let errors: [Double]
    /// The mean squared length of a batch's mean place, and its standard error.
    let meanSquare: (mean: Double, standardError: Double)
    /// Some batches' mean places, x and y.
    let means: [(x: Double, y: Double)]
  }

  /// One way of learning, over all its agents.
  struct Learned {
    let way: Way
    let runs: [Learner]

    /// Their value errors at a stop.
    func errors(at stop: Int) -> [Double] { runs.map { $0.errors[stop] } }
    /// The mean value error over the last quarter of the stops.
    var lateError: Double { mean(runs.map { Learner.late($0.errors) }) }
    /// The same of what the greedy policy fails to earn.
    var lateRegret: Double { mean(runs.map { Learner.late($0.regrets) }) }
  }

  struct Measurements {
    let settings: Settings
    /// V* of each place.
    let truth: StateValues
    let uniform: Draws
    let consecutive: Draws
    /// The squared length of the walk's own mean place: what uniform draws from it can't average away.
    let memoryMean: Double
    let stops: [Int]
    let learned: [Learned]

    func learned(_ way: Way) -> Learned { learned.first { $0.way == way }! }

    /// How many times the value error with replay an agent's is that saw the same steps: the geometric mean over agents.
    func timesReplay(_ way: Way) -> Double {
      let pairs = zip(learned(way).runs, learned(.replay).runs)
      return exp(mean(pairs.map { log(Learner.late($0.errors) / Learner.late($1.errors)) }))
    }
  }

  static func measure(_ settings: Settings, _ progress: LessonProgress) throws -> Measurements {
    var generator = RandomGenerator(seed: settings.seed)
    try progress.checkpoint("correlations", 0)
    let clock = try Clock(settings)
    let (memory, memoryMean) = try clock.walk(settings.walk, &generator)
    let uniform = draws(settings, &generator) { memory.sample(settings.batch, using: &$0) }
    let consecutive = draws(settings, &generator) {
      memory.consecutive(settings.batch, using: &$0)
    }
    try progress.checkpoint("learning", 0.1)
    let seeds = (0..<settings.runs).map { _ in generator.next() }
    let stops = stops(settings)
    let jobs = Way.allCases.flatMap { way in seeds.map { (way, $0) } }
    let counter = StepCounter(total: jobs.count * settings.steps, progress)
    let runs = try concurrentMap(jobs) { way, seed in
      try clock.learn(way, settings, seed: seed, stops: stops, counter)
    }
    let learned = Way.allCases.enumerated().map { index, way in
      Learned(
        way: way, runs: Array(runs[index * settings.runs..<(index + 1) * settings.runs]))
    }
    return Measurements(
      settings: settings, truth: clock.optimum.maxima, uniform: uniform, consecutive: consecutive,
      memoryMean: memoryMean, stops: stops, learned: learned)
  }

  /// Sixty moments, evenly spread; the last step among them.
  static func stops(_ settings: Settings) -> [Int] {
    (1...60).map { settings.steps * $0 / 60 }
  }

  /// How many batches are drawn in each way.
  static let drawnBatches = 2000

  /// Batches, looked at as points on the unit circle.
  private static func draws(
    _ settings: Settings, _ generator: inout RandomGenerator,
    _ draw: (inout RandomGenerator) -> TransitionBatch
  ) -> Draws {
    let n = settings.batch
    var cosines = [[Double]](repeating: [], count: n - 1)
    var (squares, means) = ([Double](), [(x: Double, y: Double)]())
    for _ in 0..<drawnBatches {
      let points = draw(&generator).observations.array.map(Double.init)
      for k in 1..<n {
        cosines[k - 1].append(points[0] * points[2 * k] + points[1] * points[2 * k + 1])
      }
      let x = mean((0..<n).map { points[2 * $0] })
      let y = mean((0..<n).map { points[2 * $0 + 1] })
      squares.append(x * x + y * y)
      means.append((x, y))
    }
    return Draws(
      correlations: cosines.map { mean($0) }, errors: cosines.map { standardError($0) },
      meanSquare: (mean(squares), standardError(squares)), means: Array(means.prefix(150)))
  }

  // MARK: On paper

  /// The correlation of two places k steps apart: cos(2 pi / N)^k.
  static func correlation(_ k: Int, places: Int) -> Double {
    var product = 1.0
    for _ in 0..<k { product *= stepCosine(places) }
    return product
  }

  /// The expected squared length of the mean of n places in a row, (1/n)(1 + 2 sum over k of (1 - k/n) rho^k).
  static func meanSquareInARow(_ n: Int, places: Int) -> Double {
    let lags = (1..<n).reduce(0.0) {
      $0 + (1 - Double($1) / Double(n)) * correlation($1, places: places)
    }
    return (1 + 2 * lags) / Double(n)
  }
}
