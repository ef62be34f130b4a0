import Autodiff
import Testing
import Training

/// Optimisers and clipping beside PyTorch's, over ten steps.
@Suite struct DescentReferenceTests {
  @Test(arguments: ReferenceFile.names("descent-"))
  func doubleFollowsPyTorch(name: String) throws { try follow(name, Double.self, within: 1e-6) }

  @Test(arguments: ReferenceFile.names("descent-"))
  func floatFollowsPyTorch(name: String) throws { try follow(name, Float.self, within: 2e-5) }

  private func follow<Scalar: TrainingScalar>(
    _ name: String, _: Scalar.Type, within tolerance: Double
  ) throws {
    let reference = try ReferenceFile.load(name, as: DescentReference.self)
    let clipping = try GradientClipping(
      parsing: reference.clip.kind == "none"
        ? "none" : "\(reference.clip.kind):\(reference.clip.limit)")
    var parameters = try ["weight", "bias"].map { name in
      Tensor<Scalar>(try #require(reference.start[name]))
    }
    var optimizer = Optimizer<Scalar>(rule(reference), shapes: parameters.map(\.shape))
    for step in reference.steps {
      var gradients = gradients(reference, parameters)
      #expect(largestError(joined(gradients), step.gradient.values) < tolerance)
      let norm = gradients.reduce(0) { $0 + $1.sumOfSquares }.squareRoot()
      #expect(abs(norm - step.norm) < tolerance * max(1, norm))
      let (result, scale) = clipping.apply(to: &gradients, norm: norm)
      let given = joined(gradients).map { $0 * scale }
      #expect(largestError(given, step.clipped.values) < tolerance)
      #expect(result.didBind == (largestError(given, step.gradient.values) > 1e-3))
      optimizer.beginStep()
      let rate = try #require(reference.settings["learningRate"])
      for index in parameters.indices {
        _ = optimizer.update(
          index, &parameters[index], by: gradients[index], rate: rate, scale: scale)
      }
      #expect(largestError(joined(parameters), step.parameters.values) < tolerance)
    }
  }

  private func rule(_ reference: DescentReference) -> OptimizerRule {
    let settings = reference.settings
    switch reference.optimizer {
    case "sgd": return .sgd(momentum: settings["momentum"] ?? .nan)
    case "rmsprop":
      return .rmsprop(smoothing: settings["decay"] ?? .nan, epsilon: settings["epsilon"] ?? .nan)
    default:
      return .adam(
        beta1: settings["beta1"] ?? .nan, beta2: settings["beta2"] ?? .nan,
        epsilon: settings["epsilon"] ?? .nan)
    }
  }

  private func joined(_ tensors: [Tensor<some TrainingScalar>]) -> [Double] {
    tensors.flatMap(\.doubles)
  }

  /// Ax - b + x^3, in the shapes of the parameters.
  private func gradients<Scalar: TrainingScalar>(
    _ reference: DescentReference, _ parameters: [Tensor<Scalar>]
  ) -> [Tensor<Scalar>] {
    let x = joined(parameters)
    let Ax = (0..<6).map { row in
      (0..<6).reduce(0) { $0 + reference.curvature.values[6 * row + $1] * x[$1] }
    }
    let g = (0..<6).map { Ax[$0] - reference.slope.values[$0] + x[$0] * x[$0] * x[$0] }
    return [
      Tensor(shape: [2, 2], doubles: Array(g[..<4])), Tensor(shape: [2], doubles: Array(g[4...])),
    ]
  }
}
