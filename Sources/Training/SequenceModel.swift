import Autodiff
import LinearAlgebra
import Recurrent

/// A stack of recurrent layers with a linear head: logits or numbers y = W_hy h + b_y from the top
/// layer's h.
///
/// As PyTorch's `nn.RNN`, `nn.LSTM` or `nn.GRU` called `rnn` followed by an `nn.Linear` called
/// `head`, with the same names, shapes and defaults.
public struct SequenceModel<Scalar: TrainingScalar> {
  /// The recurrent layers.
  public var stack: RecurrentStack<Scalar>
  /// W_hy, [O, H].
  public var headWeight: Tensor<Scalar>
  /// b_y, [O].
  public var headBias: Tensor<Scalar>

  /// A model of given parts.
  public init(
    stack: RecurrentStack<Scalar>, headWeight: Tensor<Scalar>, headBias: Tensor<Scalar>
  ) {
    precondition(
      headWeight.rank == 2 && headWeight.shape[1] == stack.outputSize
        && headBias.shape == [headWeight.shape[0]] && !stack.isBidirectional,
      "a head \(headWeight.shape), \(headBias.shape) on \(stack.outputSize) hidden units")
    self.stack = stack
    self.headWeight = headWeight
    self.headBias = headBias
  }

  /// A model at the start of training; the head's weights and biases are uniform in ±1/sqrt(H).
  ///
  /// - Parameters:
  ///   - initialization: how W_hh starts.
  ///   - forgetBias: what b_ih + b_hh of an LSTM's forget gate start at; `nil` leaves them as drawn.
  /// - Throws: `LinearAlgebraError` when an orthogonal block can't be factorised.
  public init(
    _ kind: CellKind, inputSize: Int, hiddenSize: Int, outputSize: Int, layers: Int = 1,
    initialization: Initialization = .pytorch, forgetBias: Double? = nil,
    using generator: inout RandomGenerator
  ) throws {
    let stack = try RecurrentStack<Scalar>(
      kind, inputSize: inputSize, hiddenSize: hiddenSize, layers: layers,
      initialization: initialization, forgetBias: forgetBias, using: &generator)
    let bound = 1 / Double(hiddenSize).squareRoot()
    func uniform(_ count: Int) -> [Double] {
      (0..<count).map { _ in generator.uniform(in: -bound..<bound) }
    }
    self.init(
      stack: stack,
      headWeight: Tensor(
        shape: [outputSize, hiddenSize], doubles: uniform(outputSize * hiddenSize)),
      headBias: Tensor(shape: [outputSize], doubles: uniform(outputSize)))
  }

  /// The same model in another precision.
  public init(_ other: SequenceModel<some TrainingScalar>) {
    self.init(
      stack: RecurrentStack(other.stack.weights), headWeight: Tensor(other.headWeight),
      headBias: Tensor(other.headBias))
  }

  /// The cell of every layer.
  public var kind: CellKind { stack.kind }
  /// I.
  public var inputSize: Int { stack.inputSize }
  /// H.
  public var hiddenSize: Int { stack.hiddenSize }
  /// O.
  public var outputSize: Int { headBias.count }
  /// The number of recurrent layers.
  public var layers: Int { stack.layers }
}
