import Reinforcement
import Training

extension ProbeLesson {
  /// What an agent came to in CartPole, where the true values aren't known.
  struct Game: Sendable {
    let fault: Sabotage?
    let recording: BellmanRecording
    /// The mean greedy score of the last network in fresh episodes.
    let score: Double

    var judgement: BellmanJudgement { BellmanJudgement(recording) }
    var verdict: ProbeVerdict { ProbeVerdict(judgement, fault) }
    /// What should be said: every fault shows in a game that has two actions, next states and ends.
    var expected: ProbeVerdict {
      switch fault {
      case nil: .healthy
      case .noTerminalMask, .targetNeverCopied: .named
      case .wrongAction, .rewardSignFlipped, .nextStateIsState: .notDecided
      }
    }
  }

  /// The agent of the lesson on the target network whose target stands still, with a fault in it.
  static func play(_ fault: Sabotage?, _ settings: Settings) throws -> Game {
    var still = TargetNetwork.Settings()
    (still.steps, still.seed) = (settings.cartPoleSteps, settings.seed)
    var dqn = still.agent(TargetNetwork.Variant(every: still.targetEvery, loss: .huber))
    dqn.sabotage = fault
    let agent = try DQNAgent(dqn, in: CartPole())
    let monitor = try AgentMonitor(dqn, in: CartPole(), named: "cartpole")
    agent.observer = monitor
    monitor.finish(try agent.run())
    let scores = try agent.testScores(of: agent.network, episodes: 20)
    return Game(fault: fault, recording: monitor.monitor.recording, score: mean(scores))
  }
}
