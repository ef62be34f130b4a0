import Charts
import Report
import Training

/// Gradient norm before and after clipping, and how often the clip bound.
enum NormFigure {
  static func blocks(_ run: RunSeries) -> [Block] {
    guard let before = run.curve("before clipping", role: run.role, { $0.clip?.normBefore }) else {
      return []
    }
    let clips = run.steps.compactMap(\.clip)
    let rate = Double(clips.count { $0.didBind }) / Double(clips.count)
    let after = run.curve("after", role: .neutral, dash: .dashed) { $0.clip?.normAfter }
    let chart = LineChart(
      x: Axis("training step"), y: Axis("norm of the gradient", scale: .logarithmic),
      series: [before] + (rate > 0 ? [after].compactMap { $0 } : []))
    return [
      .heading("What clipping met"),
      .figure(
        Figure(
          id: "norms", title: "Gradient norm over all parameters",
          alt: "Gradient norm before and after clipping over training steps, log scale.",
          .lines(chart)),
        caption: "The clip bound at \(100 * rate, digits: 2) % of the recorded steps."),
    ]
  }
}
