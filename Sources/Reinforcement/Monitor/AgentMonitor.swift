import Training

/// A ``BellmanMonitor`` that looks on while a ``DQNAgent`` learns: make it, give it to the agent as its observer, and
/// ``finish(_:)`` it when the run is over.
///
/// It changes nothing of the run: the same seed gives the same run bit for bit, watched or not.
public final class AgentMonitor: DeepQObserver {
  /// The monitor and its recording.
  public private(set) var monitor: BellmanMonitor
  /// What went wrong in a rollout, after which nothing more is measured.
  public private(set) var fault: (any Error)?

  private let epsilon: LinearSchedule
  private let isSoft: Bool

  /// A monitor for a run that is about to begin.
  ///
  /// Where the decision process is known, Q is held against its exact values, elsewhere against what greedy episodes
  /// get: those of the agent's own evaluations, or, where it makes none, the monitor's. Held out are 128 transitions, fewer of images, so that they take at most 32 MB.
  /// - Parameters:
  ///   - name: what the recording calls the environment.
  ///   - points: how often the run is looked at, at least.
  ///   - command: what makes the run again.
  /// - Throws: ``EnvironmentError``, and where the process has no exact values, `MDPError`.
  public init<World: Environment>(
    _ settings: DQNSettings, in world: World, named name: String, points: Int = 100,
    command: String? = nil
  ) throws {
    var generator = DQNStreams(seed: settings.seed).monitor
    var choice = BellmanMonitor.Settings(discount: settings.discount)
    (choice.isDouble, choice.seed) = (settings.isDouble, generator.next())
    let known = world as? MDPEnvironment
    monitor = BellmanMonitor(
      choice, header: try Self.header(settings, world, name, command, seed: generator.next()),
      schedule: Self.schedule(settings, points: points),
      heldOut: try .heldOut(
        from: world, count: max(16, min(128, 4_000_000 / world.observationCount)),
        seed: generator.next()),
      truth: try known.map { try ExactTruth($0, discount: settings.discount) },
      rollouts: known == nil && settings.evaluateEvery == 0
        ? GreedyRollouts(world, seed: generator.next()) : nil)
    epsilon = settings.epsilon
    if case .soft = settings.target { isSoft = true } else { isSoft = false }
  }

  /// Notes the reward.
  public func didStep(_ outcome: StepOutcome) { monitor.see(reward: outcome.reward) }

  /// Counts the update, and measures it if that is due.
  public func didUpdate(_ update: DeepQUpdate) {
    monitor.seeUpdate()
    if isSoft { monitor.seeTargetCopy() }
    guard fault == nil, monitor.isDue(at: update.step) else { return }
    do {
      try monitor.measure(
        step: update.step, online: update.online, target: update.target, batch: update.batch,
        targets: update.targets, loss: update.loss, normBefore: update.normBefore,
        normAfter: update.normAfter, epsilon: epsilon.value(at: update.step))
    } catch { fault = error }
  }

  /// Notes what the episode came to.
  public func didEndEpisode(_ episode: DeepQEpisode) {
    monitor.see(
      episodeReturn: episode.score, length: episode.length, terminated: episode.terminated)
  }

  /// Counts the copy.
  public func didCopyTarget(step: Int) { monitor.seeTargetCopy() }

  /// Holds Q against what the episodes returned, where that isn't known exactly.
  public func didEvaluate(step: Int, _ episodes: [GreedyEpisode]) {
    if monitor.truth == nil { monitor.see(episodes, at: step) }
  }

  /// The run is over: judges it, and writes the alarms into the recording.
  public func finish(_ end: RecordingEnd) { monitor.finish(end) }

  private static func schedule(_ settings: DQNSettings, points: Int) -> MonitorSchedule {
    let first = (settings.start / settings.trainEvery + 1) * settings.trainEvery
    return MonitorSchedule(
      from: min(first, settings.steps), to: settings.steps, points: max(points, 2))
  }

  private static func header<World: Environment>(
    _ settings: DQNSettings, _ world: World, _ name: String, _ command: String?, seed: UInt64
  ) throws -> BellmanHeader {
    var header = BellmanHeader()
    header.environment = name
    header.agent = settings.isDouble ? "double-dqn" : "dqn"
    (header.discount, header.actions) = (settings.discount, world.actionCount)
    (header.steps, header.batch) = (settings.steps, settings.batch)
    switch settings.target {
    case .copy(let every): header.targetEvery = every
    case .soft(let tau): header.tau = tau
    }
    let scores = try world.randomScores(episodes: 20, seed: seed)
    header.randomScore = mean(scores)
    (header.seed, header.command) = (settings.seed, command)
    return header
  }
}
