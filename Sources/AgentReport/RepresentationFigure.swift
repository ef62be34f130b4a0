import Charts
import Reinforcement
import Report

/// Effective rank, dormant units, spectral norms.
enum RepresentationFigure {
  static func blocks(_ run: AgentSeries) -> [Block] {
    (rank(run) + dormant(run) + norms(run)).under("What the network makes of the states")
  }

  private static func rank(_ run: AgentSeries) -> [Block] {
    run.figure(
      "rank", "Effective rank of the features", y: "srank, δ = 0.01", scale: .linear,
      alt:
        "Effective rank of the feature matrix over environment steps.",
      [run.curve("srank", .violet) { $0.representation?.effectiveRank }],
      caption:
        "The least number of singular values of the features that make up 99 % of their sum (Kumar et al. 2021)."
    )
  }

  private static func dormant(_ run: AgentSeries) -> [Block] {
    let series = [
      run.curve("τ = 0.1", .ochre) { $0.representation?.dormantAtTenth },
      run.curve("τ = 0.025", .rose) { $0.representation?.dormant },
      run.curve("τ = 0", .slate) { $0.representation?.dormantAtZero },
    ]
    return run.figure(
      "dormant", "Dormant units", y: "share of hidden units", scale: .linear,
      alt:
        "Share of dormant hidden units over environment steps, at three thresholds.", series,
      caption:
        "Units whose mean magnitude is at most $\\tau$ times their layer's mean (Sokar et al. 2023). Not a finding by itself: solved agents have had 70 % of them."
    )
  }

  private static func norms(_ run: AgentSeries) -> [Block] {
    let count = run.points.compactMap { $0.sigmaMax?.count }.max() ?? 0
    let roles: [ColorRole] = [.violet, .ochre, .rose, .slate, .neutral]
    let series = (0..<min(count, roles.count)).map { index in
      let name = run.points.lazy.compactMap { $0.sigmaMax }.first { index < $0.count }?[index].name
      return run.curve(label(name ?? ""), roles[index]) { point in
        point.sigmaMax.flatMap { index < $0.count ? $0[index].value : nil }
      }
    }
    return run.figure(
      "sigma", "Largest singular values of the weights", y: "σ_{max}",
      alt:
        "Largest singular value of each weight matrix over environment steps.", series,
      caption: "Their product bounds how strongly Q can change with its input."
    )
  }

  /// A parameter's name is text, not markup for subscripts.
  private static func label(_ name: String) -> String { name.replacing("_", with: " ") }
}
