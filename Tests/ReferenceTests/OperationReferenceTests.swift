import Autodiff
import Testing

/// Operations and losses against PyTorch's, both in Float64.
@Suite struct OperationReferenceTests {
  @Test(arguments: ["cross-entropy", "cross-entropy-padded"])
  func crossEntropy(name: String) throws {
    try compare(name, inputs: ["logits"]) { reference, inputs in
      inputs[0].crossEntropy(targets: try #require(reference.targets))
    }
  }

  @Test func meanSquaredError() throws {
    try compare("mean-squared-error", inputs: ["prediction", "target"]) { _, inputs in
      inputs[0].meanSquaredError(inputs[1])
    }
  }

  @Test func huber() throws {
    try compare("huber", inputs: ["prediction", "target"]) { reference, inputs in
      inputs[0].huber(inputs[1], delta: try #require(reference.delta))
    }
  }

  @Test(arguments: [1, 2])
  func convolution(stride: Int) throws {
    try compare("convolution-stride-\(stride)", inputs: ["image", "kernel"]) { _, inputs in
      inputs[0].conv2d(inputs[1], stride: stride)
    }
  }

  private func compare(
    _ name: String, inputs names: [String],
    _ operation: (OperationReference, [Variable<Double>]) throws -> Variable<Double>
  ) throws {
    let reference = try ReferenceFile.load("operation-" + name, as: OperationReference.self)
    let tape = Tape<Double>()
    let inputs = try names.map { tape.variable(Tensor(try #require(reference.inputs[$0]))) }
    let value = try operation(reference, inputs)
    let gradients = tape.gradients(of: value, seed: Tensor(reference.lossWeights))
    #expect(largestError(value.value, reference.value) < 1e-10)
    for (name, input) in zip(names, inputs) {
      let expected = try #require(reference.gradients[name])
      #expect(largestError(gradients[input], expected) < 1e-10, "d/d \(name)")
    }
  }
}
