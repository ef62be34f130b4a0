import Autodiff
import LinearAlgebra

/// The trainable weights of one layer and direction, in PyTorch's layout and with its two biases.
public struct CellParameters<Scalar: RecurrentScalar> {
  /// The cell's equations.
  public let kind: CellKind
  /// W_ih, [G H, I].
  public var weightIH: Tensor<Scalar>
  /// W_hh, [G H, H].
  public var weightHH: Tensor<Scalar>
  /// b_ih, [G H].
  public var biasIH: Tensor<Scalar>
  /// b_hh, [G H].
  public var biasHH: Tensor<Scalar>

  init(
    kind: CellKind, weightIH: Tensor<Scalar>, weightHH: Tensor<Scalar>, biasIH: Tensor<Scalar>,
    biasHH: Tensor<Scalar>
  ) {
    self.kind = kind
    self.weightIH = weightIH
    self.weightHH = weightHH
    self.biasIH = biasIH
    self.biasHH = biasHH
  }

  /// The same weights in this precision.
  public init(_ weights: CellWeights) {
    kind = weights.kind
    weightIH = Tensor(
      shape: [weights.weightIH.rows, weights.inputSize],
      weights.weightIH.elements.map { Scalar($0) })
    weightHH = Tensor(
      shape: [weights.weightHH.rows, weights.hiddenSize],
      weights.weightHH.elements.map { Scalar($0) })
    biasIH = Tensor(shape: [weights.biasIH.count], weights.biasIH.map { Scalar($0) })
    biasHH = Tensor(shape: [weights.biasHH.count], weights.biasHH.map { Scalar($0) })
  }

  /// The four tensors in PyTorch's order: W_ih, W_hh, b_ih, b_hh.
  public var tensors: [Tensor<Scalar>] {
    get { [weightIH, weightHH, biasIH, biasHH] }
    set {
      precondition(newValue.count == 4, "a cell has 4 parameters, not \(newValue.count)")
      (weightIH, weightHH, biasIH, biasHH) = (newValue[0], newValue[1], newValue[2], newValue[3])
    }
  }

  /// PyTorch's names of the four tensors in the layer `layer`, such as `weight_hh_l0_reverse`.
  public static func names(layer: Int, reversed: Bool) -> [String] {
    let suffix = "_l\(layer)" + (reversed ? "_reverse" : "")
    return ["weight_ih", "weight_hh", "bias_ih", "bias_hh"].map { $0 + suffix }
  }
}

/// One layer's weights on a tape.
public struct CellVariables<Scalar: RecurrentScalar> {
  /// The cell's equations.
  public let kind: CellKind
  /// W_ih, [G H, I].
  public let weightIH: Variable<Scalar>
  /// W_hh, [G H, H].
  public let weightHH: Variable<Scalar>
  /// b_ih, [G H].
  public let biasIH: Variable<Scalar>
  /// b_hh, [G H].
  public let biasHH: Variable<Scalar>

  /// Weights that are already on the tape.
  @specialized(where Scalar == Float)
  public init(
    kind: CellKind, weightIH: Variable<Scalar>, weightHH: Variable<Scalar>,
    biasIH: Variable<Scalar>,
    biasHH: Variable<Scalar>
  ) {
    self.kind = kind
    self.weightIH = weightIH
    self.weightHH = weightHH
    self.biasIH = biasIH
    self.biasHH = biasHH
  }

  /// Puts the parameters on the tape as leaves that want gradients.
  @specialized(where Scalar == Float)
  public init(_ parameters: CellParameters<Scalar>, on tape: Tape<Scalar>) {
    self.init(
      kind: parameters.kind, weightIH: tape.variable(parameters.weightIH),
      weightHH: tape.variable(parameters.weightHH),
      biasIH: tape.variable(parameters.biasIH), biasHH: tape.variable(parameters.biasHH))
  }

  /// The four variables in PyTorch's order: W_ih, W_hh, b_ih, b_hh.
  public var all: [Variable<Scalar>] {
    @specialized(where Scalar == Float)
    get { [weightIH, weightHH, biasIH, biasHH] }
  }
  /// Without the tape.
  var values: CellParameters<Scalar> {
    CellParameters(
      kind: kind, weightIH: weightIH.value, weightHH: weightHH.value, biasIH: biasIH.value,
      biasHH: biasHH.value)
  }
  /// H, the number of hidden units.
  public var hiddenSize: Int { weightHH.shape[1] }
  /// I, the width of the input.
  public var inputSize: Int { weightIH.shape[1] }
}
