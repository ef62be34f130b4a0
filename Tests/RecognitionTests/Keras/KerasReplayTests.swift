import Buffers
import Foundation
import LinearAlgebra
import Recurrent
import Testing

@testable import Checkpoints
@testable import Recognition

/// Layers that Keras ran in Float32, read from its files and replayed (make_keras_cells.py).
@Suite struct KerasReplayTests {
  static let files = [
    "cells.keras", "cells.h5", "wrappers.keras", "alone.weights.h5", "cudnn.h5", "keras2.h5",
    "keras1.h5",
  ]

  private static let root = Bundle.module.bundleURL.appending(path: "Models/keras")

  private func data(_ name: String) throws -> Bytes {
    Bytes(try Data(contentsOf: Self.root.appending(path: name)))
  }

  private func layers(_ name: String) throws -> [RecurrentLayer] {
    try RecognisedModel(Checkpoint(reading: data(name))).layers
  }

  private func expected(_ name: String) throws -> [JSON] {
    let text = try JSON(parsing: Data(contentsOf: Self.root.appending(path: "expected.json")))
    return try #require(text[name]?.values)
  }

  private func matrix(_ rows: [JSON]) -> Matrix {
    Matrix(rows: rows.map { $0.values?.compactMap(\.double) ?? [] })
  }

  @Test(arguments: files) func layersRunAsKerasRunsThem(file: String) throws {
    let (layers, expected, inputs) = (
      try layers(file), try expected(file), matrix(try expected("inputs"))
    )
    #expect(layers.count == expected.count)
    var replays: [String: LayerReplay] = [:]
    for entry in expected {
      let name = try #require(entry["name"]?.string)
      let layer = try #require(
        layers.first { $0.name == name && $0.direction.rawValue == entry["direction"]?.string },
        "\(name) isn't found")
      if let cell = CellKind(rawValue: entry["cell"]?.string ?? "") {
        #expect(layer.equations.kind == cell)
      }
      let below = entry["below"]?.string.flatMap { replays[$0]?.output }
      let replay = LayerReplay(layer, inputs: below ?? inputs)
      replays[name] = replay
      let outputs = matrix(try #require(entry["outputs"]?.values))
      #expect(
        close(replay.output.elements, outputs.elements, within: 1e-6, floor: 1), "\(name)")
    }
  }

  @Test(arguments: ["cells.keras", "wrappers.keras", "keras2.h5", "cudnn.h5"])
  func layersComeInTheModelsOrder(file: String) throws {
    let (layers, expected) = (try layers(file), try expected(file))
    #expect(layers.map(\.name) == expected.compactMap { $0["name"]?.string })
    #expect(
      layers.map(\.direction.rawValue) == expected.compactMap { $0["direction"]?.string })
  }

  @Test(arguments: [
    ("cells.keras", true), ("cells.h5", true), ("keras2.h5", true), ("wrappers.keras", true),
    ("alone.weights.h5", false), ("cudnn.h5", false), ("keras1.h5", false),
  ]) func evidenceIsWhatTheFileHas(file: String, hasConfiguration: Bool) throws {
    for layer in try layers(file) {
      #expect(layer.recognition.evidence == (hasConfiguration ? .configuration : .name))
      #expect(layer.recognition.confidence == (hasConfiguration ? .certain : .likely))
    }
  }

  @Test(arguments: ["row.h5", "graph.h5"]) func layersThatFeedOneAnotherAreAStack(
    file: String
  ) throws {
    let (layers, expected) = (try layers(file), try expected(file))
    #expect(layers.map(\.name) == ["low", "middle", "middle", "high"])
    #expect(layers.map(\.layer) == [0, 1, 1, 2])
    let stacks = StackReplay.stacks(layers)
    #expect(stacks == [[0, 1, 2, 3]])
    let inputs = matrix(try self.expected("inputs"))
    let replays = StackReplay(layers, stack: stacks[0], inputs: inputs).replays
    let outputs = matrix(try #require(expected[0]["outputs"]?.values))
    #expect(
      close(replays[3]?.output.elements ?? [], outputs.elements, within: 1e-6, floor: 1))
  }

  /// Keras kept no names beside the variables at first; the order of the layers says the same.
  @Test(arguments: ["cells.keras", "wrappers.keras"])
  func orderOfLayersStandsInForNames(file: String) throws {
    let checkpoint = try Checkpoint(reading: data(file))
    guard case .keras(let model) = checkpoint.structure else {
      Issue.record("no model of Keras")
      return
    }
    var nameless = checkpoint
    nameless.structure = .keras(
      KerasModel(
        configuration: model.configuration, attributes: [], version: model.version, backend: nil))
    let (with, without) = (
      try RecognisedModel(checkpoint).layers, try RecognisedModel(nameless).layers
    )
    #expect(with.map(\.equations) == without.map(\.equations))
    #expect(with.map(\.direction) == without.map(\.direction))
    #expect(without.allSatisfy { $0.recognition.evidence == .configuration })
  }

  @Test func hardSigmoidsAreThoseOfTheirVersion() throws {
    let (old, new) = (try layers("keras2.h5")[0], try layers("wrappers.keras")[1])
    #expect(old.equations.gateActivation == .hardSigmoid(slope: 0.2, offset: 0.5))
    #expect(new.equations.gateActivation == .hardSigmoid(slope: 1.0 / 6, offset: 0.5))
  }

  @Test func layoutOfCuDNNIsSaid() throws {
    for layer in try layers("cudnn.h5") {
      #expect(layer.recognition.remarks == ["CuDNN layout"])
      #expect(layer.hasTwoBiases)
    }
  }

  @Test func gatesOfTheirOwnKeepTheirNames() throws {
    let lstm = try layers("keras1.h5")[0]
    let stem = "lstm_1/lstm_1_U_"
    #expect(lstm.recurrentWeights.tensors == ["i", "f", "c", "o"].map { stem + $0 })
    let gru = try layers("keras1.h5")[1]
    #expect(gru.recurrentWeights.tensors == ["r", "z", "h"].map { "gru_1/gru_1_U_" + $0 })
  }
}
