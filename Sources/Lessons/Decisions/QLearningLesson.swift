import Foundation
import LinearAlgebra
import Reinforcement
import Report

/// Values from drawn steps alone: where Q-learning arrives, what it costs on the way, and why its maximum errs upwards.
enum QLearningLesson: Lesson {
  static let card = LessonCard(
    id: "q-learning", title: "Learning values without knowing the world",
    question:
      "Q-learning sees single steps and never the table of the world. Does it find the optimal values, and does it earn them while it learns?",
    lectureClaim: #"""
      Q-learning needs no model: moving $Q(s, a)$ towards $r + \gamma \max_{a'} Q(s', a')$ after every step converges to \#
      the optimal values $Q^*$, whatever policy acts.
      """#,
    sources: [.watkins1992, .rummery1994, .vanHasselt2010, .suttonBarto2018],
    seconds: 1)

  struct Settings: LessonSettings {
    var episodes = 500
    var runs = 50
    var epsilon = 0.1
    var stepSize = 0.5
    var lakeEpisodes = 30_000
    var biasRuns = 4000
    var seed: UInt64 = 0

    static let full = Settings()
    static let quick = Settings(runs: 20, biasRuns: 1000)
    static var fields: [LessonSetting<Settings>] {
      [
        .integer("episodes", "Episodes along the cliff.", \.episodes, in: 1...10_000),
        .integer("runs", "Independent runs along the cliff.", \.runs, in: 2...1000),
        .number("epsilon", "Chance of a random move along the cliff.", \.epsilon, in: 0.01...0.9),
        .number("step-size", "alpha along the cliff.", \.stepSize, in: 0.01...1),
        .integer(
          "lake-episodes", "Random episodes on the frozen lake.", \.lakeEpisodes, in: 10...1_000_000
        ),
        .integer(
          "bias-runs", "Runs of the example of maximisation bias.", \.biasRuns, in: 2...100_000),
        .seed(\.seed),
      ]
    }
  }

  // MARK: Measure

  /// Runs of one method along the cliff.
  struct Walks {
    let name: String
    /// The mean return of each episode over the runs.
    var returns: [Double]
    /// The mean Q over the runs.
    var q: ActionValues
    /// How many steps each run's greedy policy takes to the goal; nil if it never arrives.
    var greedySteps: [Int?]

    /// The mean return over the last fifth of the episodes.
    var late: Double { mean(returns.suffix(max(1, returns.count / 5))) }
    /// The share of runs whose greedy walk takes 13 steps, along the edge.
    var edgeShare: Double {
      Double(greedySteps.count { $0 == 13 }) / Double(greedySteps.count)
    }
  }

  struct Measurements {
    let settings: Settings
    let cliff: MDP
    let qLearning: Walks
    let sarsa: Walks
    let double: Walks
    /// What acting epsilon-greedily on Q* earns from the start, exactly; and the best that any policy with so much chance
    /// in it earns.
    let edgeReturn: Double
    let softOptimum: Double
    /// max |Q - Q*| on the lake after so many episodes, with 1/n^0.8 and with a constant 0.1.
    let lakeStops: [Int]
    let decaying: [Double]
    let constant: [Double]
    /// max |Q*| on the lake.
    let lakeScale: Double
    /// The share of runs that go left, by episode.
    let left: [Double]
    let doubleLeft: [Double]
    /// The mean of the largest of ten noisy values, and of what a second sample says of its place.
    let largest: Double
    let judged: Double
  }

  static func measure(_ settings: Settings, _ progress: LessonProgress) throws -> Measurements {
    var generator = RandomGenerator(seed: settings.seed)
    try progress.checkpoint("along the cliff", 0)
    let cliff = try MDP.cliffWalking()
    let starts = (0..<settings.runs).map { _ in generator.split() }
    let walks = try ["Q-learning", "SARSA", "Double Q-learning"].map {
      try walk($0, cliff, settings, starts)
    }
    let best = try cliff.policyIteration().actionValues
    let edge = try cliff.exactValues(of: .epsilonGreedy(best, epsilon: settings.epsilon))
    let soft = try softened(cliff, epsilon: settings.epsilon).policyIteration().values
    try progress.checkpoint("on the lake", 0.3)
    let lake = try MDP.frozenLake(discount: 0.9)
    let optimum = try lake.policyIteration().actionValues
    let lakeStart = generator.split()
    let learned = try concurrentMap([0.8, 0]) { power in
      var generator = lakeStart
      return learn(lake, settings.lakeEpisodes, optimum, using: &generator) { n in
        power > 0 ? pow(Double(n), -power) : 0.1
      }
    }
    try progress.checkpoint("maximisation bias", 0.4)
    let (left, doubleLeft) = try lefts(settings)
    let noise = noisyMaximum(settings.biasRuns, &generator)
    let start = cliff.start.firstIndex { $0 > 0 }!
    return Measurements(
      settings: settings, cliff: cliff, qLearning: walks[0], sarsa: walks[1], double: walks[2],
      edgeReturn: edge[start], softOptimum: soft[start], lakeStops: stops(settings.lakeEpisodes),
      decaying: learned[0].errors, constant: learned[1].errors, lakeScale: optimum.supNorm,
      left: left, doubleLeft: doubleLeft, largest: noise.largest, judged: noise.judged)
  }

  /// Q(s, a) <- Q(s, a) + alpha (r + gamma max Q(s', .) - Q(s, a)), behaviour entirely random: the loop of this lesson.
  ///
  /// - Parameter stepSize: alpha of the n-th update of a pair, n from 1.
  /// - Returns: Q, and max |Q - Q*| after the episodes of ``stops(_:)``.
  static func learn(
    _ world: MDP, _ episodes: Int, _ optimum: ActionValues, using generator: inout RandomGenerator,
    stepSize: (Int) -> Double
  ) -> (q: ActionValues, errors: [Double]) {
    var q = ActionValues(states: world.stateCount, actions: world.actionCount)
    var updates = [Int](repeating: 0, count: world.stateCount * world.actionCount)
    let wanted = Set(stops(episodes))
    var errors: [Double] = []
    for episode in 1...episodes {
      var s = world.sampleStart(using: &generator)
      var isOver = false
      while !isOver {
        let a = q.sampleEpsilonGreedy(at: s, epsilon: 1, using: &generator)
        let outcome = world.sample(s, a, using: &generator)
        let future = outcome.terminal ? 0 : q.maximum(at: outcome.next)
        updates[s * world.actionCount + a] += 1
        let alpha = stepSize(updates[s * world.actionCount + a])
        q[s, a] += alpha * (outcome.reward + world.discount * future - q[s, a])
        (s, isOver) = (outcome.next, outcome.terminal)
      }
      if wanted.contains(episode) { errors.append((q - optimum).supNorm) }
    }
    return (q, errors)
  }

  /// About sixty episodes, evenly spread on a logarithmic axis; the first and the last among them.
  static func stops(_ last: Int) -> [Int] {
    Set((0...60).map { Int(pow(Double(last), Double($0) / 60).rounded()) }).sorted()
  }
}
