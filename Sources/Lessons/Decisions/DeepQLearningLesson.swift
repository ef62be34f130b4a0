import Foundation
import LinearAlgebra
import Reinforcement
import Report

/// Algorithm 1 on CartPole, line by line: what it learns, what it believes, and what a single seed is worth.
enum DeepQLearningLesson: Lesson {
  static let card = LessonCard(
    id: "deep-q-learning", title: "Deep Q-learning, line by line",
    question:
      "A network in the place of the table, and the loop of Algorithm 1. Does it learn to balance a pole, and does it know how well it does?",
    lectureClaim: #"""
      with experience replay and a target network, a network trained on $\left(r + \gamma \max_{a'} \hat{Q}(s', a') - Q(s, a)\right)^2$ \#
      learns to act from observations and rewards alone.
      """#,
    sources: [.mnih2015, .barto1983, .vanHasselt2016, .henderson2018], seconds: 7)

  struct Settings: LessonSettings {
    var steps = 30_000
    var agents = 3
    var hidden = 64
    var batch = 32
    var updates = 256
    var targetEvery = 256
    var learningRate = 0.0023
    var seed: UInt64 = 0

    static let full = Settings()
    static let quick = Settings(steps: 9000, agents: 2)
    static var fields: [LessonSetting<Settings>] {
      [
        .integer("steps", "Steps of each agent.", \.steps, in: 3000...10_000_000),
        .integer("agents", "Agents, with seeds of their own.", \.agents, in: 2...100),
        .integer("hidden", "Units in each of two hidden layers.", \.hidden, in: 1...1024),
        .integer("batch", "Transitions of a batch.", \.batch, in: 1...1024),
        .integer("updates", "Updates after every 256 steps.", \.updates, in: 1...1024),
        .integer(
          "target-every", "Steps between copies to the target network.", \.targetEvery,
          in: 1...100_000),
        .number("learning-rate", "Learning rate at the start.", \.learningRate, in: 1e-6...0.1),
        .seed(\.seed),
      ]
    }

    /// The agents' settings: those of `diagnose dqn --env cartpole`, smaller.
    func agent(seed: UInt64) -> DQNSettings {
      var agent = DQNSettings.recommended(for: .cartPole)
      (agent.steps, agent.seed, agent.hidden) = (steps, seed, [hidden, hidden])
      (agent.batch, agent.updates, agent.learningRate) = (batch, updates, learningRate)
      agent.target = .copy(every: targetEvery)
      agent.evaluateEvery = steps / 15
      return agent
    }

    /// (1 - gamma^k) / (1 - gamma), k the target networks that were learned from until a step: the rewards of 1 that values
    /// can have seen.
    func grownValue(at step: Int) -> Double {
      let agent = agent(seed: 0)
      let lastUpdate = step / agent.trainEvery * agent.trainEvery
      // The first stands there from the start; one that is copied after an update waits for the next.
      let k = 1 + (lastUpdate - 1) / targetEvery - agent.start / targetEvery
      return (1 - pow(agent.discount, Double(k))) / (1 - agent.discount)
    }
  }

  // MARK: Measure

  struct Measurements {
    let settings: Settings
    /// Scores of the controller in one line, of its discounted return, and of random actions.
    let leaning: [Double]
    let leaningReturn: Double
    let random: [Double]
    let runs: [Run]
    let preference: Preference

    /// The mean score of random actions.
    var chance: Double { mean(random) }
    var discount: Double { settings.agent(seed: 0).discount }
    /// What 500 rewards of 1 are worth, (1 - gamma^500) / (1 - gamma).
    var fullReturn: Double { (1 - pow(discount, Double(CartPole.stepLimit))) / (1 - discount) }
  }

  static func measure(_ settings: Settings, _ progress: LessonProgress) throws -> Measurements {
    var generator = RandomGenerator(seed: settings.seed)
    try progress.checkpoint("a line of code, and chance", 0)
    let leaning = try CartPole().scores(episodes: 100, seed: generator.next()) { world, _ in
      CartPole.leaning(world.observation())
    }
    let random = try CartPole().randomScores(episodes: 10_000, seed: generator.next())
    let seeds = (0..<settings.agents).map { _ in generator.next() }
    let counter = StepCounter(total: seeds.count * settings.steps, progress)
    let runs = try concurrentMap(seeds) { try learn(settings, seed: $0, counter) }
    let discount = settings.agent(seed: 0).discount
    return Measurements(
      settings: settings, leaning: leaning,
      leaningReturn: try discountedReturn(of: discount, seed: generator.next()), random: random,
      runs: runs, preference: Preference(of: runs[0].kept))
  }

  /// The discounted return of one episode of the controller in one line.
  private static func discountedReturn(of discount: Double, seed: UInt64) throws -> Double {
    var (world, sum, weight, isOver) = (CartPole(seed: seed), 0.0, 1.0, false)
    while !isOver {
      let outcome = try world.step(CartPole.leaning(world.observation()))
      sum += weight * outcome.reward
      weight *= discount
      isOver = outcome.isOver
    }
    return sum
  }
}
