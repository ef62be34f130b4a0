import Checkpoints
import FlowAnalysis
import Foundation
import LinearAlgebra
import Recurrent

@testable import ModelReport
@testable import Recognition

/// Small layers of every cell, with weights that anyone can look up.
enum SmallLayers {
  /// W_hh of each gate is `scale` times a rotation, shrunk a little from gate to gate.
  static func layer(
    _ kind: CellKind, name: String = "net", scale: Double = 1.5, number: Int = 0,
    remarks: [String] = [], forgetBias: Double = 1
  ) -> RecurrentLayer {
    let H = 2
    var (recurrent, input): ([[Double]], [[Double]]) = ([], [])
    for gate in 0..<kind.gates {
      let size = scale / Double(gate + 1)
      recurrent += [[0, -size], [size, 0]]
      input += [[0.5, 0], [0, 0.5]]
    }
    var bias = Array(repeating: 0.0, count: kind.gates * H)
    if kind == .lstm { bias[H...H + 1] = [forgetBias, forgetBias] }
    return RecurrentLayer(
      name: name, equations: CellEquations(kind), layer: number,
      recognition: Recognition(evidence: .name, confidence: .likely, remarks: remarks),
      inputWeights: GatedMatrix(Matrix(rows: input), tensors: ["\(name).weight_ih"]),
      recurrentWeights: GatedMatrix(Matrix(rows: recurrent), tensors: ["\(name).weight_hh"]),
      inputBias: bias)
  }

  static func checked(_ layer: RecurrentLayer, sequences: Int = 0) throws -> CheckedLayer {
    let traces = try (0..<sequences).map { sequence in
      let noise = NamedInput.noise(steps: 7, inputSize: layer.inputSize, seed: UInt64(sequence))
      return try LayerTrace(LayerReplay(layer, inputs: noise.values), input: "noise *7*")
    }
    return CheckedLayer(try LayerMeasurement(layer), traces: sequences > 0 ? traces : nil)
  }

  static func model(
    _ layers: [CheckedLayer], path: String = "models/a.pt",
    passedOver: [Checkpoint.Note] = []
  ) -> CheckedModel {
    CheckedModel(path: path, format: .safetensors, layers: layers, passedOver: passedOver)
  }
}
