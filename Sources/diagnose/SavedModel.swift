import Autodiff
import Checkpoints
import ModelFiles
import Recurrent
import Training

/// A text model as `diagnose train` saves it: weights, cell and vocabulary in one file.
struct SavedModel {
  let model: SequenceModel<Float>
  let vocabulary: Vocabulary

  static let cellKey = "gradientflow.cell"
  static let vocabularyKey = "gradientflow.vocabulary"

  init(contentsOf path: String) throws {
    let file = try ModelFile.read(path)
    guard
      let kind = file.texts[Self.cellKey].flatMap({ CellKind(rawValue: $0) }),
      let characters = file.texts[Self.vocabularyKey]
    else {
      throw Outcome.unanswered(
        "\(path) doesn't say its cell and characters: name a file that `diagnose train --text` saved"
      )
    }
    var tensors: [String: Tensor<Float>] = [:]
    for stored in file.tensors { tensors[stored.name] = try stored.tensor(as: Float.self) }
    model = try SequenceModel(kind, tensors: tensors)
    vocabulary = Vocabulary(of: Array(characters.unicodeScalars))
    guard vocabulary.count == model.inputSize && vocabulary.count == model.outputSize else {
      throw Outcome.unanswered(
        "\(path) has \(vocabulary.count) characters for a model of \(model.inputSize) inputs and "
          + "\(model.outputSize) outputs: save the model again")
    }
    if let name = model.namedTensors.first(where: { !$0.tensor.sumOfSquares.isFinite })?.name {
      throw Outcome.unanswered("\(path), \(name) is not finite: sample from an earlier state")
    }
  }
}
