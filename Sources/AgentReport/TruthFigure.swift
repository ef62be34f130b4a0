import Charts
import Reinforcement
import Report

/// Bellman error beside value error, where Q* is known.
enum TruthFigure {
  static func blocks(_ run: AgentSeries) -> [Block] {
    (errors(run) + policy(run)).under("Beside the truth")
  }

  private static func errors(_ run: AgentSeries) -> [Block] {
    let series = [
      run.curve("Q − Q*, largest", .rose) { $0.truth?.error },
      run.curve("Q − Q*, weighted", .rose, .dotted) { $0.truth?.weightedError },
      run.curve("T Q − Q, largest", .violet) { $0.truth?.residual },
      run.curve("T Q − Q, weighted", .violet, .dotted) { $0.truth?.weightedResidual },
    ]
    let size = run.last { $0.truth?.optimum }
    return run.figure(
      "truth", "Value error and Bellman error", y: "error", scale: .logarithmic,
      alt:
        "Exact value error and exact Bellman residual over environment steps, log scale.", series,
      thresholds: size.map { [Threshold($0, "max |Q*|")] } ?? [],
      caption:
        "The value error is $(I - \\gamma P)^{-1}$ times the Bellman error: a small lower line doesn't make the upper one small. Weighted by how often a nearly optimal policy visits."
    )
  }

  private static func policy(_ run: AgentSeries) -> [Block] {
    let optimum = run.last { $0.truth?.optimalValue }
    return run.figure(
      "policy", "What the greedy policy is worth", y: "value of the first states",
      alt:
        "Exact value of the greedy policy over environment steps, with that of an optimal policy.",
      [run.curve("greedy policy", .slate) { $0.truth?.policyValue }],
      thresholds: optimum.map { [Threshold($0, "optimal policy")] } ?? [],
      caption:
        "Exact, by a linear solve. A policy can be optimal long before its values are right: only their order counts."
    )
  }
}
