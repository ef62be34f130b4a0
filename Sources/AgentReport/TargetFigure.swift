import Charts
import Reinforcement
import Report

/// How far network and target are apart, and how far they move.
enum TargetFigure {
  static func blocks(_ run: AgentSeries) -> [Block] {
    let series = [
      run.curve("network moved", .violet) { $0.values?.onlineMoved },
      run.curve("target moved", .slate, .dashed) { $0.values?.targetMoved },
      run.curve("network from target", .rose, .dotted) { $0.values?.targetGap },
    ]
    return run.figure(
      "target", "Network and target", y: "difference of Q", scale: .logarithmic,
      alt:
        "Distance of network and target network and their change between points, log scale.",
      series,
      caption:
        "Root mean squares over the held-out states; moved since the point before. A target that never moves teaches nothing new, one that is always at the network's heels doesn't hold still."
    ).under("The target")
  }
}
