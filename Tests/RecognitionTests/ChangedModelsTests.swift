import Buffers
import Checkpoints
import FlowAnalysis
import Foundation
import LinearAlgebra
import Testing

@testable import Recognition

/// Every small model of layers with bytes changed: what comes of it is layers, notes or a fault.
@Suite struct ChangedModelsTests {
  private static let root = Bundle.module.bundleURL.appending(path: "Models")

  static let files: [String] =
    ["", "keras/", "onnx/"].flatMap { folder in
      let names =
        (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path))
        ?? []
      return names.sorted().filter {
        $0.contains(".") && !$0.hasSuffix("json") && $0 != "inputs.npy"
      }
      .map { folder + $0 }
    }

  @Test func thereAreFilesOfEachFormat() {
    for ending in [".pt", ".h5", ".keras", ".onnx"] {
      #expect(Self.files.contains { $0.hasSuffix(ending) })
    }
  }

  @Test(arguments: files) func changedBytesAreAnswered(file: String) throws {
    let data = Array(try Data(contentsOf: Self.root.appending(path: file)))
    var random = RandomGenerator(seed: 7)
    for round in 0..<300 {
      var changed = data
      for _ in 0...round % 4 {
        let place = Int.random(in: 0..<data.count, using: &random)
        // Half of the changes turn a bit over, the others set a value at the edge of something.
        changed[place] =
          Bool.random(using: &random)
          ? changed[place] ^ (1 << UInt8.random(in: 0..<8, using: &random))
          : [0, 1, 0x7f, 0x80, 0xff].randomElement(using: &random) ?? 0
      }
      follow(Bytes(changed))
    }
  }

  private func follow(_ bytes: Bytes) {
    var limits = Limits(fileOf: bytes.count)
    limits.decodedBytes = 1 << 22
    limits.viewedBytes = 1 << 22
    limits.verifiesChecksums = false
    guard let checkpoint = try? Checkpoint(reading: bytes, limits: limits),
      let model = try? RecognisedModel(checkpoint)
    else { return }
    for layer in model.layers where layer.stateSize <= 64 && layer.inputSize <= 1024 {
      _ = try? LayerMeasurement(layer)
      let replay = LayerReplay(layer, inputs: Matrix(zeros: 3, layer.inputSize))
      _ = try? LayerTrace(replay, input: "zeros")
    }
    _ = StackReplay.stacks(model.layers)
    _ = try? TorchExport.tensors(model.layers)
  }
}
