import Autodiff
import Checkpoints
import Foundation
import Recurrent
import Testing
import Training

@testable import ModelFiles

/// A training run through a file and back.
@Suite struct ResumeTests {
  private func trainer() throws -> Trainer<Float> {
    var settings = TrainingSettings()
    settings.hiddenSize = 6
    settings.batch = 3
    settings.steps = 20
    settings.validateEvery = 4
    settings.dropout = 0.2
    let text = String(repeating: "two roads diverged in a yellow wood. ", count: 12)
    let corpus = try TextCorpus(utf8: text.utf8, path: "text")
    return try Trainer<Float>(settings, task: TextTask(corpus, length: 8, batch: 3))
  }

  @Test func runGoesOnFromAFileBitForBit() throws {
    let whole = try trainer()
    whole.run()
    let first = try trainer()
    for _ in 0..<9 { try first.advance() }
    let path = NSTemporaryDirectory() + UUID().uuidString + ".safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let state = first.state
    try Safetensors(
      state.tensors.map { StoredTensor(name: $0.key, $0.value) }, metadata: state.metadata
    ).write(to: path)
    let file = try ModelFile.read(path)
    var tensors: [String: Tensor<Float>] = [:]
    for tensor in file.tensors { tensors[tensor.name] = try tensor.tensor(as: Float.self) }
    let second = try trainer()
    try second.restore(TrainingState(tensors: tensors, metadata: file.texts))
    second.run()
    #expect(second.metrics.map(\.loss) == whole.metrics.dropFirst(9).map(\.loss))
    let model = try SequenceModel<Float>(.lstm, tensors: tensors)
    #expect(model.namedTensors.map(\.tensor) == first.model.namedTensors.map(\.tensor))
  }
}
