import Autodiff
import Testing

/// Losses and convolutions, and their gradients, against PyTorch's.
@Suite struct OperationReferenceTests {
  @Test(arguments: ReferenceFile.names("operation-"))
  func doubleIsPyTorch(name: String) throws {
    let reference = try ReferenceFile.load(name, as: OperationReference.self)
    #expect(try errors(name, reference, Double.self).filter { $0.value >= 1e-10 } == [:])
  }

  @Test(arguments: ReferenceFile.names("operation-"))
  func floatIsPyTorchRounded(name: String) throws {
    let reference = try ReferenceFile.load(name, as: OperationReference.self)
    #expect(try errors(name, reference, Float.self).filter { $0.value >= 1e-6 } == [:])
  }

  /// The largest error of the value and of each gradient, by name.
  private func errors<Scalar: TensorScalar>(
    _ name: String, _ reference: OperationReference, _: Scalar.Type
  ) throws -> [String: Double] {
    let tape = Tape<Scalar>()
    let leaves = reference.inputs.mapValues { tape.variable(Tensor($0)) }
    let result = try #require(value(leaves, reference))
    let gradients = tape.gradients(of: result, seed: Tensor(reference.lossWeights))
    var errors = ["value": largestError(result.value, reference.value)]
    for (input, expected) in reference.gradients {
      errors[input] = largestError(gradients[try #require(leaves[input])], expected)
    }
    #expect(errors.count == leaves.count + 1)
    return errors
  }

  /// The operation that has these inputs.
  private func value<Scalar>(
    _ inputs: [String: Variable<Scalar>], _ reference: OperationReference
  ) -> Variable<Scalar>? {
    if let logits = inputs["logits"], let targets = reference.targets {
      return logits.crossEntropy(targets: targets.map { Int32($0) })
    }
    if let image = inputs["image"], let kernel = inputs["kernel"], let stride = reference.stride {
      return image.conv2d(kernel, stride: stride)
    }
    guard let prediction = inputs["prediction"], let target = inputs["target"] else { return nil }
    return reference.delta.map { prediction.huber(target, delta: Scalar($0)) }
      ?? prediction.meanSquaredError(target)
  }
}
