import Charts
import FlowAnalysis
import Report

/// The eigenvalues of each gate's block in the complex plane.
enum EigenvalueFigure {
  static func blocks(_ layer: NumberedLayer) -> [Block] {
    let groups = layer.blocks.enumerated().compactMap { index, block -> Series? in
      guard let eigenvalues = block.spectrum?.eigenvalues else { return nil }
      return Series(
        layer.blocks.count == 1 ? "W_{hh}" : layer.words(block.gate),
        role: layer.role(ofGate: index), x: eigenvalues.map(\.value.re),
        y: eigenvalues.map(\.value.im))
    }
    guard !groups.isEmpty else { return [] }
    let planes = Planes(
      x: Axis("real part"), y: Axis("imaginary part"), groups: groups,
      circles: [Planes.Circle(1, "unit circle")])
    return [
      .figure(
        Figure(
          id: layer.id + "-eigenvalues", title: "Eigenvalues, no. \(layer.number)",
          alt: alt(layer), .planes(planes)),
        caption:
          "Outside the unit circle a direction grows if the block alone is applied again and again. The cell doesn't do that: activations and gates stand between the steps."
      )
    ]
  }

  private static func alt(_ layer: NumberedLayer) -> String {
    let counts = layer.blocks.compactMap { block in
      block.spectrum?.eigenvalues.map { values in
        "\(block.gate): \(values.count { $0.value.magnitude > 1 }) of \(values.count)"
      }
    }
    return "Eigenvalues of each block in the complex plane. Outside the unit circle lie, "
      + counts.joined(separator: ", ") + "."
  }
}
