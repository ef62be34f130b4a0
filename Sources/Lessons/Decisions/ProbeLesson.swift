import Foundation
import LinearAlgebra
import Reinforcement
import Report

/// Five worlds so small that their values are known on paper, an honest agent and five that are sabotaged: what each world
/// can show, and what the monitor makes of it.
enum ProbeLesson: Lesson {
  static let card = LessonCard(
    id: "probes", title: "Worlds too small to hide a fault in",
    question:
      "An agent doesn't learn. Is it the mask at the end, the action, the target, the sign of the reward, the next state? How does one find out in seconds?",
    lectureClaim: #"""
      Algorithm 1 has a handful of lines, and each can be wrong without an error message: the mask of terminal states, the \#
      action whose value is trained, the copy to the target, the reward, the next state.
      """#,
    sources: [.jones2021, .mnih2015, .suttonBarto2018], seconds: 4)

  struct Settings: LessonSettings {
    var steps = 700
    var hidden = 32
    var learningRate = 5e-3
    var discount = 0.8
    var targetEvery = 20
    var cartPoleSteps = 5000
    var seed: UInt64 = 0

    static let full = Settings()
    static let quick = Settings(cartPoleSteps: 3000)
    static var fields: [LessonSetting<Settings>] {
      [
        .integer("steps", "Steps of each agent.", \.steps, in: 200...100_000),
        .integer("hidden", "Units of each of two hidden layers.", \.hidden, in: 2...1024),
        .number(
          "learning-rate", "The learning rate of Adam, which falls to a fiftieth.", \.learningRate,
          in: 1e-5...0.1),
        .number("discount", "gamma.", \.discount, in: 0...0.99),
        .integer("target-every", "Steps between copies.", \.targetEvery, in: 2...100_000),
        .integer(
          "cart-pole-steps", "Steps of each agent in CartPole.", \.cartPoleSteps,
          in: 2000...1_000_000),
        .seed(\.seed),
      ]
    }

    /// An agent, honest or not.
    func agent(_ fault: Sabotage?) -> DQNSettings {
      var agent = DQNSettings()
      (agent.steps, agent.start, agent.hidden) = (steps, 100, [hidden, hidden])
      (agent.learningRate, agent.decay, agent.discount) = (learningRate, 0.02, discount)
      (agent.batch, agent.buffer, agent.trainEvery) = (16, 1000, 1)
      (agent.lastEpsilon, agent.evaluateEvery, agent.seed) = (0.2, 0, seed)
      (agent.target, agent.sabotage) = (.copy(every: targetEvery), fault)
      return agent
    }
  }

  // MARK: Measure

  /// What an agent came to in a probe.
  struct Trial: Sendable {
    let probe: Probe
    let fault: Sabotage?
    let recording: BellmanRecording
    /// Q of every state and action, at the end.
    let values: ActionValues
    /// What such an agent must come to, in closed form.
    let fixedPoint: ActionValues
    /// Q*.
    let optimum: ActionValues

    /// max |Q - Q*|.
    var error: Double { (values - optimum).supNorm }
    /// max |Q - fixed point|.
    var miss: Double { (values - fixedPoint).supNorm }
    /// Whether the greedy policy is optimal.
    var playsWell: Bool {
      (0..<optimum.stateCount).allSatisfy { s in
        optimum.greedyActions(at: s).contains(values.greedyAction(at: s))
      }
    }
    var verdict: ProbeVerdict { ProbeVerdict(BellmanJudgement(recording), fault) }
  }

  struct Measurements {
    let settings: Settings
    /// One for each agent and probe, agents outer.
    let trials: [Trial]
    /// One for each agent, in CartPole.
    let games: [Game]

    func trials(_ fault: Sabotage?) -> [Trial] { trials.filter { $0.fault == fault } }
  }

  /// The honest agent, then the others.
  static let agents: [Sabotage?] = [nil] + Sabotage.allCases.map { $0 }

  static func measure(_ settings: Settings, _ progress: LessonProgress) throws -> Measurements {
    let pairs = agents.flatMap { fault in Probe.allCases.map { (fault, $0) } }
    let total = pairs.count * settings.steps + agents.count * settings.cartPoleSteps
    let counter = StepCounter(total: total, progress)
    let trials = try concurrentMap(pairs) { fault, probe in
      let trial = try run(fault, probe, settings)
      try counter.count(settings.steps)
      return trial
    }
    let games = try concurrentMap(agents) { fault in
      let game = try play(fault, settings)
      try counter.count(settings.cartPoleSteps)
      return game
    }
    return Measurements(settings: settings, trials: trials, games: games)
  }

  private static func run(
    _ fault: Sabotage?, _ probe: Probe, _ settings: Settings
  ) throws -> Trial {
    let (dqn, discount) = (settings.agent(fault), settings.discount)
    let world = try probe.environment(discount: discount)
    let agent = try DQNAgent(dqn, in: world)
    let truth = try ExactTruth(world, discount: discount)
    let unlearned = truth.table(of: agent.target)
    let monitor = try AgentMonitor(dqn, in: world, named: "probe-\(probe.rawValue)", points: 60)
    agent.observer = monitor
    monitor.finish(try agent.run())
    return Trial(
      probe: probe, fault: fault, recording: monitor.monitor.recording,
      values: truth.table(of: agent.network),
      fixedPoint: fixedPoint(of: fault, truth.mdp, unlearned), optimum: truth.optimum)
  }
}

/// What the monitor says of an agent.
enum ProbeVerdict: String, Sendable {
  /// No alarm fails it.
  case healthy
  /// The alarm of that fault, and no other one, fails it.
  case named
  /// It fails, and the cause is left open.
  case notDecided = "not decided"
  /// Another alarm fails it.
  case wrong = "wrong name"

  init(_ judgement: BellmanJudgement, _ fault: Sabotage?) {
    let failing = judgement.alarms.filter { $0.severity == .fail }.map(\.id)
    let own: AlarmID? =
      switch fault {
      case .noTerminalMask: .bootstrapsThroughTerminal
      case .targetNeverCopied: .targetNeverCopied
      default: nil
      }
    if failing.isEmpty {
      self = .healthy
    } else if failing == [.failedCauseNotDecided] {
      self = .notDecided
    } else {
      self = failing == [own].compactMap { $0 } ? .named : .wrong
    }
  }
}
