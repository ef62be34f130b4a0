import Charts
import Report
import Training

/// Mean activation of every gate, and the share that is saturated.
enum GateFigure {
  static func blocks(_ run: RunSeries) -> [Block] {
    guard let gates = run.steps.lazy.compactMap({ $0.gates?.last }).first else { return [] }
    let roles: [ColorRole] = [.violet, .path, .ochre, .rose]
    let series = gates.indices.flatMap { index -> [Series] in
      [
        run.curve("\(gates[index].gate), mean", role: roles[index % 4]) { gate($0, index)?.mean },
        run.curve("\(gates[index].gate), saturated share", role: roles[index % 4], dash: .dotted) {
          gate($0, index)?.saturated
        },
      ].compactMap { $0 }
    }
    guard !series.isEmpty else { return [] }
    let chart = LineChart(
      x: Axis("training step"), y: Axis("activation, or share of activations"), series: series)
    return [
      .heading(gates.count > 1 ? "How the gates were used" : "How the state was used"),
      .figure(
        Figure(
          id: "gates", title: gates.count > 1 ? "Gates" : "State",
          alt: "Mean activation and saturated share over training steps.",
          .lines(chart)),
        caption:
          "Means over the batch, the units and all time steps. What is saturated passes no gradient to what drives it."
      ),
    ]
  }

  private static func gate(_ record: StepRecord, _ index: Int) -> GateRecord? {
    guard let gates = record.gates?.last, index < gates.count else { return nil }
    return gates[index]
  }
}
