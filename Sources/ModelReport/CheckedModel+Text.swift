import Buffers
import Checkpoints
import FlowAnalysis
import Foundation
import Recognition

extension CheckedModel {
  /// What was found, for a terminal.
  ///
  /// - Parameter bold: what is done to headings.
  public func lines(bold: (String) -> String = { $0 }) -> [String] {
    let count = layers.count == 1 ? "1 recurrent layer" : "\(layers.count) recurrent layers"
    let found = layers.isEmpty ? "no recurrent layer" : count
    var lines = ["\(bold(path.shown))  \(format?.rawValue ?? "?"), \(found)"]
    for layer in layers { lines += layer.lines(bold: bold).map { "  " + $0 } }
    lines += passedOver.map { "  not a layer: \($0.name.shown) (\($0.text.shown))" }
    return lines
  }
}

extension CheckedLayer {
  fileprivate func lines(bold: (String) -> String) -> [String] {
    let layer = measurement.layer
    let sizes =
      "\(layer.inputSize) -> \(layer.hiddenSize)"
      + (layer.projectionSize.map { " -> \($0)" } ?? "")
    var lines = [
      "\(bold(layer.title.shown))  \(layer.cellName) \(sizes), layer \(layer.layer), "
        + "\(layer.direction.rawValue), \(layer.parameterCount) parameters"
    ]
    lines.append(
      "  by \(layer.recognition.evidence.rawValue), \(layer.recognition.confidence.rawValue)")
    lines += layer.recognition.remarks.map { "  " + $0.shown }
    if !measurement.census.isFinite {
      lines.append(
        "  weights that are NaN: \(measurement.census.nanCount), infinite: "
          + "\(measurement.census.infiniteCount); nothing was decomposed")
      return lines
    }
    lines += table.map { "  " + $0 }
    if measurement.census.subnormalCount > 0 {
      lines.append("  weights below 2^-126, as good as zero: \(measurement.census.subnormalCount)")
    }
    if let note = forgetNote { lines.append("  " + note) }
    lines += (traces?.sentences ?? []).map { "  " + $0 }
    if let untraced { lines.append("  not replayed: \(untraced)") }
    return lines
  }

  private var table: [String] {
    let header = ["gate", "sigma max", "sigma min", "condition", "rho", "+-", "Henrici", "rank"]
    let rows = [header] + measurement.matrices.map(\.cells)
    let widths = header.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + space : space + cell
      }.joined(separator: "  ")
    }
  }

  /// At zero drive a unit keeps sigmoid(b_f) of its cell a step.
  private var forgetNote: String? {
    guard let biases = measurement.forgetBias, !biases.isEmpty,
      measurement.layer.equations.gateActivation == .sigmoid
    else { return nil }
    let median = biases.sorted()[biases.count / 2]
    return String(
      format: "forget bias: median %.3g, half-life %.3g steps at zero drive", median,
      forgetHalfLife(bias: median))
  }
}

extension MeasuredMatrix {
  fileprivate var cells: [String] {
    [
      gate, text(spectrum?.spectralNorm), text(spectrum?.smallestSingularValue),
      text(spectrum?.conditionNumber), text(spectrum?.spectralRadius),
      spectrum?.spectralRadiusError.map { String(format: "%.0e", $0) } ?? "-",
      text(spectrum?.henriciDeparture), text(spectrum?.stableRank),
    ]
  }

  private func text(_ number: Double?) -> String {
    guard let number, number.isFinite else { return "-" }
    return String(format: "%.4g", number)
  }
}

extension [LayerTrace] {
  /// What the dynamics were, and on which input; of several sequences, between what.
  fileprivate var sentences: [String] {
    guard let first else { return [] }
    let steps = first.jacobianSpectralNorm.count
    let extent = count == 1 ? "\(steps) steps" : "\(count) sequences of \(steps) steps"
    return [
      "on \(first.input.shown), \(extent):",
      "  largest Lyapunov exponent \(range { $0.lyapunovExponents[0] }), "
        + "||ds_T/ds_0|| = \(range("e^") { $0.logTransport[0] })",
    ]
  }

  private func range(_ before: String = "", _ value: (LayerTrace) -> Double) -> String {
    let values = map(value)
    func text(_ number: Double) -> String { before + String(format: "%.4g", number) }
    let (least, most) = (values.min() ?? 0, values.max() ?? 0)
    return least == most ? text(least) : "\(text(least)) to \(text(most))"
  }
}
