import Charts
import Report

/// Update-to-weight ratio of every weight matrix.
enum UpdateFigure {
  static func blocks(_ run: RunSeries) -> [Block] {
    let names = Set(run.steps.flatMap { Array($0.updateRatios?.keys ?? [:].keys) })
      .filter { $0.contains("weight") }.sorted()
    let roles: [ColorRole] = [run.role, .violet, .ochre, .rose, .slate]
    let series = names.prefix(5).enumerated().compactMap { index, name in
      run.curve(label(name), role: roles[index]) { $0.updateRatios?[name] }
    }
    guard !series.isEmpty else { return [] }
    let chart = LineChart(
      x: Axis("training step"), y: Axis("‖update‖ / ‖weights‖", scale: .logarithmic),
      series: series,
      thresholds: [Threshold(1e-3, "a usual size")])
    return [
      .heading("How far each step went"),
      .figure(
        Figure(
          id: "updates", title: "Update-to-weight ratio",
          alt:
            "Norm of the update over the norm of the weights, for each weight matrix, log scale.",
          .lines(chart)),
        caption:
          "Around a thousandth is usual; far above it training is restless, far below it stands still."
      ),
    ]
  }

  /// A parameter's name is text, not markup for subscripts.
  private static func label(_ name: String) -> String {
    name.replacing("rnn.", with: "").replacing("_", with: " ")
  }
}
