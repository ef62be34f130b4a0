import Checkpoints
import FlowAnalysis
import Foundation
import LinearAlgebra
import ModelFiles
import Recognition

/// What `check` replays layers on.
enum ReplaySource {
  case file(SequenceFile)
  case zeros(steps: Int)
  case gaussian(seed: UInt64, steps: Int)
  case text(TextInput)

  /// The seed of the noise, where there is noise.
  var seed: UInt64? {
    if case .gaussian(let seed, _) = self { return seed }
    return nil
  }

  /// How many steps are made up; `nil` for those that are given.
  private var steps: Int? {
    switch self {
    case .zeros(let steps), .gaussian(_, let steps): steps
    case .file, .text: nil
    }
  }

  /// A batch of sequences under a name, T x I each, for a layer of that input size if that can be chosen.
  func batch(_ size: Int, _ model: ReadModel) throws -> (name: String, sequences: [Matrix]) {
    if let steps, size > StackReplay.mostNumbers / steps {
      throw Outcome.unanswered(
        "\(model.path): \(steps) steps of \(size) numbers are more than a replay holds; give fewer --steps"
      )
    }
    switch self {
    case .file(let file): return (file.name, file.sequences)
    case .zeros(let steps):
      let input = NamedInput.zeros(steps: steps, inputSize: size)
      return (input.name, [input.values])
    case .gaussian(let seed, let steps):
      let input = NamedInput.noise(steps: steps, inputSize: size, seed: seed)
      return (input.name, [input.values])
    case .text(let text):
      let input = try text.input(of: model)
      return (input.name, [input.values])
    }
  }
}
