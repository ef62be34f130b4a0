import Buffers
import Checkpoints
import Foundation
import LinearAlgebra
import Testing

@testable import Recognition

/// Layers whose gates are tensors of their own: their states are those of the programs' own equations (make_gate_layers.py).
@Suite struct GateLayersTests {
  private static let root = Bundle.module.bundleURL.appending(path: "Models/gates")

  private func numbers(_ json: JSON?) throws -> [[Double]] {
    try #require(json?.values).map { try #require($0.values).compactMap(\.double) }
  }

  /// Transposes, the order of gates, peepholes, and the update gate that says how much is new.
  @Test(arguments: ["rnn.pkl", "lstm.pkl", "gru.pkl", "flax.npz", "flax_dotted.npz"])
  func statesAreTheProgramsOwn(file: String) throws {
    let data = try Data(contentsOf: Self.root.appending(path: file))
    let layers = try RecognisedModel(Checkpoint(reading: Bytes(data))).layers
    let text = try Data(contentsOf: Self.root.appending(path: "expected.json"))
    let json = try JSON(parsing: text)
    let inputs = Matrix(rows: try numbers(json["inputs"]))
    var replays: [Int: LayerReplay] = [:]
    for stack in StackReplay.stacks(layers) {
      replays.merge(StackReplay(layers, stack: stack, inputs: inputs).replays) { $1 }
    }
    let expected = try #require(json["files"]?[file]?.values)
    #expect(layers.count == expected.count)
    for entry in expected {
      let index = try #require(layers.firstIndex { $0.name == entry["name"]?.string })
      let (layer, replay) = (layers[index], try #require(replays[index]))
      #expect(layer.direction.rawValue == entry["direction"]?.string)
      #expect(layer.layer == entry["layer"]?.int)
      let states = (1...replay.steps).flatMap { replay.states.row($0)[..<layer.stateWidth] }
      #expect(close(states, try numbers(entry["h"]).flatMap { $0 }, within: 1e-12, floor: 1))
    }
  }

  /// What isn't computed here is said, and neither replayed nor converted.
  @Test func otherFunctionsAreNotReplayed() throws {
    let data = try Data(contentsOf: Self.root.appending(path: "odd.pkl"))
    let layers = try RecognisedModel(Checkpoint(reading: Bytes(data))).layers
    let replay = StackReplay(layers, stack: [0], inputs: Matrix(zeros: 2, 3))
    #expect(
      replay.reasons[0] == "the model has the function softmax in a layer, which isn't replayed")
    #expect(throws: CheckpointFault.self) { try TorchExport.tensors(layers) }
  }

  /// A file of tensors doesn't name a function; a pickle of objects does.
  @Test func assumedFunctionsAreSaid() throws {
    func layer(_ file: String) throws -> RecurrentLayer {
      let data = try Data(contentsOf: Self.root.appending(path: file))
      return try #require(
        try RecognisedModel(Checkpoint(reading: Bytes(data))).layers.first {
          $0.equations.kind.gates == 1
        })
    }
    let (named, assumed) = (try layer("rnn.pkl"), try layer("flax.npz"))
    #expect(named.equations.stateActivation == .relu && named.recognition.confidence == .certain)
    #expect(assumed.recognition.remarks == ["tanh is assumed"])
    #expect(assumed.recognition.confidence == .likely)
  }
}
