import Charts
import FlowAnalysis
import Foundation
import Recognition
import Report

/// The forget biases of an LSTM, and how long each unit remembers by its bias alone.
enum ForgetBiasFigure {
  static func blocks(_ layer: NumberedLayer) -> [Block] {
    guard let biases = layer.measurement.forgetBias, !biases.isEmpty else { return [] }
    let sorted = biases.sorted()
    let activation = layer.layer.equations.gateActivation
    return [
      .figure(figure(layer, sorted, activation), caption: caption(activation)),
      .table(
        table(sorted, activation), caption: "The \(sorted.count) units in order of their bias."),
    ]
  }

  private static func figure(
    _ layer: NumberedLayer, _ sorted: [Double], _ activation: CellEquations.GateActivation
  ) -> Figure {
    let count = Double(max(1, sorted.count - 1))
    let chart = LineChart(
      x: Axis("share of the units, smallest bias first", range: 0...1), y: Axis("forget bias"),
      series: [Series("", role: .lstm, x: sorted.indices.map { Double($0) / count }, y: sorted)],
      thresholds: rules(sorted, activation))
    let ends = [0, 0.5, 1].map { NumberText.format(quantile(sorted, $0)) }
    return Figure(
      id: layer.id + "-forget-bias", title: "Forget bias, no. \(layer.number)",
      alt:
        "Forget biases of all units in order: from \(ends[0]) over \(ends[1]) in the middle to \(ends[2]).",
      .lines(chart))
  }

  /// Biases at which a sigmoid gate has a half-life that is easy to remember: -ln(2^(1/n) - 1).
  private static func rules(
    _ sorted: [Double], _ activation: CellEquations.GateActivation
  ) -> [Threshold] {
    guard activation == .sigmoid, let low = sorted.first, let high = sorted.last else { return [] }
    return [1.0, 10, 100, 1000].compactMap { steps in
      let bias = -log(exp2(1 / steps) - 1)
      guard bias > low - 0.5, bias < high + 0.5 else { return nil }
      return Threshold(bias, "half-life \(NumberText.format(steps)) step\(steps == 1 ? "" : "s")")
    }
  }

  private static func caption(_ activation: CellEquations.GateActivation) -> Prose {
    let gate: Prose =
      activation == .sigmoid
      ? "a gate that sees nothing but its bias b keeps $1/(1+e^{-b})$ of the cell a step"
      : "a gate that sees nothing but its bias keeps a hard sigmoid of it of the cell a step"
    return
      "At zero drive \(gate), and the half-life is the number of steps until half is left. Input and state move the gate away from there."
  }

  private static func table(
    _ sorted: [Double], _ activation: CellEquations.GateActivation
  ) -> DataTable {
    let columns: [DataTable.Column] = [
      .init("unit"), .init("forget bias"), .init("forget gate"),
      .init("half-life", unit: "steps"),
    ]
    let quantiles = [
      ("smallest", 0), ("lower quarter", 0.25), ("middle", 0.5), ("upper quarter", 0.75),
      ("largest", 1),
    ]
    return DataTable(
      columns: columns,
      rows: quantiles.map { name, share in
        let bias = quantile(sorted, share)
        let life =
          activation == .sigmoid
          ? forgetHalfLife(bias: bias) : halfLife(ofRate: log(gate(bias, activation)))
        return [.text(name), .number(bias), .number(gate(bias, activation)), .number(life)]
      })
  }

  private static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    let place = share * Double(sorted.count - 1)
    let (low, high) = (sorted[Int(place)], sorted[min(Int(place) + 1, sorted.count - 1)])
    return low + (high - low) * (place - place.rounded(.down))
  }

  private static func gate(
    _ bias: Double, _ activation: CellEquations.GateActivation
  ) -> Double {
    switch activation {
    case .sigmoid: 1 / (1 + exp(-bias))
    case .hardSigmoid(let slope, let offset): min(max(slope * bias + offset, 0), 1)
    }
  }
}
