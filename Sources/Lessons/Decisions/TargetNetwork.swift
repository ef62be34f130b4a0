import Foundation
import LinearAlgebra
import Reinforcement
import Report

/// One network, one stream of data, and targets that move with every update or stand still: max |Q| beside what any policy is
/// worth, and a problem of two weights in which all of it can be computed.
enum TargetNetwork: Lesson {
  static let card = LessonCard(
    id: "target-network", title: "A target that stands still",
    question:
      "The same network, the same loss, the same settings; one run copies the target at every step, one every 500. Why does only one of them explode?",
    lectureClaim: #"""
      With a network, $r + \gamma \max_{a'} Q(s', a')$ moves whenever $Q(s, a)$ is updated. Take it from a *target network*, \#
      a copy that is renewed every $C$ steps only: a target that stands still makes learning stable.
      """#,
    sources: [.mnih2015, .vanHasselt2018, .tsitsiklis1997, .fellows2023, .suttonBarto2018],
    seconds: 4)

  struct Settings: LessonSettings {
    var steps = 10_000
    var hidden = 64
    var learningRate = 2.5e-4
    var discount = 0.99
    var targetEvery = 500
    var seed: UInt64 = 0

    static let full = Settings()
    static let quick = Settings(steps: 4000)
    static var fields: [LessonSetting<Settings>] {
      [
        .integer("steps", "Steps of the environment.", \.steps, in: 2000...1_000_000),
        .integer("hidden", "Units of each of two hidden layers.", \.hidden, in: 2...1024),
        .number("learning-rate", "The learning rate of Adam.", \.learningRate, in: 1e-6...0.1),
        .number("discount", "gamma.", \.discount, in: 0...0.999),
        .integer(
          "target-every", "Steps between copies where the target stands still.", \.targetEvery,
          in: 2...1_000_000),
        .seed(\.seed),
      ]
    }

    /// The agent, but for what the runs differ in.
    func agent(_ run: Variant) -> DQNSettings {
      var agent = DQNSettings()
      (agent.steps, agent.hidden, agent.learningRate) = (steps, [hidden, hidden], learningRate)
      (agent.discount, agent.batch, agent.buffer, agent.start) = (discount, 64, 10_000, 1000)
      (agent.trainEvery, agent.lastEpsilon) = (1, 0.04)
      (agent.evaluateEvery, agent.evaluationEpisodes) = (max(1, steps / 20), 8)
      agent.explorationShare = min(1, 4800 / Double(steps))
      (agent.target, agent.loss, agent.seed) = (.copy(every: run.every), run.loss, seed)
      return agent
    }

    /// What is compared.
    var variants: [Variant] {
      [
        Variant(every: 1, loss: .huber), Variant(every: min(100, targetEvery), loss: .huber),
        Variant(every: targetEvery, loss: .huber), Variant(every: 1, loss: .squared),
      ]
    }
  }

  /// C and the loss.
  struct Variant: Sendable {
    let every: Int
    let loss: ValueLoss

    var name: String { every == 1 ? "every step" : "every \(every) steps" }
  }

  // MARK: Measure

  /// What came of a run.
  struct Run: Sendable {
    let variant: Variant
    let recording: BellmanRecording
    /// Scores of the last network's greedy policy in fresh episodes.
    let scores: [Double]

    /// Where Q was measured; at others the policy was evaluated alone.
    var points: [BellmanPoint] { recording.points.filter { $0.values != nil } }
    var steps: [Double] { points.map { Double($0.step) } }
    /// max |Q| at each point.
    var sizes: [Double] { points.map { $0.values?.largest ?? .nan } }
    /// max |r| / (1 - gamma).
    var cap: Double { points.last?.values?.cap ?? .nan }
    var largest: Double { sizes.max() ?? .nan }
    /// Where |Q| first exceeds what any policy is worth.
    var crossing: Int? { points.first { ($0.values?.largest ?? 0) > cap }?.step }
    /// The TD errors of some transitions of the batches of the second half: their sum and mean.
    func lateErrors(_ part: (TDErrors) -> ErrorSummary?) -> (sum: Double, mean: Double) {
      let parts = points.suffix(points.count / 2).compactMap { $0.replay.flatMap(part) }
      let sum = parts.reduce(0) { $0 + ($1.mean ?? 0) * ($1.count ?? 0) }
      return (sum, sum / parts.reduce(0) { $0 + ($1.count ?? 0) })
    }
    var judgement: BellmanJudgement { BellmanJudgement(recording) }
    var hasDiverged: Bool { judgement.alarms.contains { $0.id == .divergence } }
  }

  struct Measurements {
    let settings: Settings
    let everyStep: Run
    let sometimes: Run
    let still: Run
    let squared: Run
    let randomScore: Double
    let twoWeights: TwoWeights

    var runs: [Run] { [everyStep, sometimes, still, squared] }
  }

  static func measure(_ settings: Settings, _ progress: LessonProgress) throws -> Measurements {
    let counter = StepCounter(total: 4 * settings.steps, progress)
    let runs = try concurrentMap(settings.variants) { try learn($0, settings, counter) }
    return Measurements(
      settings: settings, everyStep: runs[0], sometimes: runs[1], still: runs[2],
      squared: runs[3], randomScore: runs[0].recording.header.randomScore ?? .nan,
      twoWeights: TwoWeights(discount: settings.discount))
  }

  /// A run of Algorithm 1 under the Bellman monitor, which changes nothing of it.
  private static func learn(
    _ variant: Variant, _ settings: Settings, _ counter: StepCounter
  ) throws -> Run {
    let dqn = settings.agent(variant)
    let agent = try DQNAgent(dqn, in: CartPole())
    let monitor = try AgentMonitor(dqn, in: CartPole(), named: "cartpole")
    agent.observer = monitor
    while agent.step < dqn.steps {
      let before = agent.step
      let end = try agent.run(until: min(before + 500, dqn.steps))
      try counter.count(agent.step - before)
      if case .nonFinite = end { break }
    }
    monitor.finish(.completed)
    if let fault = monitor.fault { throw fault }
    return Run(
      variant: variant, recording: monitor.monitor.recording,
      scores: try agent.testScores(of: agent.network, episodes: 20))
  }
}
