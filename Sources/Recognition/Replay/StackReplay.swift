import LinearAlgebra

/// Layers that feed one another, along one sequence.
public struct StackReplay: Sendable {
  /// The layers in groups that belong together, each by the numbers of its layers.
  public static func stacks(_ layers: [RecurrentLayer]) -> [[Int]] {
    var stacks: [String: [Int]] = [:]
    var order: [String] = []
    for (index, layer) in layers.enumerated() {
      if stacks[layer.stack] == nil { order.append(layer.stack) }
      stacks[layer.stack, default: []].append(index)
    }
    return order.map { name in
      (stacks[name] ?? []).enumerated().sorted {
        let (first, second) = (layers[$0.element], layers[$1.element])
        return (first.layer, first.direction == .forward ? 0 : 1, $0.offset)
          < (second.layer, second.direction == .forward ? 0 : 1, $1.offset)
      }.map(\.element)
    }
  }

  /// The layers that ran, by their numbers.
  public private(set) var replays: [Int: LayerReplay] = [:]
  /// Why the others didn't, a clause each, by their numbers.
  public private(set) var reasons: [Int: String] = [:]

  /// Replays one stack: each layer sees the states of the one below, both directions side by side.
  ///
  /// Layers above one that doesn't take what it is given, or that ran into numbers that aren't finite, don't run.
  ///
  /// - Parameters:
  ///   - stack: numbers of layers, as ``stacks(_:)`` puts them together.
  ///   - inputs: x, T x I with T >= 1, in the order of time.
  ///   - initial: s_0 of layers, by their numbers; zero for others.
  ///   - isTheirs: whether the inputs are meant for this stack, even if it sees something else in its model.
  public init(
    _ layers: [RecurrentLayer], stack: [Int], inputs: Matrix, initial: [Int: [Double]] = [:],
    isTheirs: Bool = false
  ) {
    var seen = inputs
    var giver = "the input has"
    var rest = stack[...]
    var below = -1
    while let first = rest.first {
      let number = layers[first].layer
      let level = rest.prefix { layers[$0].layer == number }
      rest = rest.dropFirst(level.count)
      let isFirst = first == stack.first
      let obstacle =
        isFirst && isTheirs ? nil : Self.obstacle(layers[first], above: below, isFirst: isFirst)
      for index in level {
        reasons[index] = obstacle ?? run(layers[index], index, on: seen, initial[index], giver)
      }
      guard level.allSatisfy({ reasons[$0] == nil }) else { break }
      below = number
      seen = .beside(level.compactMap { replays[$0]?.output })
      giver = "the layer below gives"
    }
    for index in rest { reasons[index] = "a layer below it has no trace" }
  }

  /// What keeps a level from seeing the input, or what the level below gives.
  private static func obstacle(
    _ layer: RecurrentLayer, above below: Int, isFirst: Bool
  ) -> String? {
    if layer.isDownstream && isFirst {
      return
        "it sees another layer's states through something that isn't replayed; --layer takes the input "
        + "for its own"
    }
    return layer.layer > below + 1 ? "the layer below it wasn't recognised" : nil
  }

  /// The most numbers of an input, or of what a replay keeps of a layer: 1 GB.
  public static let mostNumbers = 1 << 27

  /// Runs a layer, unless there is a reason why it can't.
  private mutating func run(
    _ layer: RecurrentLayer, _ index: Int, on inputs: Matrix, _ initial: [Double]?, _ giver: String
  ) -> String? {
    if let unread = layer.equations.unread { return "\(unread), which isn't replayed" }
    guard layer.inputSize > 0 else { return "its input weights aren't known" }
    guard layer.inputSize == inputs.columns else {
      return "it takes \(layer.inputSize) numbers a step, \(giver) \(inputs.columns)"
    }
    // States, gates and at most six coefficients a unit.
    let kept = layer.stateSize + (layer.equations.kind.gates + 6) * layer.hiddenSize
    guard inputs.rows <= Self.mostNumbers / kept else {
      return "\(inputs.rows) steps of \(layer.hiddenSize) units are more than a replay holds"
    }
    let replay = LayerReplay(layer, inputs: inputs, initial: initial)
    if let step = (1...replay.steps).first(where: { !replay.states.row($0).allSatisfy(\.isFinite) })
    {
      return "its state isn't finite from step \(step) on"
    }
    replays[index] = replay
    return nil
  }
}
