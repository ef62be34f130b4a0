import Buffers
import Checkpoints
import Foundation
import LinearAlgebra
import Recurrent
import Testing

@testable import Recognition

/// Layers of ONNX graphs, replayed, against what ONNX Runtime computes (make_onnx_cells.py).
@Suite struct ONNXLayersTests {
  static let files = [
    "rnn", "rnn_activations", "lstm", "lstm_activations", "gru", "gru_activations", "stack",
    "folded", "folded_old", "folded_scaled", "branches", "functions", "quantised",
  ].map { $0 + ".onnx" }

  static let root = Bundle.module.bundleURL.appending(path: "Models/onnx")

  private func model(_ file: String) throws -> RecognisedModel {
    let data = try Data(contentsOf: Self.root.appending(path: file))
    return try RecognisedModel(Checkpoint(reading: Bytes(data)))
  }

  private func expected(_ name: String) throws -> [JSON] {
    let text = try JSON(parsing: Data(contentsOf: Self.root.appending(path: "expected.json")))
    return try #require(text[name]?.values)
  }

  private func matrix(_ rows: [JSON]) -> Matrix {
    Matrix(rows: rows.map { $0.values?.compactMap(\.double) ?? [] })
  }

  private func name(_ layer: RecurrentLayer) -> String { "\(layer.name) \(layer.direction)" }

  /// The files' outputs are of Float32 arithmetic. Only a layer on the model's input can be run by itself.
  @Test(arguments: files) func layersRunAsONNXRuntimeRunsThem(file: String) throws {
    let (layers, expected) = (try model(file).layers, try expected(file))
    let inputs = matrix(try self.expected("inputs"))
    #expect(
      layers.map(name).sorted()
        == expected.map { "\($0["name"]?.string ?? "") \($0["direction"]?.string ?? "")" }.sorted())
    var replays: [String: LayerReplay] = [:]
    for stack in StackReplay.stacks(layers) where layers[stack[0]].inputSize == inputs.columns {
      for (index, replay) in StackReplay(layers, stack: stack, inputs: inputs).replays {
        replays[name(layers[index])] = replay
      }
    }
    for layer in expected {
      let name = "\(layer["name"]?.string ?? "") \(layer["direction"]?.string ?? "")"
      if Self.seeOthers.contains(layer["name"]?.string ?? "") { continue }
      let replay = try #require(replays[name], "\(name) wasn't replayed")
      let outputs = matrix(try #require(layer["outputs"]?.values))
      #expect(close(replay.output.elements, outputs.elements, within: 1e-6, floor: 1), "\(name)")
      #expect(replay.layer.layer == layer["layer"]?.int)
    }
  }

  /// Layers that see the one below and something else, its steps as a batch, or its last state.
  private static let seeOthers: Set<String> = ["aside", "turned", "last"]

  /// Such layers are none of the stack; their numbers still say where they stand.
  @Test func onlyLayersThatSeeStatesAsTheyAreMakeAStack() throws {
    let layers = try model("stack.onnx").layers
    #expect(layers.map(\.layer) == [0, 0, 1, 1, 2, 3, 4, 4, 4])
    #expect(
      layers.map(\.stack) == Array(repeating: "first", count: 6) + ["aside", "turned", "last"])
  }

  @Test(arguments: files) func graphSaysWhatTheyAre(file: String) throws {
    let model = try model(file)
    #expect(
      model.layers.allSatisfy {
        $0.recognition.evidence == .graph && $0.recognition.confidence == .certain
      })
    #expect(model.passedOver == [])
  }

  @Test func tensorsAreNamedAsInTheFile() throws {
    let folded = try model("folded.onnx").layers[0]
    #expect(folded.inputWeights.tensors == ["W"] && folded.recurrentWeights.tensors == ["Rt"])
    let whole = try model("quantised.onnx").layers[0]
    #expect(whole.recurrentWeights.tensors == ["whole.R"])
    #expect(whole.recognition.remarks == ["int8 weights times their scales"])
  }

  @Test func layerOfBothBranchesIsSaidToBeOne() throws {
    let layers = try model("branches.onnx").layers
    #expect(
      layers.map(\.recognition.remarks) == [[], ["the same weights as \(layers[0].name)"]])
  }

  @Test func whatCannotBeMeasuredIsNamedWithAReason() throws {
    let model = try model("unread.onnx")
    #expect(model.layers.isEmpty)
    let reasons = Dictionary(uniqueKeysWithValues: model.passedOver.map { ($0.name, $0.text) })
    #expect(
      reasons == [
        "given": "its weights are inputs of the graph",
        "softsign": "its activation softsign isn't one that is replayed",
        "computed": "its weights are computed by a node Mul, which isn't followed",
        "misfit": "its weights have the shapes [1, 9, 2] and [1, 9, 3], which don't fit",
        "foreign": "its operator elsewhere.GRU isn't one that is read",
        "missing": "its weights are known only when the model runs",
        "other cell": "its weights have the shapes [1, 9, 2] and [1, 9, 3], which don't fit",
      ])
  }

  /// A cell written out is seen and not guessed; a wide matrix of a net without gates is nothing.
  /// Layers that see another's states in another form are known for that.
  @Test func layersAboveOthersAreKnown() throws {
    let above = try model("stack.onnx").layers.filter(\.isDownstream).map(\.name)
    #expect(above == ["aside", "turned", "last"])
    #expect(try model("branches.onnx").layers.allSatisfy { !$0.isDownstream })
  }

  @Test func unrolledCellIsNamedAndNotRead() throws {
    let model = try model("unrolled.onnx")
    #expect(model.layers.isEmpty)
    #expect(model.passedOver.map(\.name) == ["W_hh", "decoder.weight_hh_l0"])
  }
}
