import LinearAlgebra

/// Layers that feed one another, along one sequence.
public enum StackReplay {
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

  /// Replays one stack: each layer sees the states of the one below, both directions side by side.
  ///
  /// - Parameter initial: s_0 of the first layer; zero if nil, as that of all others.
  /// - Returns: by their numbers, the layers that could be replayed: those up to the first that
  ///   doesn't take what the one below gives, or what the input has.
  public static func replay(
    _ layers: [RecurrentLayer], stack: [Int], inputs: Matrix, initial: [Double]? = nil
  ) -> [Int: LayerReplay] {
    var replays: [Int: LayerReplay] = [:]
    var seen = inputs
    var rest = stack[...]
    while let first = rest.first {
      let level = rest.prefix { layers[$0].layer == layers[first].layer }
      rest = rest.dropFirst(level.count)
      guard level.allSatisfy({ layers[$0].inputSize == seen.columns }) else { break }
      for index in level {
        replays[index] = LayerReplay(
          layers[index], inputs: seen, initial: index == stack[0] ? initial : nil)
      }
      seen = .beside(level.compactMap { replays[$0]?.output })
    }
    return replays
  }
}
