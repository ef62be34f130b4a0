import Buffers
import Checkpoints
import Foundation
import LinearAlgebra
import Testing

@testable import Recognition

/// Models as PyTorch saves and exports them: each layer's matrices, gate by gate, as its module multiplies with them
/// (make_torch_layers.py).
@Suite struct TorchLayersTests {
  static let files = [
    "modules.pt", "compiled.pt", "parallel.pt", "compiled_parallel.pt", "cells.pt", "norms.pt",
    "checkpoint.ckpt", "lstm_script.onnx", "lstm_dynamo.onnx", "gru_script.onnx",
    "gru_dynamo.onnx", "rnn_script.onnx",
  ]
  private static let root = Bundle.module.bundleURL.appending(path: "Models/torch")

  private func model(_ file: String) throws -> RecognisedModel {
    let data = try Data(contentsOf: Self.root.appending(path: file))
    return try RecognisedModel(Checkpoint(reading: Bytes(data)))
  }

  private func expected(_ file: String) throws -> [JSON] {
    let text = try Data(contentsOf: Self.root.appending(path: "expected.json"))
    return try #require(try JSON(parsing: text)[file]?["layers"]?.values)
  }

  private func numbers(_ json: JSON?) -> [Double]? {
    json?.values?.flatMap { $0.values?.compactMap(\.double) ?? [$0.double ?? .nan] }
  }

  @Test(arguments: files) func everyLayerIsFoundInOrder(file: String) throws {
    let (layers, expected) = (try model(file).layers, try expected(file))
    #expect(layers.count == expected.count)
    for (layer, expected) in zip(layers, expected) {
      #expect(layer.layer == expected["layer"]?.int)
      #expect(layer.direction.rawValue == expected["direction"]?.string)
      if let name = expected["name"]?.string { #expect(layer.name == name) }
      if let tensor = expected["tensor"]?.string {
        #expect(layer.recurrentWeights.tensors == [tensor])
      }
    }
  }

  /// To the last bit, but for weights that are put together: those to the rounding of Float32.
  @Test(arguments: files) func everyGateHasItsMatrices(file: String) throws {
    let tolerance = file == "norms.pt" ? 1e-6 : 0
    for (layer, expected) in zip(try model(file).layers, try expected(file)) {
      let names = layer.equations.kind.gateNames
      #expect(expected["gates"]?.members?.count == names.count)
      for (k, name) in names.enumerated() {
        let gate = try #require(expected["gates"]?[name])
        let range = k * layer.hiddenSize..<(k + 1) * layer.hiddenSize
        let zeros = Array(repeating: 0.0, count: layer.hiddenSize)
        for (own, theirs) in [
          (layer.inputWeights.matrix.rows(range).elements, numbers(gate["weight_ih"])),
          (layer.recurrentBlock(k).elements, numbers(gate["weight_hh"])),
          (Array(layer.inputBias[range]), numbers(gate["bias_ih"]) ?? zeros),
          (Array(layer.recurrentBias[range]), numbers(gate["bias_hh"]) ?? zeros),
        ] {
          #expect(close(own, try #require(theirs), within: tolerance, floor: 1))
        }
      }
    }
  }

  @Test func projectionsAreTheModules() throws {
    let pairs = zip(try model("modules.pt").layers, try expected("modules.pt"))
      .filter { $0.0.name == "projected" }
    #expect(pairs.count == 2)
    for (layer, expected) in pairs {
      #expect(layer.projectionSize == 2 && layer.hiddenSize == 4)
      #expect(layer.projection?.elements == numbers(expected["projection"]))
    }
  }

  /// A file of tensors doesn't say tanh or relu; a graph does.
  @Test func vanillaCellsAreAsSureAsTheFileIs() throws {
    let rnn = try #require(try model("cells.pt").layers.last)
    #expect(rnn.recognition.confidence == .likely && !rnn.recognition.remarks.isEmpty)
    let layer = try #require(try model("rnn_script.onnx").layers.first)
    #expect(layer.equations.kind == .rnnRelu && layer.recognition.confidence == .certain)
    #expect(layer.recognition.evidence == .graph)
  }

  /// PyTorch's newer exporter writes a vanilla RNN out step by step: that is said, and the user's word makes it a layer.
  @Test func writtenOutStepsAreNamedAndCanBeTaken() throws {
    let data = try Data(contentsOf: Self.root.appending(path: "rnn_dynamo.onnx"))
    let checkpoint = try Checkpoint(reading: Bytes(data))
    let model = try RecognisedModel(checkpoint)
    let note = try #require(model.passedOver.first)
    #expect(model.layers.isEmpty && model.passedOver.count == 1)
    #expect(note.text.contains("multiplied with the relu of its own product"))
    let map = try #require(LayerMap(note.name + "=rnn-relu:keras"))
    let mapped = try RecognisedModel(checkpoint, maps: [map])
    #expect(mapped.layers.count == 1 && mapped.passedOver.isEmpty)
    let layer = try #require(mapped.layers.first)
    let gate = try #require(try expected("rnn_dynamo.onnx").first?["gates"]?["h"])
    #expect(layer.recurrentWeights.matrix.elements == numbers(gate["weight_hh"]))
    #expect(layer.inputWeights.matrix.elements == numbers(gate["weight_ih"]))
  }

  @Test func momentsAveragesAndSecondNamesAreNoLayers() throws {
    let model = try model("checkpoint.ckpt")
    #expect(model.layers.map(\.name) == ["state_dict.model.rnn"])
    let reasons = model.passedOver.map(\.text)
    #expect(reasons.contains { $0.hasPrefix("the same memory as state_dict.model.rnn") })
    #expect(reasons.contains("a moving average of the weights"))
  }
}
