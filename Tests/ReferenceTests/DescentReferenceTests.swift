import Autodiff
import LinearAlgebra
import Testing
import Training

/// Optimisers under each clipping against PyTorch's, ten steps on one function.
@Suite struct DescentReferenceTests {
  /// PyTorch divides by the norm plus 1e-6 where it clips by norm; the factor differs by that share.
  @Test(arguments: ReferenceFile.names("descent-"))
  func trajectoryIsPyTorch(name: String) throws {
    let reference = try ReferenceFile.load(name, as: DescentReference.self)
    let tolerance = reference.clip.kind == "norm" ? 1e-6 : 1e-10
    var descent = try Descent(reference)
    for (number, step) in reference.steps.enumerated() {
      let clip = descent.step()
      #expect(largestError(descent.point, step.parameters.values) < tolerance, "step \(number + 1)")
      #expect(abs(clip.normBefore - step.norm) < tolerance * step.norm)
      let after = step.clipped.values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(abs(clip.normAfter - after) < tolerance * after)
      #expect(clip.didBind == (step.clipped.values != step.gradient.values))
    }
  }

  @Test(arguments: ["norm", "value"])
  func someStepsBindAndSomeDoNot(clip: String) throws {
    let bound = try ReferenceFile.names("descent-").filter { $0.hasSuffix(clip) }.flatMap {
      try ReferenceFile.load($0, as: DescentReference.self).steps.map {
        $0.clipped.values != $0.gradient.values
      }
    }
    #expect(Set(bound) == [true, false])
  }
}

/// The function of a reference file and the optimiser that descends it.
private struct Descent {
  let reference: DescentReference
  let clipping: GradientClipping
  var optimizer: Optimizer<Double>
  var parameters: [Tensor<Double>]

  init(_ reference: DescentReference) throws {
    self.reference = reference
    parameters = try ["weight", "bias"].map { Tensor(try #require(reference.start[$0])) }
    clipping =
      switch reference.clip.kind {
      case "norm": .norm(reference.clip.limit)
      case "value": .value(reference.clip.limit)
      default: .none
      }
    optimizer = Optimizer(try Self.rule(reference), shapes: parameters.map(\.shape))
  }

  private static func rule(_ reference: DescentReference) throws -> OptimizerRule {
    func setting(_ name: String) throws -> Double { try #require(reference.settings[name]) }
    return switch reference.optimizer {
    case "sgd": .sgd(momentum: try setting("momentum"))
    case "rmsprop":
      .rmsprop(smoothing: try setting("smoothing"), epsilon: try setting("epsilon"))
    default:
      .adam(
        beta1: try setting("beta1"), beta2: try setting("beta2"), epsilon: try setting("epsilon"))
    }
  }

  var point: [Double] { parameters.flatMap(\.array) }

  /// A x - b + x^3, in the parameters' shapes.
  private var gradients: [Tensor<Double>] {
    let x = point
    let product = reference.curvature.matrix.apply(Matrix(rows: [x])).elements
    let slope = x.indices.map { product[$0] - reference.slope.values[$0] + x[$0] * x[$0] * x[$0] }
    return [Tensor(shape: [2, 2], Array(slope[..<4])), Tensor(shape: [2], Array(slope[4...]))]
  }

  mutating func step() -> ClipResult {
    var gradients = gradients
    let norm = gradients.reduce(0) { $0 + $1.sumOfSquares }.squareRoot()
    let (result, scale) = clipping.apply(to: &gradients, norm: norm)
    optimizer.beginStep()
    for index in parameters.indices {
      _ = optimizer.update(
        index, &parameters[index], by: gradients[index],
        rate: reference.settings["learningRate"] ?? .nan, scale: scale)
    }
    return result
  }
}
