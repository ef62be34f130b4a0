import Foundation
import LinearAlgebra
import Reinforcement

extension QLearningLesson {
  /// Runs of one method along the cliff, each with random numbers of its own.
  static func walk(
    _ name: String, _ cliff: MDP, _ settings: Settings, _ starts: [RandomGenerator]
  ) throws -> Walks {
    let tabular = TabularSettings(
      episodes: settings.episodes, stepSize: .constant(settings.stepSize),
      epsilon: LinearSchedule(constant: settings.epsilon))
    let runs = try concurrentMap(starts) { start in
      var generator = start
      return switch name {
      case "SARSA": try cliff.sarsa(tabular, using: &generator)
      case "Q-learning": try cliff.qLearning(tabular, using: &generator)
      default: try cliff.doubleQLearning(tabular, using: &generator)
      }
    }
    let share = 1 / Double(runs.count)
    let sum = runs.dropFirst().reduce(runs[0].actionValues) { $0 + $1.actionValues }
    return Walks(
      name: name,
      returns: (0..<settings.episodes).map { e in mean(runs.map { $0.episodes[e].total }) },
      q: ActionValues(actions: sum.actionCount, elements: sum.elements.map { $0 * share }),
      greedySteps: runs.map { greedySteps($0.actionValues, cliff) })
  }

  /// The length of the greedy walk from the start; nil if it doesn't end within a hundred steps.
  static func greedySteps(_ q: ActionValues, _ world: MDP) -> Int? {
    var s = world.start.firstIndex { $0 > 0 }!
    for step in 1...100 {
      let outcome = world.outcomes(s, q.greedyAction(at: s)).first!
      if outcome.terminal { return step }
      s = outcome.next
    }
    return nil
  }

  /// The process in which a chosen action is replaced by a random one with probability epsilon: its optimum is the best
  /// that an epsilon-greedy policy can do, which is what SARSA aims at.
  static func softened(_ world: MDP, epsilon: Double) throws -> MDP {
    let A = world.actionCount
    return try MDP(
      states: world.states, actions: world.actions, discount: world.discount, start: world.start
    ) { s, a in
      (0..<A).flatMap { b in
        let chance = epsilon / Double(A) + (a == b ? 1 - epsilon : 0)
        return world.outcomes(s, b).map {
          Outcome(
            chance * $0.probability, to: $0.next, reward: $0.reward, terminal: $0.terminal)
        }
      }
    }
  }

  /// Sutton and Barto's example 6.7, by one table and by two.
  static func lefts(_ settings: Settings) throws -> (one: [Double], two: [Double]) {
    var example = MaximizationBias()
    example.runs = settings.biasRuns
    let ready = example
    let shares = try concurrentMap(MaximizationBias.Method.allCases) {
      ready.leftShare(of: $0, seed: settings.seed)
    }
    return (shares[0], shares[1])
  }

  /// The mean of the largest of ten draws from N(-0.1, 1); and of a second draw for the place where it was.
  static func noisyMaximum(
    _ trials: Int, _ generator: inout RandomGenerator
  ) -> (largest: Double, judged: Double) {
    var (largest, judged) = (0.0, 0.0)
    for _ in 0..<trials {
      let draws = (0..<10).map { _ in -0.1 + generator.normal() }
      let second = (0..<10).map { _ in -0.1 + generator.normal() }
      let best = draws.indices.max { draws[$0] < draws[$1] }!
      largest += draws[best] / Double(trials)
      judged += second[best] / Double(trials)
    }
    return (largest, judged)
  }
}
