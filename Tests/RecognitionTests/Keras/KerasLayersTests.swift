import Buffers
import LinearAlgebra
import Recurrent
import Testing

@testable import Checkpoints
@testable import Recognition

/// What is taken for a layer of Keras, and what isn't.
@Suite struct KerasLayersTests {
  private func tensor(
    _ name: String, _ shape: [Int], _ type: ElementType = .float32
  ) -> StoredTensor {
    let size = shape.reduce(type.size, *)
    return StoredTensor(
      name: name, type, shape: shape, rowMajor: Bytes(Array(repeating: UInt8(0), count: size)))
  }

  /// One layer of three units, and its line in a configuration.
  private func model(
    _ shapes: [String: [Int]], group: String = "layer_1", configuration: String? = nil,
    names: [(String, String)] = []
  ) throws -> RecognisedModel {
    let tensors = shapes.sorted { $0.key < $1.key }.map { tensor("\(group)/\($0.key)", $0.value) }
    let layer = try configuration.map { try JSON(parsing: Bytes($0.utf8)) }
    let whole = layer.map {
      JSON.object([
        JSON.Member("class_name", .string("Sequential")), JSON.Member("config", .array([$0])),
      ])
    }
    let attributes = names.map {
      KerasModel.Attribute(path: $0.0, name: "name", value: .string($0.1))
    }
    let keras = KerasModel(
      configuration: whole, attributes: attributes, version: nil, backend: nil)
    return try RecognisedModel(Checkpoint(.hdf5, tensors: tensors, structure: .keras(keras)))
  }

  private static let lstm = ["kernel:0": [2, 12], "recurrent_kernel:0": [3, 12], "bias:0": [12]]

  private func configuration(_ kind: String, _ more: String) -> String {
    #"{"class_name": "\#(kind)", "config": {"name": "layer_1"\#(more)}}"#
  }

  @Test(arguments: [
    ("LSTM", #", "units": 4"#, "its configuration says 4 units, its weights have 3"),
    ("GRU", "", "by name it is GRU, by its shape LSTM"),
    ("LSTM", #", "activation": "elu""#, "its activation is elu"),
    ("LSTM", #", "recurrent_activation": "tanh""#, "its gates are tanhs"),
  ]) func contradictionsArePassedOver(kind: String, more: String, reason: String) throws {
    let model = try model(Self.lstm, configuration: configuration(kind, more))
    #expect(model.layers.isEmpty)
    #expect(model.passedOver.count == 1)
    #expect(model.passedOver.first?.name == "layer_1/recurrent_kernel:0")
    #expect(model.passedOver.first?.text.hasPrefix(reason) ?? false)
  }

  @Test(arguments: [
    (["recurrent_kernel:0": [3, 12]], "there is no layer_1/kernel:0 beside it"),
    (["kernel:0": [2, 6], "recurrent_kernel:0": [3, 6]], "kernels of shapes [2, 6] and [3, 6]"),
    (
      ["kernel:0": [2, 9], "recurrent_kernel:0": [3, 12]], "kernels of shapes [2, 9] and [3, 12]"
    ),
    (["kernel:0": [2, 12], "recurrent_kernel:0": [0, 12]], "kernels of shapes"),
    (
      ["kernel:0": [2, 12], "recurrent_kernel:0": [3, 3, 2, 12]],
      "layer_1/recurrent_kernel:0 is no matrix"
    ),
    (["kernel:0": [2, 12], "recurrent_kernel:0": [3, 12], "bias:0": [9]], "a bias of shape [9]"),
    (
      ["kernel:0": [2, 12], "recurrent_kernel:0": [3, 12], "bias:0": [2, 12]],
      "a bias of shape [2, 12]"
    ),
    (["kernel:0": [2, 3], "recurrent_kernel:0": [3, 3], "bias:0": [6]], "a bias of shape [6]"),
  ]) func shapesOfNoCellArePassedOver(shapes: [String: [Int]], reason: String) throws {
    let model = try model(shapes)
    #expect(model.layers.isEmpty)
    #expect(model.passedOver.first?.text.hasPrefix(reason) ?? false)
  }

  @Test func missingBiasThatIsPromisedIsPassedOver() throws {
    let shapes = ["kernel:0": [2, 12], "recurrent_kernel:0": [3, 12]]
    let promised = try model(
      shapes, configuration: configuration("LSTM", #", "use_bias": true"#))
    #expect(promised.layers.isEmpty && promised.passedOver.count == 1)
    let none = try model(shapes, configuration: configuration("LSTM", #", "use_bias": false"#))
    #expect(none.layers.map(\.hasBias) == [false])
  }

  @Test func classThatIsNotKnownLeavesADoubt() throws {
    let layer = try #require(
      try model(Self.lstm, configuration: configuration("LayerNormLSTM", "")).layers.first)
    #expect(layer.recognition.confidence == .possible)
    #expect(
      layer.recognition.remarks.contains(
        "its class is LayerNormLSTM, which may have other equations"))
  }

  @Test func optimisersCopiesAreNoLayers() throws {
    let model = try model(Self.lstm, group: "optimizer_weights/Adam/m/lstm/lstm_cell")
    #expect(model.layers.isEmpty)
    #expect(model.passedOver.map(\.text) == ["the optimiser's own"])
  }

  /// The second variable of any layer has the name of a recurrent kernel of Keras 3.
  @Test(arguments: [
    ("layers/dense", false), ("layers/lstm", false), ("layers/lstm/cell", true),
    ("layers/rnn/cell/cells/gru_cell_1", false), ("optimizer", false), ("layers/block/cell", false),
  ]) func numberedVariablesAreCellsBelowTheirNames(group: String, isLayer: Bool) throws {
    let model = try model(
      ["0": [2, 12], "1": [3, 12], "2": [12]], group: group + "/vars")
    #expect(model.layers.count == (isLayer ? 1 : 0))
  }

  /// W_ih and W_hh of one shape are told apart by their numbers.
  @Test func usersNamesAreThoseBesideTheVariables() throws {
    let model = try model(
      ["0": [3, 12], "1": [3, 12]], group: "layers/functional/layers/lstm_2/cell/vars",
      names: [
        ("vars", "whole"), ("layers/functional/vars", "encoder"),
        ("layers/functional/layers/lstm_2/vars", "memory"),
      ])
    let layer = try #require(model.layers.first)
    #expect(layer.name == "encoder.memory")
    #expect(layer.inputWeights.tensors == ["layers/functional/layers/lstm_2/cell/vars/0"])
    #expect(layer.recurrentWeights.tensors == ["layers/functional/layers/lstm_2/cell/vars/1"])
  }

  @Test(arguments: [
    ("lstm_1/lstm_1/kernel:0", "lstm_1"), ("lstm_1/kernel:0", "lstm_1"),
    ("model_weights/lstm/lstm/lstm_cell_3/kernel:0", "lstm"),
    ("bidirectional_2/bidirectional_2_1/forward_gru_1/kernel:0", "bidirectional_2"),
    ("bidirectional/sequential/bidirectional/backward_lstm/lstm_cell/kernel", "bidirectional"),
    ("encoder/lstm/lstm_cell/kernel:0", "encoder.lstm"),
    ("rnn/rnn/stacked_rnn_cells/lstm_cell_1/kernel:0", "rnn.lstm_cell_1"), ("kernel", ""),
  ]) func namesAreThoseOfLayers(kernel: String, name: String) throws {
    let recurrent = kernel.replacing("kernel", with: "recurrent_kernel")
    let address = try #require(KerasAddress(recurrent))
    #expect(address.kernel == [kernel])
    let names = KerasNames(address, given: [:])
    #expect(names.display == name)
    #expect(names.isBackward == kernel.contains("backward"))
  }

  @Test(arguments: [
    ("LSTM", "lstm"), ("SimpleRNN", "simple_rnn"), ("TimeDistributed", "time_distributed"),
    ("StackedRNNCells", "stacked_rnn_cells"), ("LSTMCell", "lstm_cell"), ("Conv1D", "conv1d"),
    ("", ""),
  ]) func classesBecomeWordsAsInKeras(name: String, word: String) {
    #expect(KerasConfiguration.snakeCase(name) == word)
  }

  @Test func layersThatWalkBackwardsInAPairAreTheOther() throws {
    let both =
      #"{"class_name": "Bidirectional", "config": {"name": "both", "layer": {"class_name": "LSTM", "#
      + #""config": {"name": "layer_1", "go_backwards": true}}}}"#
    let names = ["both/forward_layer_1", "both/backward_layer_1"]
    for (group, direction) in zip(names, [RecurrentLayer.Direction.reverse, .forward]) {
      let layer = try #require(try model(Self.lstm, group: group, configuration: both).layers.first)
      #expect(layer.direction == direction)
      #expect(layer.recognition.evidence == .configuration)
    }
  }

  @Test func resetWithoutABiasIsSaidToBeAssumed() throws {
    let shapes = ["kernel:0": [2, 9], "recurrent_kernel:0": [3, 9]]
    let layer = try #require(try model(shapes).layers.first)
    #expect(!layer.equations.resetsAfter)
    #expect(layer.recognition.remarks.contains { $0.contains("assumed to come before") })
    let told = try #require(
      try model(shapes, configuration: configuration("GRU", #", "reset_after": true"#)).layers.first
    )
    #expect(told.equations.resetsAfter)
  }
}
