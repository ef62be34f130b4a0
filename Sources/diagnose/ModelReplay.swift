import Buffers
import Checkpoints
import LinearAlgebra
import ModelFiles
import ModelReport
import Recognition

/// A model file that was read, and the layers in it.
struct ReadModel {
  let path: String
  let checkpoint: Checkpoint
  let layers: [RecurrentLayer]
}

/// How layers are to be replayed.
struct ModelReplay {
  let source: ReplaySource
  /// The name of those that are asked for; `nil` for all.
  let layer: String?
  let initial: InitialState?

  /// What came of a layer.
  enum Result: Sendable {
    case replayed([LayerReplay], input: String)
    case not(String)
  }

  /// What came of the layers that were asked for, by their numbers.
  func results(_ model: ReadModel) throws -> [Int: Result] {
    let layers = model.layers
    let stacks = StackReplay.stacks(layers).filter { $0.contains { isAsked(layers[$0]) } }
    if initial != nil && stacks.count > 1 {
      throw Outcome.unanswered(
        "\(model.path) has \(stacks.count) recurrent layers that don't feed one another: "
          + "say with --layer which one --initial-state is for")
    }
    var results: [Int: Result] = [:]
    for stack in stacks { try replay(stack, model, &results) }
    return results
  }

  /// An input that went nowhere is no answer.
  func checkThatSomethingRan(in models: [CheckedModel]) throws {
    let layers = models.flatMap(\.layers)
    guard !layers.isEmpty, !models.contains(where: \.isReplayed) else { return }
    if let layer, !layers.contains(where: { isAsked($0.measurement.layer) }) {
      let names = Set(layers.map { $0.measurement.layer.title.shown }).sorted()
      throw Outcome.unanswered(
        "--layer \(layer): no layer is called so, but \(names.prefix(20).joined(separator: ", "))")
    }
    let reason = layers.lazy.compactMap(\.untraced).first ?? "none was asked for"
    throw Outcome.unanswered("no layer was replayed: \(reason)")
  }

  private func isAsked(_ layer: RecurrentLayer) -> Bool {
    self.layer.map { $0 == layer.name || layer.recurrentWeights.tensors.contains($0) } ?? true
  }

  private func replay(
    _ stack: [Int], _ model: ReadModel, _ results: inout [Int: Result]
  ) throws {
    let layers = model.layers
    let (input, sequences) = try source.batch(layers[stack[0]].inputSize, model)
    let asked = stack.filter { isAsked(layers[$0]) }
    let states =
      try initial.map { try self.states($0, asked, model, batch: sequences.count) } ?? [:]
    for (b, inputs) in sequences.enumerated() {
      let replay = StackReplay(
        layers, stack: stack, inputs: inputs, initial: states.mapValues { $0[b] },
        isTheirs: layer != nil)
      for index in asked {
        if let reason = replay.reasons[index] {
          results[index] = .not(sequences.count > 1 ? "\(reason) (sequence \(b + 1))" : reason)
        } else if let own = replay.replays[index] {
          results[index] = (results[index] ?? .replayed([], input: input)).adding(own)
        }
      }
    }
  }

  /// s_0 of the layers that are asked for, by layer and then by sequence.
  private func states(
    _ initial: InitialState, _ asked: [Int], _ model: ReadModel, batch: Int
  ) throws -> [Int: [[Double]]] {
    let layers = asked.map { model.layers[$0] }
    let widths = layers.map { InitialState.Width(hidden: $0.stateWidth, whole: $0.stateSize) }
    guard let width = widths.first, widths.allSatisfy({ $0 == width }) else {
      throw Outcome.unanswered(
        "\(model.path): its layers have states of different widths: say with --layer which one "
          + "--initial-state is for")
    }
    let states = try initial.states(layers: layers.count, batch: batch, width: width)
    return Dictionary(uniqueKeysWithValues: zip(asked, states))
  }
}

extension ModelReplay.Result {
  /// With one more sequence; a layer that failed on one stays failed.
  fileprivate func adding(_ replay: LayerReplay) -> Self {
    guard case .replayed(let replays, let input) = self else { return self }
    return .replayed(replays + [replay], input: input)
  }
}
