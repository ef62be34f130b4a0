import Charts
import Report

/// Loss in training and on unseen data.
enum LossFigure {
  static func blocks(_ run: RunSeries) -> [Block] {
    let series = [
      run.curve("training", role: run.role, dash: .dotted) { $0.loss },
      run.curve("unseen data", role: run.role) { $0.validation },
    ].compactMap { $0 }
    guard !series.isEmpty else { return [] }
    let unit = run.recording.header.lossUnit
    let chart = LineChart(
      x: Axis("training step"),
      y: Axis("loss", unit: unit, scale: unit == "nats" ? .linear : .logarithmic),
      series: series,
      thresholds: run.recording.header.baseline.map { [Threshold($0, "ignoring the past")] } ?? [])
    let alt = "Loss over training steps, \(series.map(\.name).joined(separator: " and "))."
    return [
      .heading("What it learned"),
      .figure(
        Figure(id: "loss", title: "Loss", alt: alt, .lines(chart)),
        caption:
          "The dotted line across is the best answer that ignores the past: a network that stays on it has learned nothing over time."
      ),
    ]
  }
}
