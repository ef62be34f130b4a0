import Charts
import Reinforcement
import Report

/// What was drawn from the memory.
enum ReplayFigure {
  static func blocks(_ run: AgentSeries) -> [Block] {
    (ages(run) + shares(run)).under("What it learned from")
  }

  private static func ages(_ run: AgentSeries) -> [Block] {
    let series = [
      run.curve("oldest", .slate) { $0.memory?.oldest },
      run.curve("median", .violet) { $0.memory?.medianAge },
    ]
    return run.figure(
      "ages", "Age of the samples", y: "environment steps", scale: .linear,
      alt:
        "Age of the transitions of a batch over environment steps.", series,
      caption: "Since a transition was stored. A memory that is full lets the ages go level."
    )
  }

  private static func shares(_ run: AgentSeries) -> [Block] {
    let series = [
      run.curve("terminal", .rose) { $0.memory?.terminalShare },
      run.curve("duplicates", .slate, .dotted) { $0.memory?.duplicates },
      run.curve("ε", .ochre) { $0.epsilon },
    ]
    return run.figure(
      "shares", "Ends, duplicates, exploration", y: "share", scale: .linear,
      alt:
        "Share of terminal transitions and duplicates in the batches, and the chance of a random action.",
      series,
      caption: "Of a batch; $\\epsilon$ is the chance of a random action."
    )
  }
}
