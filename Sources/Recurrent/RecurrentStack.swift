import Autodiff
import LinearAlgebra

/// Layers of one cell on top of each other, each in one direction or in both, with PyTorch's parameter names.
public struct RecurrentStack<Scalar: RecurrentScalar> {
  /// The cell of every layer.
  public let kind: CellKind
  /// I, the width of the input of layer 0.
  public let inputSize: Int
  /// H, the number of hidden units of each layer and direction.
  public let hiddenSize: Int
  /// The number of layers.
  public let layers: Int
  /// Whether every layer also walks from the last step to the first; outputs are then concatenated to 2 H.
  public let isBidirectional: Bool
  /// Layer 0 forward, layer 0 reversed (if both directions), layer 1 forward, ...
  public var parameters: [CellParameters<Scalar>]

  /// A stack with given weights, in the order of `parameters`.
  public init(_ weights: [CellWeights], isBidirectional: Bool = false) {
    let directions = isBidirectional ? 2 : 1
    precondition(
      !weights.isEmpty && weights.count % directions == 0,
      "\(weights.count) sets of weights don't make layers of \(directions) direction(s)")
    kind = weights[0].kind
    inputSize = weights[0].inputSize
    hiddenSize = weights[0].hiddenSize
    layers = weights.count / directions
    self.isBidirectional = isBidirectional
    parameters = weights.map { CellParameters($0) }
    for (index, cell) in weights.enumerated() {
      let expected = index < directions ? inputSize : directions * hiddenSize
      precondition(
        cell.inputSize == expected && cell.hiddenSize == hiddenSize && cell.kind == kind,
        "layer \(index / directions) must be \(kind.title) \(expected) -> \(hiddenSize)")
    }
  }

  /// A stack at the start of training.
  /// - Throws: `LinearAlgebraError` when an orthogonal block can't be factorised.
  public init(
    _ kind: CellKind, inputSize: Int, hiddenSize: Int, layers: Int = 1,
    isBidirectional: Bool = false,
    initialization: Initialization = .pytorch, forgetBias: Double? = nil,
    using generator: inout RandomGenerator
  ) throws {
    let directions = isBidirectional ? 2 : 1
    var weights: [CellWeights] = []
    for index in 0..<layers * directions {
      weights.append(
        try .initial(
          kind, inputSize: index < directions ? inputSize : directions * hiddenSize,
          hiddenSize: hiddenSize,
          initialization: initialization, forgetBias: forgetBias, using: &generator))
    }
    self.init(weights, isBidirectional: isBidirectional)
  }

  /// The width of the output: H, or 2 H for both directions.
  public var outputSize: Int { (isBidirectional ? 2 : 1) * hiddenSize }

  /// Every tensor under PyTorch's name, such as `weight_hh_l0`.
  public var namedTensors: [(name: String, tensor: Tensor<Scalar>)] {
    parameters.enumerated().flatMap { index, cell in
      let names = CellParameters<Scalar>.names(
        layer: isBidirectional ? index / 2 : index, reversed: isBidirectional && index % 2 == 1)
      return zip(names, cell.tensors).map { ($0, $1) }
    }
  }

  /// The weights in Float64, in the order of `parameters`.
  public var weights: [CellWeights] { parameters.map { CellWeights($0) } }
}

/// What a stack makes of a batch of sequences.
public struct StackOutput<Scalar: RecurrentScalar> {
  /// The top layer's outputs, [T, B, H], or [T, B, 2 H] for both directions.
  public let sequence: Variable<Scalar>
  /// The last state of each layer and direction, in the order of `RecurrentStack.parameters`.
  public let final: [CellState<Scalar>]
}

extension Tape where Scalar: RecurrentScalar {
  /// A stack of layers over a batch of sequences.
  ///
  /// Layers are observed as `NAME.0`, `NAME.1`, ... (`NAME.0.reverse` for the other direction).
  /// - Parameters:
  ///   - weights: one set a layer and direction, in the order of `RecurrentStack.parameters`.
  ///   - between: applied to the output of every layer but the last, such as dropout.
  @specialized(where Scalar == Float)
  public func recurrentStack(
    _ weights: [CellVariables<Scalar>], isBidirectional: Bool = false, input: SequenceInput<Scalar>,
    initial: [CellState<Scalar>]? = nil, lengths: [Int]? = nil, name: String? = nil,
    stepsBefore: Int = 0, between: (Variable<Scalar>) -> Variable<Scalar> = { $0 }
  ) -> StackOutput<Scalar> {
    let directions = isBidirectional ? 2 : 1
    precondition(!weights.isEmpty && weights.count % directions == 0, "\(weights.count) layers")
    var input = input
    var final: [CellState<Scalar>] = []
    for index in stride(from: 0, to: weights.count, by: directions) {
      var sequences: [Variable<Scalar>] = []
      for direction in 0..<directions {
        let output = recurrent(
          weights[index + direction], input: input, initial: initial?[index + direction],
          lengths: lengths, reversed: direction == 1,
          name: name.map { "\($0).\(index / directions)" + (direction == 1 ? ".reverse" : "") },
          stepsBefore: stepsBefore)
        sequences.append(output.sequence)
        final.append(output.final)
      }
      let both = directions == 1 ? sequences[0] : Variable.concatenate(sequences, axis: 2)
      if index + directions == weights.count { return StackOutput(sequence: both, final: final) }
      input = .vectors(between(both))
    }
    preconditionFailure("a stack of at least one layer returns from its last")
  }
}
