import Charts
import FlowAnalysis
import Report

/// The singular values of each gate's block, largest first.
enum SingularValueFigure {
  static func blocks(_ layer: NumberedLayer) -> [Block] {
    var lost = 0
    let series = layer.blocks.enumerated().compactMap { index, block -> Series? in
      guard let spectrum = block.spectrum, spectrum.spectralNorm > 0 else { return nil }
      let kept = known(spectrum)
      lost += kept.count { $0.isNaN }
      return Series(
        layer.blocks.count == 1 ? "W_{hh}" : layer.words(block.gate),
        role: layer.role(ofGate: index), x: kept.indices.map { Double($0 + 1) }, y: kept)
    }
    guard !series.isEmpty else { return [] }
    let chart = LineChart(
      x: Axis("index, largest first"), y: Axis("singular value", scale: .logarithmic),
      series: series, thresholds: [Threshold(1, "1")])
    let rounding: Prose =
      lost == 0
      ? "" : " \(lost) of them are below what rounding leaves of the largest, and are not drawn."
    return [
      .figure(
        Figure(
          id: layer.id + "-singular-values", title: "Singular values, no. \(layer.number)",
          alt: alt(layer), .lines(chart)),
        caption:
          "How much each direction is stretched, once. A flat line keeps all directions alike; a steep one listens to few.\(rounding)"
      )
    ]
  }

  /// NaN for what is no larger than the rounding of the decomposition, about n 2^-52 sigma_max.
  private static func known(_ spectrum: MatrixSpectrum) -> [Double] {
    let floor = Double(spectrum.singularValues.count) * .ulpOfOne * spectrum.spectralNorm
    return spectrum.singularValues.map { $0 > floor ? $0 : .nan }
  }

  private static func alt(_ layer: NumberedLayer) -> String {
    let ends = layer.blocks.compactMap { block in
      block.spectrum.map {
        "\(block.gate) from \(NumberText.format($0.spectralNorm)) to \(NumberText.format($0.smallestSingularValue))"
      }
    }
    return "Singular values of each block over their index, log scale: "
      + ends.joined(separator: ", ") + "."
  }
}
