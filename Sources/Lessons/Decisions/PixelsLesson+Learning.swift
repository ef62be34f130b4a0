import Foundation
import LinearAlgebra
import Reinforcement

extension PixelsLesson {
  /// What some updates met.
  final class Updates: DeepQObserver, @unchecked Sendable {
    private(set) var losses: [Double] = []
    /// ||g|| before clipping.
    private(set) var norms: [Double] = []
    private(set) var values: [Double] = []
    /// The largest difference of a loss from the same by hand.
    private(set) var lossError = 0.0
    /// The shapes of a batch.
    private(set) var shape: [Int] = []
    /// ||change|| / ||weights|| of each layer's weights, from the first to the last update.
    var changes: [Double] = []

    func didUpdate(_ update: DeepQUpdate) {
      losses.append(update.loss)
      norms.append(update.normBefore)
      values.append(update.meanValue)
      shape = Array(update.batch.observations.shape)
      let huber = update.errors.map { d in abs(d) <= 1 ? d * d / 2 : abs(d) - 0.5 }
      lossError = max(lossError, abs(mean(huber.map(Double.init)) - update.loss))
    }
  }

  /// Where the time goes, in seconds; differs from run to run.
  struct Seconds: Sendable {
    /// A step of the game: four moves, drawing, grey, crop, scale.
    var step = 0.0
    /// The values of one state.
    var choice = 0.0
    /// An update from a batch.
    var update = 0.0
  }

  /// A whole run.
  struct Training: Sendable {
    let stops: [Int]
    let scores: [Double]
    let kept: [Double]
    let last: [Double]
    let keptStep: Int
    let seconds: Double
  }

  /// Plays at random, then makes some updates.
  static func learn(_ settings: Settings, seed: UInt64) throws -> (Updates, Seconds) {
    var agentSettings = DQNSettings.recommended(for: .pixels)
    let start = max(400, settings.batch)
    (agentSettings.start, agentSettings.steps) = (start, start + 4 * settings.updates)
    (agentSettings.batch, agentSettings.buffer) = (settings.batch, 2000)
    (agentSettings.lastEpsilon, agentSettings.evaluateEvery) = (1, 0)
    agentSettings.seed = seed
    let updates = Updates()
    let agent = try DQNAgent(agentSettings, in: PixelEnvironment(), observer: updates)
    let before = agent.network
    var seconds = Seconds()
    seconds.step = try timed { _ = try agent.run(until: start) } / Double(start)
    let rest = try timed { _ = try agent.run() } - seconds.step * Double(4 * settings.updates)
    seconds.update = rest / Double(settings.updates)
    let one = agent.memory.transition(age: 0).observations
    seconds.choice = timed { for _ in 0..<5 { _ = agent.network.values(one) } } / 5
    updates.changes = zip(before.weights, agent.network.weights).map { old, new in
      (new.matrix - old.matrix).frobeniusNorm / old.matrix.frobeniusNorm
    }
    return (updates, seconds)
  }

  /// Trains an agent and looks at it every twentieth of the way.
  static func train(
    _ settings: Settings, seed: UInt64, _ progress: LessonProgress
  ) throws -> Training {
    var agentSettings = DQNSettings.recommended(for: .pixels)
    (agentSettings.steps, agentSettings.seed) = (settings.steps, seed)
    agentSettings.buffer = max(settings.batch, min(settings.steps, agentSettings.buffer))
    agentSettings.batch = settings.batch
    agentSettings.start = min(agentSettings.start, settings.steps / 2)
    agentSettings.evaluateEvery = max(1, settings.steps / 20)
    let agent = try DQNAgent(agentSettings, in: PixelEnvironment())
    let begun = ContinuousClock.now
    while agent.step < settings.steps {
      try agent.run(until: min(agent.step + 100, settings.steps))
      let share = Double(agent.step) / Double(settings.steps)
      try progress.checkpoint("training, step \(agent.step)", 0.5 + 0.5 * share)
    }
    try agent.run()
    let looks = agent.records.filter { $0.evaluation != nil }
    return Training(
      stops: looks.map(\.step), scores: looks.map { mean($0.evaluation!) },
      kept: try agent.testScores(of: agent.kept, episodes: 30),
      last: try agent.testScores(of: agent.network, episodes: 30),
      keptStep: agent.best?.step ?? agent.step, seconds: (ContinuousClock.now - begun) / .seconds(1)
    )
  }

  /// The seconds that some work takes.
  private static func timed(_ work: () throws -> Void) rethrows -> Double {
    let begun = ContinuousClock.now
    try work()
    return (ContinuousClock.now - begun) / .seconds(1)
  }
}
