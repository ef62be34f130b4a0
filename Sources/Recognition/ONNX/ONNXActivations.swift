import Checkpoints
import Recurrent

/// The functions of a recurrent node in their order: f for gates, g for the candidate, h for the output; a
/// vanilla RNN has one.
///
/// Source: ONNX operators RNN, LSTM and GRU, `activations`, `activation_alpha`, `activation_beta`.
struct ONNXActivations {
  private let functions: [Function]

  private struct Function {
    let name: String
    var alpha: Double?
    var beta: Double?
  }

  /// Takes those of one direction from a node.
  init(
    _ node: ONNXNode, _ frame: ONNXFrame, _ kind: CellKind, direction: Int, of directions: Int
  ) throws(Unread) {
    let defaults =
      kind == .lstm ? ["Sigmoid", "Tanh", "Tanh"] : kind == .gru ? ["Sigmoid", "Tanh"] : ["Tanh"]
    let all = Array(repeating: defaults, count: directions).flatMap { $0 }
    var names = all
    if case .strings(let texts)? = frame.attribute("activations", of: node), !texts.isEmpty {
      names = texts.prefix(all.count + 1).map {
        $0.part(at: 0, count: min($0.count, 40))?.text ?? "?"
      }
    }
    guard names.count == all.count else {
      throw Unread("it has \(names.count) activations where \(all.count) are expected")
    }
    var functions = names.map { Function(name: $0.lowercased()) }
    Self.give(
      Self.numbers("activation_alpha", node, frame, most: names.count + 1), to: &functions, \.alpha)
    Self.give(
      Self.numbers("activation_beta", node, frame, most: names.count + 1), to: &functions, \.beta)
    let count = defaults.count
    self.functions = Array(functions[direction * count..<(direction + 1) * count])
  }

  /// Numbers of an attribute, not more than tell how many there are.
  private static func numbers(
    _ name: String, _ node: ONNXNode, _ frame: ONNXFrame, most: Int
  ) -> [Double] {
    guard case .floats(let numbers)? = frame.attribute(name, of: node) else { return [] }
    return numbers.prefix(most).map { Double($0) }
  }

  /// Numbers go to the functions that take one, in their order; as many as there are functions, one to each.
  private static func give(
    _ numbers: [Double], to functions: inout [Function],
    _ number: WritableKeyPath<Function, Double?>
  ) {
    let takers =
      numbers.count == functions.count
      ? Array(functions.indices)
      : functions.indices.filter { ["hardsigmoid", "affine"].contains(functions[$0].name) }
    for (taker, value) in zip(takers, numbers) { functions[taker][keyPath: number] = value }
  }

  /// Puts them into a cell's equations.
  ///
  /// - Throws: ``Unread`` for functions that can't be replayed.
  func equations(_ kind: CellKind) throws(Unread) -> CellEquations {
    var equations = CellEquations(kind)
    switch kind {
    case .lstm:
      equations.gateActivation = try gate(functions[0])
      equations.stateActivation = try state(functions[1])
      equations.outputActivation = try state(functions[2])
    case .gru:
      equations.gateActivation = try gate(functions[0])
      equations.stateActivation = try state(functions[1])
    case .rnn, .rnnRelu:
      let activation = try state(functions[0])
      if activation == .relu { return CellEquations(.rnnRelu) }
      equations.stateActivation = activation
    }
    return equations
  }

  private func gate(_ function: Function) throws(Unread) -> CellEquations.GateActivation {
    switch function.name {
    case "sigmoid": return .sigmoid
    case "hardsigmoid":
      let (slope, offset) = (function.alpha ?? 0.2, function.beta ?? 0.5)
      guard slope.isFinite, offset.isFinite else { throw unread(function) }
      return .hardSigmoid(slope: slope, offset: offset)
    default: throw unread(function)
    }
  }

  private func state(_ function: Function) throws(Unread) -> CellEquations.StateActivation {
    switch function.name {
    case "tanh": return .tanh
    case "relu": return .relu
    case "sigmoid": return .sigmoid
    case "identity", "linear": return .linear
    case "affine" where function.alpha ?? 1 == 1 && function.beta ?? 0 == 0: return .linear
    default: throw unread(function)
    }
  }

  private func unread(_ function: Function) -> Unread {
    Unread("its activation \(function.name.prefix(40)) isn't one that is replayed")
  }
}
