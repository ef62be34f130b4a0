import Autodiff
import Checkpoints
import Files
import Foundation
import Training

/// What a training run leaves in its folder beside the report.
struct TrainingFiles {
  let folder: String
  let trainer: Trainer<Float>
  let recorder: Recorder<Float>

  func write(alsoTo save: String?) throws {
    let best = trainer.best?.model ?? trainer.model
    try recorder.recording.write(to: folder + "/recording.jsonl")
    try AtomicFile.write(trainer.metrics.jsonLines, to: folder + "/metrics.jsonl")
    try write(best, to: folder + "/best.safetensors")
    try write(trainer.model, to: folder + "/last.safetensors")
    try Self.write(trainer.state, to: folder + "/state.safetensors")
    if let save { try write(best, to: save) }
  }

  /// Puts a trainer where an earlier run was.
  static func restore(
    _ trainer: Trainer<Float>, from path: String, recorder: Recorder<Float>
  ) throws {
    let file = try Safetensors(contentsOf: path)
    var tensors: [String: Tensor<Float>] = [:]
    for stored in file.tensors { tensors[stored.name] = try stored.tensor(as: Float.self) }
    try trainer.restore(TrainingState(tensors: tensors, metadata: file.metadata))
  }

  /// One sentence about how the run went.
  func summary(_ end: RecordingEnd) -> String {
    let unit = trainer.task.lossUnit.rawValue
    let best = trainer.best.map {
      String(format: ", %.4f on unseen data at step %d", $0.validation, $0.step)
    }
    let last =
      trainer.metrics.last.map { String(format: "loss %.4f %@", $0.loss, unit) } ?? "no step"
    return "\(end) \(last)\(best ?? "") (baseline \(String(format: "%.4f", trainer.task.baseline)))"
  }

  /// Weights with what it takes to use them: the cell, and the characters of a text.
  private func write(_ model: SequenceModel<Float>, to path: String) throws {
    let tensors = model.namedTensors.map { StoredTensor(name: $0.name, $0.tensor) }
    var metadata = [SavedModel.cellKey: model.kind.rawValue]
    if let vocabulary = (trainer.task as? TextTask)?.corpus.vocabulary {
      metadata[SavedModel.vocabularyKey] = vocabulary.text(0..<Int32(vocabulary.count))
    }
    try Safetensors(tensors, metadata: metadata).write(to: path)
  }

  private static func write(_ state: TrainingState<Float>, to path: String) throws {
    let tensors = state.tensors.sorted { $0.key < $1.key }.map {
      StoredTensor(name: $0.key, $0.value)
    }
    try Safetensors(tensors, metadata: state.metadata).write(to: path)
  }
}
