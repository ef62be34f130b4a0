import Charts
import Foundation
import LinearAlgebra
import Reinforcement

extension DeepQLearningLesson {
  /// Algorithm 1 of Mnih et al. 2015, a line a row, beside what the first agent's run made of it.
  static func algorithm(_ m: Measurements) -> DataTable {
    let (run, agent) = (m.runs[0], m.settings.agent(seed: 0))
    let log = run.log
    let rows: [(String, String)] = [
      (
        "1  Initialise replay memory D to capacity N",
        "N = \(agent.buffer), \(decimals(Double(run.memoryBytes) / 1e6, 1)) MB; "
          + "\(agent.steps) transitions came"
      ),
      (
        "2  Initialise Q with random weights θ",
        "\(run.kept.parameterCount) weights, 4-\(m.settings.hidden)-\(m.settings.hidden)-2"
      ),
      ("3  Initialise target network Q̂ with θ⁻ = θ", "a copy"),
      (
        "4  For episode = 1, M",
        "M = \(log.episodes); the first 20 scored \(decimals(mean(log.firstScores), 0))"
      ),
      ("5  Begin with s₁", "cart and pole within ±0.05 of rest, four numbers"),
      (
        "6  With probability ε a random action a",
        "ε from \(agent.firstEpsilon) to \(agent.lastEpsilon) over "
          + "\(Int(agent.explorationShare * Double(agent.steps))) steps: "
          + "\(decimals(100 * randomShare(agent), 0)) % of all"
      ),
      ("7  otherwise a = argmax Q(s, a; θ)", "one pass for both actions"),
      (
        "8  Execute a, observe r and s′", "r = 1; episodes that reached 500 steps: \(log.truncated)"
      ),
      ("9  Store (s, a, r, s′) in D", "with the end of an episode told from its limit"),
      (
        "10  Sample a random batch from D",
        "\(agent.batch) transitions, \(decimals(log.meanAge, 0)) steps old on average; "
          + "each drawn \(decimals(Double(log.updates * agent.batch) / Double(agent.steps), 0)) times"
      ),
      (
        "11  y = r if s′ is terminal, else r + γ max Q̂(s′, a′; θ⁻)",
        "γ = \(agent.discount); \(decimals(100 * log.terminalShare, 1)) % terminal"
      ),
      (
        "12  A gradient step on (y − Q(s, a; θ))²",
        "\(log.updates) of them, Adam, Huber's loss; \(decimals(100 * log.clippedShare, 1)) % clipped"
      ),
      ("13  Every C steps Q̂ = Q", "C = \(m.settings.targetEvery), \(log.copies) copies"),
    ]
    return DataTable(
      columns: [.init("Algorithm 1"), .init("here, the first agent")],
      rows: rows.map { [.text($0.0), .text($0.1)] })
  }

  /// The expected share of random moves.
  private static func randomShare(_ agent: DQNSettings) -> Double {
    mean((0..<agent.steps).map { agent.epsilon.value(at: $0) })
  }

  static func decimals(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }
}
