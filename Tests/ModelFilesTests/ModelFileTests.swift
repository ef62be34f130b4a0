import Autodiff
import Buffers
import Checkpoints
import Files
import Foundation
import Testing

@testable import ModelFiles

@Suite struct ModelFileTests {
  private let path = NSTemporaryDirectory() + UUID().uuidString

  @Test func fileIsNamedInTheError() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(throws: FileError.missing(path: path)) { try ModelFile.read(path) }
    try AtomicFile.write("oh", to: path)
    let error = #expect(throws: CheckpointError.self) { try ModelFile.read(path) }
    #expect(error?.description.hasPrefix("\(path): it is not a model file I know; ") == true)
  }

  @Test func writtenTensorsAreRead() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let tensor = Tensor<Float>(shape: [2, 1], [0.1, -3])
    let sample = Safetensors([
      StoredTensor(name: "w", tensor), StoredTensor(name: "n", shape: [2], [7, -1]),
    ])
    try sample.write(to: path)
    let read = try ModelFile.read(path)
    #expect(try read["w"]?.tensor(as: Float.self) == tensor)
    #expect(try read["n"]?.integers() == [7, -1])
  }

  @Test func precisionIsConverted() throws {
    let double = StoredTensor(name: "d", Tensor<Double>(shape: [1], [0.1]))
    #expect(try double.tensor(as: Float.self).item == 0.1)
    let single = StoredTensor(name: "s", Tensor<Float>(shape: [1], [0.1]))
    #expect(try single.tensor(as: Double.self).item == Double(Float(0.1)))
    #expect(throws: CheckpointFault.self) { try single.integers() }
  }

  @Test func moreAxesThanATensorHasAreRefusedWhenRead() throws {
    let stored = StoredTensor(name: "a", shape: Array(repeating: 1, count: 7), [1])
    let fault = #expect(throws: CheckpointFault.self) { try stored.tensor(as: Float.self) }
    #expect(fault?.reason == "it has 7 axes, where at most 6 can be used")
  }

  /// Opening a pipe must not wait for a writer.
  @Test(.timeLimit(.minutes(1))) func pipesAndFoldersAreRefused() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(mkfifo(path, 0o600) == 0)
    #expect(throws: FileError.isNoFile(path: path)) { try ModelFile.read(path) }
    #expect(throws: FileError.isNoFile(path: "/dev/zero")) { try ModelFile.read("/dev/zero") }
  }
}
