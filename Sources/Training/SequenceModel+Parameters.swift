import Autodiff
import Recurrent

/// Tensors that don't make a model.
public enum ParameterError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There is no tensor of this name.
  case missing(name: String)
  /// A tensor has another shape than the model.
  case shape(name: String, expected: Shape, found: Shape)

  /// One sentence: what, where, what to do.
  public var description: String {
    switch self {
    case .missing(let name):
      "the file has no tensor \"\(name)\"; name a file that a model of this kind was saved to."
    case .shape(let name, let expected, let found):
      "\"\(name)\" has the shape \(found), where this model's is \(expected); use the same cell, "
        + "sizes and text as when it was saved."
    }
  }
}

extension SequenceModel {
  /// Every parameter under PyTorch's name, in a fixed order: `rnn.weight_ih_l0`,
  /// `rnn.weight_hh_l0`, `rnn.bias_ih_l0`, `rnn.bias_hh_l0`, those of layer 1, ..., `head.weight`,
  /// `head.bias`.
  public var namedTensors: [(name: String, tensor: Tensor<Scalar>)] {
    stack.namedTensors.map { ("rnn." + $0.name, $0.tensor) }
      + [("head.weight", headWeight), ("head.bias", headBias)]
  }

  /// How many parameters there are.
  var parameterCount: Int { 4 * stack.parameters.count + 2 }

  /// The names of the parameters, in order.
  public var names: [String] { namedTensors.map(\.name) }

  /// Calls `body` with each parameter, in the order of ``namedTensors``, to change in place.
  @specialized(where Scalar == Float)
  public mutating func forEachParameter(_ body: (_ index: Int, inout Tensor<Scalar>) -> Void) {
    for layer in stack.parameters.indices {
      body(4 * layer, &stack.parameters[layer].weightIH)
      body(4 * layer + 1, &stack.parameters[layer].weightHH)
      body(4 * layer + 2, &stack.parameters[layer].biasIH)
      body(4 * layer + 3, &stack.parameters[layer].biasHH)
    }
    body(4 * stack.parameters.count, &headWeight)
    body(4 * stack.parameters.count + 1, &headBias)
  }

  /// Puts tensors in the places of the parameters of the same names; others are ignored.
  ///
  /// - Throws: ``ParameterError``; the model is then unchanged.
  public mutating func load(_ tensors: [String: Tensor<Scalar>]) throws(ParameterError) {
    let parameters = namedTensors
    for (name, tensor) in parameters {
      guard let new = tensors[name] else { throw .missing(name: name) }
      guard new.shape == tensor.shape else {
        throw .shape(name: name, expected: tensor.shape, found: new.shape)
      }
    }
    forEachParameter { index, tensor in tensor = tensors[parameters[index].name]! }
  }

  /// The model that a file's tensors make; its sizes are read from their shapes.
  ///
  /// - Throws: ``ParameterError``.
  public init(_ kind: CellKind, tensors: [String: Tensor<Scalar>]) throws(ParameterError) {
    func shape(_ name: String, axes: Int) throws(ParameterError) -> Shape {
      guard let tensor = tensors[name] else { throw .missing(name: name) }
      guard tensor.rank == axes, !tensor.shape.contains(0) else {
        throw .shape(name: name, expected: Shape(repeating: 1, count: axes), found: tensor.shape)
      }
      return tensor.shape
    }
    let inputSize = try shape("rnn.weight_ih_l0", axes: 2)[1]
    let head = try shape("head.weight", axes: 2)
    let layers = (1...).first { tensors["rnn.weight_hh_l\($0)"] == nil } ?? 1
    let cells = (0..<layers).map { layer in
      CellWeights(
        kind: kind, weightIH: .init(zeros: kind.gates * head[1], layer == 0 ? inputSize : head[1]),
        weightHH: .init(zeros: kind.gates * head[1], head[1]))
    }
    self.init(
      stack: RecurrentStack(cells), headWeight: .zeros(head), headBias: .zeros([head[0]]))
    try load(tensors)
  }
}
