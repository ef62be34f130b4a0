import Autodiff
import LinearAlgebra
import Reinforcement

extension DeepQLearningLesson {
  /// How one agent fared.
  struct Run: Sendable {
    /// The steps after which it was looked at.
    var stops: [Int] = []
    /// The mean score of its greedy policy over 20 episodes, stop by stop.
    var scores: [Double] = []
    /// max Q(s_0, .) and the discounted return of greedy episodes, means over 8 starts, stop by stop.
    var predicted: [Double] = []
    var earned: [Double] = []
    /// The scores of the kept and of the last network over 100 fresh episodes.
    var keptScores: [Double] = []
    var lastScores: [Double] = []
    /// The network that was best in an evaluation, and when.
    var kept: QNetwork
    var keptStep = 0
    /// What was counted on the way.
    var log: Log
    /// The bytes of the replay memory.
    var memoryBytes = 0

    /// The means over the last third of the stops.
    var late: (predicted: Double, earned: Double) {
      let count = max(1, stops.count / 3)
      return (mean(predicted.suffix(count)), mean(earned.suffix(count)))
    }
    /// The most that the score falls from one evaluation to the next.
    var largestFall: Double { zip(scores, scores.dropFirst()).map { $0 - $1 }.max() ?? 0 }
  }

  /// Trains an agent and looks at it fifteen times on the way.
  static func learn(_ settings: Settings, seed: UInt64, _ counter: StepCounter) throws -> Run {
    let log = Log(discount: Float(settings.agent(seed: seed).discount))
    let agent = try DQNAgent(settings.agent(seed: seed), in: CartPole(), observer: log)
    let rollouts = GreedyRollouts(CartPole(), episodes: 8, seed: seed)
    var run = Run(kept: agent.network, log: log)
    for stop in stride(from: settings.steps / 15, through: settings.steps, by: settings.steps / 15)
    {
      let before = agent.step
      try agent.run(until: stop)
      try counter.count(stop - before)
      guard let scores = agent.records.last?.evaluation else { continue }
      let episodes = try rollouts.play(agent.network, discount: agent.settings.discount)
      run.stops.append(stop)
      run.scores.append(mean(scores))
      run.predicted.append(mean(episodes.map(\.predicted)))
      run.earned.append(mean(episodes.map(\.discounted)))
    }
    try agent.run()
    (run.kept, run.keptStep) = (agent.kept, agent.best?.step ?? agent.step)
    run.keptScores = try agent.testScores(of: agent.kept)
    run.lastScores = try agent.testScores(of: agent.network)
    run.memoryBytes = agent.memory.bytes
    return run
  }

  /// Counts what the lines of Algorithm 1 did, and does some of them again by hand.
  final class Log: DeepQObserver, @unchecked Sendable {
    private(set) var episodes = 0
    private(set) var truncated = 0
    private(set) var firstScores: [Double] = []
    private(set) var updates = 0
    private(set) var copies = 0
    /// Sums over updates.
    private var (age, terminal, clipped) = (0.0, 0.0, 0.0)
    private var losses: [Double] = []
    /// The largest difference between a target, a loss and the same by hand.
    private(set) var targetError = 0.0
    private(set) var lossError = 0.0
    private let discount: Float

    init(discount: Float) { self.discount = discount }

    /// The mean age of a transition learned from, in steps.
    var meanAge: Double { age / Double(max(1, updates)) }
    /// The share of terminal transitions in batches.
    var terminalShare: Double { terminal / Double(max(1, updates)) }
    /// The share of gradients that were clipped.
    var clippedShare: Double { clipped / Double(max(1, updates)) }
    /// The mean loss over the last tenth of the updates.
    var lateLoss: Double { mean(losses.suffix(max(1, losses.count / 10))) }

    func didEndEpisode(_ episode: DeepQEpisode) {
      episodes += 1
      if !episode.terminated { truncated += 1 }
      if firstScores.count < 20 { firstScores.append(episode.score) }
    }

    func didCopyTarget(step: Int) { copies += 1 }

    func didUpdate(_ update: DeepQUpdate) {
      updates += 1
      let n = Double(update.batch.count)
      age += Double(update.batch.ages.reduce(0, +)) / n
      terminal += Double(update.batch.terminal.count { $0 }) / n
      if update.normAfter < update.normBefore { clipped += 1 }
      losses.append(update.loss)
      if updates % 50 == 1 { redo(update) }
    }

    /// y_j = r_j, plus gamma max Q' unless the episode ended; the mean of Huber's loss.
    private func redo(_ update: DeepQUpdate) {
      let batch = update.batch
      let q = update.target.values(batch.nextObservations).array
      let actions = q.count / batch.count
      for j in 0..<batch.count {
        let future = q[j * actions..<(j + 1) * actions].max()!
        let y = batch.terminal[j] ? batch.rewards[j] : batch.rewards[j] + discount * future
        targetError = max(targetError, Double(abs(y - update.targets[j])))
      }
      let huber = update.errors.map { d in abs(d) <= 1 ? d * d / 2 : abs(d) - 0.5 }
      let loss = mean(huber.map(Double.init))
      lossError = max(lossError, abs(loss - update.loss) / max(1, abs(loss)))
    }
  }

  /// Q(right) - Q(left) of a cart at rest in the middle, by the pole's angle and its velocity.
  struct Preference: Sendable {
    /// Degrees, across; 1/s, up.
    let angles = (0...48).map { -12 + 0.5 * Double($0) }
    let velocities = (0...48).map { -1.5 + 0.0625 * Double($0) }
    let values: [[Double]]

    init(of network: QNetwork) {
      let (angles, velocities) = (angles, velocities)
      let states = velocities.flatMap { velocity in
        angles.flatMap { [0, 0, Float($0 * .pi / 180), Float(velocity)] }
      }
      let q = network.values(Tensor(shape: [velocities.count * angles.count, 4], states)).array
      values = velocities.indices.map { row in
        angles.indices.map { column in
          let place = 2 * (row * angles.count + column)
          return Double(q[place + 1] - q[place])
        }
      }
    }

    /// Where left turns into right, one angle a velocity, where there is one.
    var boundary: [(angle: Double, velocity: Double)] {
      velocities.indices.compactMap { row in
        let d = values[row]
        guard let i = d.indices.dropLast().first(where: { d[$0] < 0 && d[$0 + 1] >= 0 }) else {
          return nil
        }
        let share = d[i] / (d[i] - d[i + 1])
        return (angles[i] + share * (angles[i + 1] - angles[i]), velocities[row])
      }
    }
  }
}
