import Autodiff
import LinearAlgebra
import Reinforcement
import Testing
import Training

@Suite struct DQNAgentTests {
  /// A short run that learns something.
  static func quick(_ change: (inout DQNSettings) -> Void = { _ in }) -> DQNSettings {
    var settings = DQNSettings()
    (settings.steps, settings.start, settings.hidden) = (600, 100, [16])
    (settings.batch, settings.buffer, settings.trainEvery) = (16, 500, 5)
    (settings.target, settings.evaluateEvery) = (.copy(every: 50), 200)
    (settings.evaluationEpisodes, settings.recordEvery) = (3, 100)
    change(&settings)
    return settings
  }

  @Test("every probe's values are its true values", arguments: Probe.allCases)
  func probes(probe: Probe) throws {
    let name = try EnvironmentName(named: "probe-\(probe.rawValue)")
    let settings = DQNSettings.recommended(for: name)
    let agent = try DQNAgent(settings, in: try probe.environment(discount: settings.discount))
    #expect(try agent.run() == .completed)
    for (observation, truth) in zip(
      probe.observations, probe.trueValues(discount: settings.discount))
    {
      let q = agent.network.values(Tensor(shape: [1, 1], [observation]))
      for (a, value) in truth.enumerated() {
        #expect(abs(Double(q[0, a]) - value) < 0.03, "\(probe), \(observation), \(a)")
      }
    }
  }

  @Test("in CartPole a short run scores far above random actions")
  func cartPole() throws {
    var settings = DQNSettings.recommended(for: .cartPole)
    (settings.steps, settings.hidden, settings.seed) = (12_000, [64, 64], 101)
    let agent = try DQNAgent(settings, in: CartPole())
    try agent.run()
    let scores = try agent.testScores(of: agent.kept, episodes: 20)
    #expect(scores.reduce(0, +) / 20 > 100)
  }

  @Test("the same seed gives the same run bit for bit, watched or not")
  func reproducible() throws {
    let runs = try [true, false].map { isWatched in
      let watcher = Watcher()
      let agent = try DQNAgent(
        Self.quick(), in: CartPole(), observer: isWatched ? watcher : nil)
      try agent.run()
      return agent
    }
    #expect(runs[0].network == runs[1].network && runs[0].records == runs[1].records)
    let other = try DQNAgent(Self.quick { $0.seed = 2 }, in: CartPole())
    try other.run()
    #expect(other.network != runs[0].network)
  }

  @Test("once epsilon is 0, every action is the online network's choice")
  func actsGreedily() throws {
    let settings = Self.quick {
      ($0.sabotage, $0.learningRate, $0.trainEvery) = (.targetNeverCopied, 1e-2, 1)
      ($0.firstEpsilon, $0.lastEpsilon, $0.explorationShare) = (1, 0, 0.5)
    }
    let agent = try DQNAgent(settings, in: CartPole())
    try agent.run(until: 300)
    var differs = 0
    for step in 300..<400 {
      let before = agent.network
      try agent.run(until: step + 1)
      let made = agent.memory.transition(age: 0)
      #expect(made.actions[0] == choice(of: before, made.observations), "step \(step)")
      if made.actions[0] != choice(of: agent.target, made.observations) { differs += 1 }
    }
    #expect(differs > 10)
  }

  private func choice(of network: QNetwork, _ observation: Tensor<Float>) -> Int32 {
    let q = network.values(observation)
    return q[0, 1] > q[0, 0] ? 1 : 0
  }

  @Test("the schedule of Algorithm 1: updates, copies and evaluations at their steps")
  func schedule() throws {
    let watcher = Watcher()
    let agent = try DQNAgent(
      Self.quick { $0.updates = 2 }, in: CartPole(), observer: watcher)
    try agent.run()
    #expect(watcher.updates.map(\.step) == (21...120).flatMap { [5 * $0, 5 * $0] })
    #expect(agent.updates == 200)
    #expect(watcher.copies == Array(stride(from: 150, through: 600, by: 50)))
    #expect(agent.records.filter { $0.evaluation != nil }.map(\.step) == [200, 400, 600])
    #expect(agent.records.map(\.step) == [100, 200, 300, 400, 500, 600])
    #expect(watcher.episodes.map(\.score) == agent.records.flatMap(\.scores))
    #expect(watcher.episodes.allSatisfy { Double($0.length) == $0.score })
  }

  @Test("an observer sees the target network that was learned from, and the errors against it")
  func observed() throws {
    let watcher = Watcher()
    let agent = try DQNAgent(Self.quick(), in: CartPole(), observer: watcher)
    try agent.run()
    for (before, after) in zip(watcher.updates, watcher.updates.dropFirst()) {
      let (batch, online) = (after.batch, before.online)
      let y = BellmanTargets.targets(
        rewards: batch.rewards, terminal: batch.terminal, discount: 0.99,
        target: after.target.values(batch.nextObservations))
      let q = online.values(batch.observations)
      for j in 0..<16 {
        #expect(abs(after.errors[j] - (y[j] - q[j, Int(batch.actions[j])])) < 1e-4)
      }
    }
  }

  @Test("epsilon falls from its first to its last value over its share of the steps")
  func exploration() throws {
    let agent = try DQNAgent(
      Self.quick { ($0.lastEpsilon, $0.explorationShare) = (0.1, 0.5) }, in: CartPole())
    try agent.run()
    let expected = [0.7, 0.4, 0.1, 0.1, 0.1, 0.1]
    for (record, epsilon) in zip(agent.records, expected) {
      #expect(abs(record.epsilon - epsilon) < 1e-12)
    }
    // Without exploration all actions of an untrained network are its favourites.
    let greedy = try DQNAgent(
      Self.quick { ($0.firstEpsilon, $0.lastEpsilon, $0.start) = (0, 0, 599) },
      in: Probe.actionDecides.environment(discount: 0.9))
    try greedy.run()
    #expect(Set(greedy.records.flatMap(\.scores)).count == 1)
  }

  @Test("a wish to stop is granted with what there is so far")
  func interruption() throws {
    let (agent, wish) = (try DQNAgent(Self.quick(), in: CartPole()), Interruption())
    let end = try agent.run(interruption: wish) { if $0.step == 300 { wish.request() } }
    #expect(end == .interrupted(step: 300) && agent.records.count == 3)
    #expect(try agent.run() == .completed)
    let whole = try DQNAgent(Self.quick(), in: CartPole())
    try whole.run()
    #expect(agent.network == whole.network, "a run goes on where it stopped")
  }

  @Test("the kept network is the one that scored best, the latest of equals")
  func best() throws {
    let agent = try DQNAgent(Self.quick { $0.steps = 2000 }, in: CartPole())
    try agent.run()
    let means = agent.records.compactMap { record in
      record.evaluation.map { ($0.reduce(0, +) / Double($0.count), record.step) }
    }
    let best = try #require(means.max { ($0.0, $0.1) < ($1.0, $1.1) })
    #expect(agent.best?.score == best.0 && agent.best?.step == best.1)
  }

  @Test("a NaN is refused with the step that gave it", arguments: [true, false])
  func notANumber(inReward: Bool) throws {
    let agent = try DQNAgent(Self.quick(), in: Broken(inReward: inReward))
    let error = #expect(throws: EnvironmentError.self) { try agent.run() }
    #expect(try #require(error).description.contains("step 250"))
    #expect(agent.step == 250 && agent.records.map(\.step) == [100, 200, 250])
  }

  @Test("the pixel game is played through the convolutional network")
  func pixels() throws {
    let agent = try DQNAgent(
      Self.quick {
        ($0.steps, $0.start, $0.batch, $0.trainEvery) = (24, 16, 4, 4)
        ($0.evaluateEvery, $0.recordEvery) = (0, 8)
      }, in: PixelEnvironment())
    #expect(try agent.run() == .completed)
    #expect(agent.updates == 2 && agent.network.parameterCount == 1_685_667)
  }

  @Test("settings that can't be used are refused with the name and what is allowed")
  func settings() throws {
    func refused(_ change: (inout DQNSettings) -> Void) throws -> String {
      let error = #expect(throws: SettingError.self) { try Self.quick(change).check() }
      return try #require(error).description
    }
    #expect(try refused { $0.hidden = [65_536, 65_536] }.contains("memory"))
    #expect(try refused { $0.discount = 1.5 }.contains("gamma"))
    #expect(try refused { $0.discount = .nan }.contains("gamma"))
    #expect(try refused { $0.buffer = 15 }.contains("at least a batch of 16"))
    #expect(try refused { $0.firstEpsilon = 1.1 }.contains("epsilon"))
    #expect(try refused { $0.explorationShare = 2 }.contains("fraction"))
    #expect(try refused { $0.target = .soft(tau: 0) }.contains("tau"))
    #expect(try refused { $0.target = .copy(every: 0) }.contains("target"))
    #expect(try refused { $0.start = 600 }.contains("start"))
    #expect(try refused { $0.hidden = [8, 0] }.contains("hidden"))
    #expect(try refused { $0.learningRate = -1 }.contains("learning rate"))
  }
}

/// Remembers what it is shown.
private final class Watcher: DeepQObserver {
  var updates: [DeepQUpdate] = []
  var episodes: [DeepQEpisode] = []
  var copies: [Int] = []

  func didUpdate(_ update: DeepQUpdate) { updates.append(update) }
  func didEndEpisode(_ episode: DeepQEpisode) { episodes.append(episode) }
  func didCopyTarget(step: Int) { copies.append(step) }
}

/// CartPole whose 250th step since it was made gives no number.
private struct Broken: Environment {
  let inReward: Bool
  private var inner = CartPole()
  private var steps = 0

  init(inReward: Bool) { self.inReward = inReward }

  var actions: [String] { inner.actions }
  var actionCount: Int { 2 }
  var observationShape: [Int] { [4] }
  mutating func reset(seed: UInt64) { inner.reset(seed: seed) }
  mutating func reset() { inner.reset() }

  mutating func step(_ action: Int) throws(EnvironmentError) -> StepOutcome {
    steps += 1
    var outcome = try inner.step(action)
    if inReward && steps == 250 { outcome.reward = .nan }
    return outcome
  }

  func observe(into target: UnsafeMutableBufferPointer<Float>) {
    inner.observe(into: target)
    if !inReward && steps == 250 { target[2] = .nan }
  }
}
