import Autodiff
import Checkpoints
import Foundation
import ModelFiles
import Recognition
import Recurrent
import Training

/// The start of a training run from a model that exists.
enum InitialModel {
  /// Whether a word of `--init` names a file and no way to draw weights.
  static func isFile(_ word: String) -> Bool {
    Initialization(word) == nil && FileManager.default.fileExists(atPath: word)
  }

  /// Whether a word is meant for a file that isn't there.
  static func isMissing(_ word: String) -> Bool {
    Initialization(word) == nil && !isFile(word) && word.contains { "./".contains($0) }
      && !word.contains(":")
  }

  /// A freshly drawn model with the recurrent layers of the file in place of its own, and every other
  /// tensor that the file has under the same name and shape.
  static func model(
    _ drawn: SequenceModel<Float>, from path: String
  ) throws -> SequenceModel<Float> {
    let checkpoint = try ModelFile.read(path)
    let recognised = try ModelFile.naming(path) { () throws(CheckpointFault) in
      let layers = try RecognisedModel(checkpoint).layers
      let first = StackReplay.stacks(layers).first ?? []
      try checkThatCellsAgree(first.map { layers[$0] }, drawn.kind)
      return try TorchExport.tensors(first.map { layers[$0] }, keepsCells: false)
    }
    guard !recognised.isEmpty else {
      throw Outcome.unanswered(
        "\(path) has no recurrent layer that I recognise: see `diagnose check`")
    }
    var found: [String: StoredTensor] = [:]
    for tensor in recognised { found[word(tensor.name)] = tensor }
    var tensors: [String: Tensor<Float>] = [:]
    for (name, own) in drawn.namedTensors {
      tensors[name] = own
      guard let stored = found[word(name)] ?? checkpoint[name] else { continue }
      guard stored.shape == Array(own.shape) else {
        throw Outcome.unanswered(
          "\(path) has \(stored.name) of shape \(stored.shape), the model to be trained \(own.shape): "
            + "give its sizes with --hidden, --layers and --cell")
      }
      tensors[name] = try stored.tensor(as: Float.self)
      found[word(name)] = nil
    }
    if found.values.contains(where: { $0.name.hasSuffix("_reverse") }) {
      throw Outcome.unanswered(
        "\(path) has layers that walk backwards, which `diagnose train` hasn't: name another model")
    }
    if let left = found.values.map(\.name).sorted().first {
      throw Outcome.unanswered(
        "\(path) has \(left), which the model to be trained hasn't: give its sizes with --cell and --layers"
      )
    }
    return try SequenceModel(drawn.kind, tensors: tensors)
  }

  /// A tanh can't go on as a relu, where the file says which it is.
  private static func checkThatCellsAgree(
    _ layers: [RecurrentLayer], _ kind: CellKind
  ) throws(CheckpointFault) {
    for layer in layers where layer.recognition.confidence == .certain {
      let own: CellKind = layer.equations.stateActivation == .relu ? .rnnRelu : .rnn
      if layer.equations.kind.gates == 1, kind.gates == 1, own != kind {
        throw .unsupported(
          .tensor(layer.recurrentWeights.tensors[0]), "it is of a \(own.rawValue)",
          advice: "train it with --cell \(own.rawValue)")
      }
    }
  }

  /// The last part of a tensor's name, such as `weight_hh_l0`.
  private static func word(_ name: String) -> String {
    name.split(separator: ".").last.map(String.init) ?? name
  }
}
