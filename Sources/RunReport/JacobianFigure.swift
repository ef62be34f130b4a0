import Charts
import Report

/// sigma_max of every step Jacobian, at the first and the last record that has it.
enum JacobianFigure {
  static func blocks(_ run: RunSeries) -> [Block] {
    let records = run.steps.compactMap { record in
      record.jacobianNorms?.last.map { (step: record.step, norms: $0) }
    }
    guard let first = records.first, first.norms.count > 1, let last = records.last else {
      return []
    }
    let t = { (count: Int) in (1...count).map(Double.init) }
    var series = [
      Series(
        "after step \(first.step)", role: run.role, dash: .dashed, x: t(first.norms.count),
        y: first.norms)
    ]
    if last.step != first.step {
      series.append(
        Series("after step \(last.step)", role: run.role, x: t(last.norms.count), y: last.norms))
    }
    let chart = LineChart(
      x: Axis("time step t"), y: Axis("largest singular value of J_{t}", scale: .logarithmic),
      series: series, thresholds: [Threshold(1, "1")])
    return [
      .heading("What one step can do"),
      .figure(
        Figure(
          id: "jacobians", title: "Step Jacobians",
          alt:
            "Largest singular value of the step Jacobian at each time step, at the first and the last record.",
          .lines(chart)),
        caption:
          "$\\sigma_{max}(J_t)$ along one sequence of the batch, replayed in Float64. Above 1 some direction grows at that step; whether the product does, the gradient through time says."
      ),
    ]
  }
}
