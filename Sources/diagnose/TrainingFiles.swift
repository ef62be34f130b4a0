import Autodiff
import Checkpoints
import Foundation
import ModelFiles
import Recurrent
import Report
import Training

/// What a training run leaves in its folder beside the report.
struct TrainingFiles {
  let trainer: Trainer<Float>
  let recorder: Recorder<Float>
  /// The lines of an earlier run's metrics.jsonl, if this run goes on from it.
  var earlierMetrics = ""

  /// Recording, metrics, weights and state, by name.
  var all: [ReportFile] {
    [
      ReportFile(path: "recording.jsonl", text: recorder.recording.jsonLines),
      ReportFile(path: "metrics.jsonl", text: earlierMetrics + trainer.metrics.jsonLines),
      ReportFile(path: "best.safetensors", bytes: Data(weights(best).encoded())),
      ReportFile(path: "last.safetensors", bytes: Data(weights(trainer.model).encoded())),
      ReportFile(path: "state.safetensors", bytes: Data(state.encoded())),
    ]
  }

  /// Writes the best weights, whole or not at all.
  func writeBest(to path: String) throws { try weights(best).write(to: path) }

  private var best: SequenceModel<Float> { trainer.best?.model ?? trainer.model }

  /// Puts a trainer where an earlier run was.
  static func restore(_ trainer: Trainer<Float>, from path: String) throws {
    let file = try ModelFile.read(path)
    var tensors: [String: Tensor<Float>] = [:]
    for stored in file.tensors { tensors[stored.name] = try stored.tensor(as: Float.self) }
    try trainer.restore(TrainingState(tensors: tensors, metadata: file.texts))
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
  private func weights(_ model: SequenceModel<Float>) -> Safetensors {
    let tensors = model.namedTensors.map { StoredTensor(name: $0.name, $0.tensor) }
    var metadata = [SavedModel.cellKey: model.kind.rawValue]
    if let vocabulary = (trainer.task as? TextTask)?.corpus.vocabulary {
      metadata[SavedModel.vocabularyKey] = vocabulary.text(0..<Int32(vocabulary.count))
    }
    return Safetensors(tensors, metadata: metadata)
  }

  private var state: Safetensors {
    let state = trainer.state
    let tensors = state.tensors.sorted { $0.key < $1.key }.map {
      StoredTensor(name: $0.key, $0.value)
    }
    return Safetensors(tensors, metadata: state.metadata)
  }
}
