import Charts
import Reinforcement
import Report

/// What episodes scored.
enum EpisodeFigure {
  static func blocks(_ run: AgentSeries) -> [Block] {
    let series = [
      run.curve("greedy", .slate) { $0.rollouts?.score },
      run.curve("as trained", .ochre, .dotted) { $0.episodeReturn },
    ]
    return run.figure(
      "score", "Score", y: "undiscounted return", scale: .linear,
      alt:
        "Mean undiscounted return of greedy episodes and of those of training.", series,
      thresholds: run.recording.header.randomScore.map { [Threshold($0, "random actions")] } ?? [],
      caption: "Greedy episodes are of an environment of their own; those of training explore."
    ).under("What the agent gets")
  }
}
