import Testing
import Training

@testable import Reinforcement

@Suite struct AgentMonitorTests {
  private func settings(_ sabotage: Sabotage? = nil) -> DQNSettings {
    var settings = DQNSettings()
    (settings.steps, settings.start, settings.hidden) = (3000, 200, [32])
    (settings.batch, settings.trainEvery, settings.evaluateEvery) = (32, 2, 0)
    (settings.learningRate, settings.target) = (3e-3, .copy(every: 50))
    (settings.discount, settings.sabotage) = (0.9, sabotage)
    return settings
  }

  private func run(
    _ settings: DQNSettings, probe: Probe, watched: Bool = true
  ) throws -> (agent: DQNAgent<MDPEnvironment>, recording: BellmanRecording) {
    let world = try probe.environment(discount: settings.discount)
    let agent = try DQNAgent(settings, in: world)
    let monitor = try AgentMonitor(settings, in: world, named: "probe")
    if watched { agent.observer = monitor }
    monitor.finish(try agent.run())
    return (agent, monitor.monitor.recording)
  }

  @Test func watchingChangesNoBit() throws {
    let (watched, recording) = try run(settings(), probe: Probe.allCases[2])
    let (alone, nothing) = try run(settings(), probe: Probe.allCases[2], watched: false)
    #expect(watched.network.parameters.map(\.array) == alone.network.parameters.map(\.array))
    #expect(recording.points.count >= 100 && nothing.points.isEmpty)
    #expect(recording.points.last?.truth != nil && recording.header.actions != nil)
  }

  /// Every probe, learned by an honest agent, is found healthy, and the value error falls to near 0.
  @Test(arguments: Probe.allCases)
  func honestAgentsRaiseNoFailure(probe: Probe) throws {
    let (_, recording) = try run(settings(), probe: probe)
    #expect(!BellmanJudgement(recording).hasFailed, "\(recording.alarms)")
    #expect(try #require(recording.points.last?.truth?.error) < 0.1)
  }

  /// An agent that bootstraps through the end is named by its own targets.
  @Test func missingTerminalMaskIsNamed() throws {
    let (_, recording) = try run(settings(.noTerminalMask), probe: Probe.allCases[1])
    let named = recording.alarms.first { $0.id == .bootstrapsThroughTerminal }
    #expect(named?.strength == .proof)
  }

  /// Where no exact values are known, the agent's own evaluations are the greedy episodes that Q is held against.
  @Test func evaluationsAreRollouts() throws {
    var settings = settings()
    (settings.steps, settings.evaluateEvery, settings.evaluationEpisodes) = (1500, 250, 5)
    let agent = try DQNAgent(settings, in: CartPole())
    let monitor = try AgentMonitor(settings, in: CartPole(), named: "cartpole")
    agent.observer = monitor
    monitor.finish(try agent.run())
    let played: [BellmanPoint] = monitor.monitor.recording.points.filter { $0.rollouts != nil }
    let evaluated: [DQNRecord] = agent.records.filter { $0.evaluation != nil }
    #expect(played.map(\.step) == evaluated.map(\.step) && played.count == 6)
    for (point, record) in zip(played, evaluated) {
      let scores: [Double] = record.evaluation ?? []
      #expect(point.rollouts?.score == scores.reduce(0, +) / 5)
      // A reward of 1 a step: the score is the length, and the return a geometric sum below it.
      #expect(point.rollouts?.length == point.rollouts?.score)
      #expect(point.rollouts!.discounted! < point.rollouts!.score!)
    }
    let steps: [Int] = monitor.monitor.recording.points.map(\.step)
    #expect(steps == Set(steps).sorted())
  }

  /// Of many copies between two bursts of updates only the first changes the target.
  @Test func copiesOfTheSameNetworkAreOne() throws {
    var settings = settings()
    (settings.trainEvery, settings.updates, settings.target) = (20, 10, .copy(every: 1))
    let (_, recording) = try run(settings, probe: Probe.allCases[2])
    let last = try #require(recording.points.last)
    #expect(try #require(last.targetCopies) <= #require(last.updates) / 10)
    #expect(!recording.alarms.contains { $0.id == .targetCopiedEveryStep })
  }
}
