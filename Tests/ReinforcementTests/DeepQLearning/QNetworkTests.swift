import Autodiff
import LinearAlgebra
import Testing

@testable import Reinforcement

@Suite struct QNetworkTests {
  func perceptron(seed: UInt64 = 1) -> QNetwork {
    var generator = RandomGenerator(seed: seed)
    return .perceptron(inputs: 5, hidden: [40, 33], actions: 3, using: &generator)
  }

  func observations(_ n: Int, seed: UInt64 = 2) -> Tensor<Float> {
    var generator = RandomGenerator(seed: seed)
    return Tensor(shape: Shape(n, 5), (0..<5 * n).map { _ in Float(generator.normal()) })
  }

  @Test(
    "Mnih et al.'s network has their number of parameters",
    arguments: [(4, 1_686_180), (6, 1_687_206), (9, 1_688_745), (18, 1_693_362)])
  func parameterCounts(actions: Int, count: Int) {
    var generator = RandomGenerator(seed: 1)
    let network = QNetwork.mnih2015(actions: actions, using: &generator)
    #expect(network.parameterCount == count)
    #expect(network.actionCount == actions)
  }

  @Test("one pass gives all actions' values by the layers' equations")
  func values() {
    let (network, x) = (perceptron(), observations(4))
    let q = network.values(x)
    #expect(q.shape == [4, 3])
    for row in 0..<4 {
      var y = (0..<5).map { Double(x[row, $0]) }
      for (index, weight) in network.weights.map(\.matrix).enumerated() {
        let bias = network.parameters[2 * index + 1].array.map(Double.init)
        let rows = (0..<weight.rows).map { i in
          bias[i] + (0..<weight.columns).reduce(0) { $0 + weight[i, $1] * y[$1] }
        }
        y = index < 2 ? rows.map { max($0, 0) } : rows
      }
      for a in 0..<3 { #expect(abs(Double(q[row, a]) - y[a]) < 1e-5) }
    }
  }

  @Test("a single state's values are the batch's, and so is the best action")
  func selection() {
    let (network, x) = (perceptron(), observations(20))
    var selection = ActionSelection(observation: [5], network: network)
    for row in 0..<20 {
      x.leading(row).array.withUnsafeBufferPointer { selection.look(at: $0) }
      let q = network.values(x.leading(row).reshaped([1, 5]))
      let values = selection.values(network)
      for a in 0..<3 { #expect(abs(q[0, a] - values[a]) < 1e-5) }
      #expect(selection.best(network) == values.indices.max { values[$0] < values[$1] })
    }
  }

  @Test("the convolutional network takes a state as it takes a batch, and shows its layers")
  func images() {
    var generator = RandomGenerator(seed: 1)
    let network = QNetwork.mnih2015(actions: 4, using: &generator)
    let pixels = (0..<2 * 4 * 84 * 84).map { _ in UInt8(generator.integer(below: 256)) }
    let x = Tensor<Float>(shape: [2, 4, 84, 84], pixels.map { Float($0) * (1 / 255) })
    let q = network.values(x)
    var selection = ActionSelection(observation: [4, 84, 84], network: network)
    pixels[..<(4 * 84 * 84)].withUnsafeBufferPointer { selection.look(at: $0) }
    for (a, value) in selection.values(network).enumerated() {
      #expect(abs(value - q[0, a]) < 1e-5)
    }
    #expect(
      network.outputs(x).dropLast().map(\.shape)
        == [Shape(2, 12_800), Shape(2, 5184), Shape(2, 3136), Shape(2, 512)])
    #expect(network.weights.map { [$0.matrix.rows, $0.matrix.columns] }[1] == [64, 512])
  }

  @Test("weights start uniform in 1/sqrt(inputs), as PyTorch's nn.Linear")
  func start() {
    let network = perceptron()
    for (index, inputs) in [5.0, 40, 33].enumerated() {
      let bound = 1 / inputs.squareRoot()
      for tensor in network.parameters[2 * index...2 * index + 1] {
        #expect(tensor.array.allSatisfy { abs(Double($0)) <= bound })
      }
      let weights = network.parameters[2 * index].array.map(Double.init)
      let deviation = (weights.reduce(0) { $0 + $1 * $1 } / Double(weights.count)).squareRoot()
      #expect(abs(deviation / (bound / 3.squareRoot()) - 1) < 0.15)
    }
    #expect(network != perceptron(seed: 2))
  }

  @Test("activations are after the ReLU, the last ones the features that the values are linear in")
  func activations() {
    let (network, x) = (perceptron(), observations(6))
    let hidden = network.outputs(x).dropLast()
    #expect(hidden.map(\.shape) == [Shape(6, 40), Shape(6, 33)])
    #expect(hidden.allSatisfy { $0.array.allSatisfy { $0 >= 0 } && $0.array.contains(0) })
  }
}
