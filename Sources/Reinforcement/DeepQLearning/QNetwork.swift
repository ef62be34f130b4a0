import Autodiff
import LinearAlgebra
import Training

/// A network that gives the values of all actions from one forward pass: layers with a ReLU between
/// them, Q(s, .) = the last layer's output.
///
/// A value: a target network is a copy. Parameters carry PyTorch's names and layout, as
/// `nn.Sequential` counts its parts.
public struct QNetwork: Sendable, Equatable {
  /// What a layer does before its ReLU.
  enum Layer: Sendable, Equatable {
    /// y = W x + b, W [O, I].
    case linear
    /// A convolution with kernels [F, C, U, V] at this stride, plus a bias a kernel.
    case convolution(stride: Int)
  }

  let layers: [Layer]
  /// Where each layer stands in PyTorch's sequence.
  let places: [Int]
  /// W_1, b_1, W_2, b_2, ...
  public internal(set) var parameters: [Tensor<Float>]

  /// A, the number of actions.
  public var actionCount: Int { parameters[parameters.count - 1].count }

  /// The number of all weights and biases.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }

  /// The parameters' names, `network.0.weight` and so on.
  public var parameterNames: [String] {
    places.flatMap { ["network.\($0).weight", "network.\($0).bias"] }
  }

  /// Whether a layer is a convolution, so that observations are images.
  var seesImages: Bool { layers.contains { $0 != .linear } }
}

// MARK: Kinds

extension QNetwork {
  /// A multilayer perceptron: I inputs, hidden layers of these sizes, A outputs.
  ///
  /// Weights and biases start uniform in ±1/sqrt(I) of their layer, PyTorch's default for
  /// `nn.Linear` (He et al. 2015 with a = sqrt(5)), which CleanRL's agents start from.
  public static func perceptron(
    inputs: Int, hidden: [Int], actions: Int, using generator: inout RandomGenerator
  ) -> QNetwork {
    let sizes = [inputs] + hidden + [actions]
    let shapes = zip(sizes.dropFirst(), sizes).map { Shape($0, $1) }
    return QNetwork(
      layers: shapes.map { _ in .linear }, places: shapes.indices.map { 2 * $0 },
      parameters: shapes.flatMap { parameters($0, &generator) })
  }

  /// The network of the Atari agents: 84 x 84 x 4 pixels; 32 kernels 8 x 8 with stride 4, 64 of 4 x 4
  /// with stride 2, 64 of 3 x 3 with stride 1, 512 units, A outputs. Starts as a perceptron does,
  /// I being a kernel's elements.
  ///
  /// Source: Mnih et al. 2015, methods.
  public static func mnih2015(
    actions: Int, using generator: inout RandomGenerator
  ) -> QNetwork {
    let shapes: [Shape] = [
      [32, 4, 8, 8], [64, 32, 4, 4], [64, 64, 3, 3], Shape(512, 64 * 7 * 7), Shape(actions, 512),
    ]
    return QNetwork(
      layers: [
        .convolution(stride: 4), .convolution(stride: 2), .convolution(stride: 1), .linear, .linear,
      ],
      // Number 6 flattens.
      places: [0, 2, 4, 7, 9],
      parameters: shapes.flatMap { parameters($0, &generator) })
  }

  /// The network for observations of a shape: the convolutional one for 4 images of 84 x 84, else a
  /// perceptron.
  static func make(
    observation shape: [Int], hidden: [Int], actions: Int, using generator: inout RandomGenerator
  ) -> QNetwork {
    shape == [4, 84, 84]
      ? mnih2015(actions: actions, using: &generator)
      : perceptron(
        inputs: shape.reduce(1, *), hidden: hidden, actions: actions, using: &generator)
  }

  private static func parameters(
    _ shape: Shape, _ generator: inout RandomGenerator
  ) -> [Tensor<Float>] {
    let bound = 1 / Double(shape.dropFirst().reduce(1, *)).squareRoot()
    return [shape, Shape(shape.prefix(1))].map { shape in
      let elements = (0..<shape.reduce(1, *)).map { _ in
        Float(generator.uniform(in: -bound..<bound))
      }
      return Tensor(shape: shape, elements)
    }
  }
}

// MARK: Values

extension QNetwork: ActionValueFunction {
  /// What each layer gives for a batch of observations [n, ...], in one forward pass.
  public func outputs(_ observations: Tensor<Float>) -> [Tensor<Float>] {
    let tape = Tape<Float>()
    let layers = outputs(tape.constant(observations), parameters.map(tape.constant))
    return layers.map { $0.value.reshaped([observations.shape[0], -1]) }
  }

  /// Q(s, a), [n, A], in a tape's memory, without a record.
  func values(_ observations: Tensor<Float>, on tape: Tape<Float>) -> Tensor<Float> {
    outputs(tape.constant(observations), parameters.map(tape.constant)).last!.value
  }

  /// The weight matrices by name, a convolution's as [out channels, in channels * height * width].
  public var weights: [(name: String, matrix: Matrix)] {
    zip(parameterNames, parameters).filter { $0.1.rank > 1 }.map { name, tensor in
      let rows = tensor.shape[0]
      return (
        name,
        Matrix(rows: rows, columns: tensor.count / rows, elements: tensor.array.map(Double.init))
      )
    }
  }

  /// What each layer gives for observations [n, ...], after its ReLU where it has one; the last are
  /// Q(s, .), [n, A]. `leaves` are ``parameters`` on a tape.
  func outputs(
    _ observations: Variable<Float>, _ leaves: [Variable<Float>]
  ) -> [Variable<Float>] {
    var (x, outputs) = (observations, [Variable<Float>]())
    for (index, layer) in layers.enumerated() {
      x = output(layer, x, leaves[2 * index], leaves[2 * index + 1])
      if index < layers.count - 1 { x = x.relu() }
      outputs.append(x)
    }
    return outputs
  }

  private func output(
    _ layer: Layer, _ x: Variable<Float>, _ weight: Variable<Float>, _ bias: Variable<Float>
  ) -> Variable<Float> {
    switch layer {
    case .linear:
      let rows = x.shape.count > 2 ? x.reshaped([x.shape[0], -1]) : x
      return x.tape.linear(rows, weight: weight, bias: bias)
    case .convolution(let stride):
      return x.conv2d(weight, stride: stride) + bias.reshaped([bias.shape[0], 1, 1])
    }
  }
}
