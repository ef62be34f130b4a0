import Buffers
import Charts
import FlowAnalysis
import Foundation
import Report

/// What a layer did on the input that is named.
enum TraceSection {
  static func blocks(_ layer: NumberedLayer) -> [Block] {
    guard let trace = layer.traces.first, !trace.jacobianSpectralNorm.isEmpty else {
      return layer.checked.untraced.map {
        [.paragraph("**Not replayed:** \(Prose.literal($0.shown)).")]
      } ?? []
    }
    return [
      .paragraph(sentence(layer, trace)), jacobians(layer, trace), transport(layer, trace),
      exponents(layer, trace),
    ] + gates(layer, trace)
  }

  /// No number of dynamics without its input.
  private static func sentence(_ layer: NumberedLayer, _ trace: LayerTrace) -> Prose {
    let count = layer.traces.count
    let which: Prose = count == 1 ? "" : ", the first of \(count) sequences"
    let largest = layer.traces.compactMap(\.lyapunovExponents.first)
    let spread: Prose =
      count == 1
      ? ""
      : " Over all \(count) sequences that exponent lies between \(largest.min() ?? .nan) and \(largest.max() ?? .nan)."
    return
      "**Measured on \(Prose.literal(trace.input.shown))**, \(trace.jacobianSpectralNorm.count) steps\(which): the largest Lyapunov exponent is \(trace.lyapunovExponents.first ?? .nan) nats a step, and $\\lVert\\partial s_T/\\partial s_0\\rVert$ is \(Prose.literal(NumberText.format(trace.logTransport.first ?? .nan, scale: .naturalLogs))).\(spread)"
  }

  private static func jacobians(_ layer: NumberedLayer, _ trace: LayerTrace) -> Block {
    let norms = trace.jacobianSpectralNorm
    let chart = LineChart(
      x: Axis("time step t"), y: Axis("‖J_{t}‖", scale: .logarithmic),
      series: [Series("", role: layer.role, x: norms.indices.map { Double($0 + 1) }, y: norms)],
      thresholds: [Threshold(1, "1")])
    return .figure(
      Figure(
        id: layer.id + "-jacobians", title: "Step Jacobians, no. \(layer.number)",
        alt:
          "Spectral norm of the step Jacobian at each of \(norms.count) steps, log scale, from \(text(norms.min())) to \(text(norms.max())).",
        .lines(chart)),
      caption:
        "Over the whole state\(first(layer)). Above 1 some direction grows at that step; whether the product of all steps does, the next figure says."
    )
  }

  private static func transport(_ layer: NumberedLayer, _ trace: LayerTrace) -> Block {
    let t = trace.logTransport.indices.map(Double.init)
    var series = [
      Series("total, ‖∂s_{T}/∂s_{t}‖", role: layer.role, x: t, y: trace.logTransport)
    ]
    let path = trace.logCellPath.map { $0.count == t.count ? $0 : [] } ?? []
    if !path.isEmpty {
      series.append(Series("direct cell path", role: .path, dash: .dashed, x: t, y: path))
    }
    let chart = LineChart(
      x: Axis("time step t"), y: Axis("what the last state feels of step t", scale: .naturalLogs),
      series: series, thresholds: [Threshold(0, "1")])
    let beside: Prose =
      path.isEmpty
      ? ""
      : " The direct cell path is the largest product of forget gates, without any matrix: what of a cell is carried on as it is. Neither bounds the other."
    return .figure(
      Figure(
        id: layer.id + "-transport", title: "Transport, no. \(layer.number)",
        alt:
          "Norm of the derivative of the last state by the state at each step, log scale; at step 0 it is \(NumberText.format(trace.logTransport.first ?? .nan, scale: .naturalLogs)).",
        .lines(chart)),
      caption:
        "$\\lVert\\partial s_T/\\partial s_t\\rVert$\(first(layer)): how strongly the state at step t still moves the last one, free of any loss.\(beside)"
    )
  }

  private static func exponents(_ layer: NumberedLayer, _ trace: LayerTrace) -> Block {
    let exponents = trace.lyapunovExponents
    let chart = LineChart(
      x: Axis("index, largest first"), y: Axis("Lyapunov exponent", unit: "nats a step"),
      series: [
        Series("", role: layer.role, x: exponents.indices.map { Double($0 + 1) }, y: exponents)
      ], thresholds: [Threshold(0, "0: neither grows nor decays")])
    return .figure(
      Figure(
        id: layer.id + "-lyapunov", title: "Lyapunov spectrum, no. \(layer.number)",
        alt:
          "Growth rates of \(exponents.count) directions, from \(text(exponents.first)) down to \(text(exponents.last)) nats a step.",
        .lines(chart)),
      caption:
        "Growth rates along this input\(first(layer)), over these \(trace.jacobianSpectralNorm.count) steps, none left out. Above 0 small differences grow on it."
    )
  }

  private static func gates(_ layer: NumberedLayer, _ trace: LayerTrace) -> [Block] {
    guard !trace.gates.isEmpty else { return [] }
    let columns: [DataTable.Column] = [
      .init("gate"), .init("mean"), .init("share above 0.9"), .init("share below 0.1"),
    ]
    return [
      .table(
        DataTable(
          columns: columns,
          rows: trace.gates.map {
            [.text(layer.words($0.name)), .number($0.mean), .number($0.above), .number($0.below)]
          }),
        caption:
          "How the gates were used on this input\(first(layer)), over all units and steps. Gates lie between 0 and 1; the candidate lies between −1 and 1, so that what it has below 0.1 is mostly negative."
      )
    ]
  }

  private static func first(_ layer: NumberedLayer) -> Prose {
    layer.traces.count > 1 ? ", first sequence" : ""
  }

  private static func text(_ number: Double?) -> String { NumberText.format(number ?? .nan) }
}
