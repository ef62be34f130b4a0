import FlowAnalysis
import LinearAlgebra
import ModelFiles
import Recognition

/// What `check --inputs` replays layers on.
enum ReplaySource {
  case file(SequenceFile)
  case zeros(steps: Int)
  case gaussian(seed: UInt64, steps: Int)

  init(_ word: String, steps: Int) throws {
    guard 1...100_000 ~= steps else {
      throw Outcome.unanswered("--steps \(steps): give a number from 1 to 100000")
    }
    if word == "zeros" {
      self = .zeros(steps: steps)
    } else if word == "gaussian" || word.hasPrefix("gaussian:") {
      guard let seed = word == "gaussian" ? 0 : UInt64(word.dropFirst(9)) else {
        throw Outcome.unanswered("--inputs \(word): give a whole number as seed, as in gaussian:1")
      }
      self = .gaussian(seed: seed, steps: steps)
    } else {
      self = .file(try SequenceFile(contentsOf: word))
    }
  }

  /// The traces of the layers that could be replayed, by their numbers.
  func traces(_ layers: [RecurrentLayer], only name: String?) throws -> [Int: [LayerTrace]] {
    if let name, !layers.contains(where: { $0.name == name }) {
      throw Outcome.unanswered(
        "--layer \(name): the model has \(layers.map(\.name).joined(separator: ", "))")
    }
    var traces: [Int: [LayerTrace]] = [:]
    for stack in StackReplay.stacks(layers)
    where name == nil || stack.contains(where: { layers[$0].name == name }) {
      let (input, sequences) = batch(layers[stack[0]].inputSize)
      for inputs in sequences {
        for (index, replay) in StackReplay.replay(layers, stack: stack, inputs: inputs)
        where name == nil || layers[index].name == name {
          traces[index, default: []].append(try LayerTrace(replay, input: input))
        }
      }
    }
    return traces
  }

  private func batch(_ size: Int) -> (name: String, sequences: [Matrix]) {
    switch self {
    case .file(let file): return (file.name, file.sequences)
    case .zeros(let steps):
      let input = NamedInput.zeros(steps: steps, inputSize: size)
      return (input.name, [input.values])
    case .gaussian(let seed, let steps):
      let input = NamedInput.noise(steps: steps, inputSize: size, seed: seed)
      return (input.name, [input.values])
    }
  }
}

extension Outcome: CustomStringConvertible {
  /// What went wrong, for a file among others.
  var description: String {
    switch self {
    case .unanswered(let sentence): sentence
    case .found: "found"
    case .unread: "not read"
    }
  }
}
