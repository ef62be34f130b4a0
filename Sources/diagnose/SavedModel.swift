import Autodiff
import Checkpoints
import Recurrent
import Training

/// A text model as `diagnose train` saves it: weights, cell and vocabulary in one file.
struct SavedModel {
  let model: SequenceModel<Float>
  let vocabulary: Vocabulary

  static let cellKey = "gradientflow.cell"
  static let vocabularyKey = "gradientflow.vocabulary"

  init(contentsOf path: String) throws {
    let file = try Safetensors(contentsOf: path)
    guard
      let kind = file.metadata[Self.cellKey].flatMap({ CellKind(rawValue: $0) }),
      let characters = file.metadata[Self.vocabularyKey]
    else {
      throw Outcome.unanswered(
        "\(path) doesn't say its cell and characters: name a file that `diagnose train --text` saved"
      )
    }
    var tensors: [String: Tensor<Float>] = [:]
    for stored in file.tensors { tensors[stored.name] = try stored.tensor(as: Float.self) }
    model = try SequenceModel(kind, tensors: tensors)
    vocabulary = Vocabulary(of: Array(characters.unicodeScalars))
  }
}
