import Autodiff
import Testing

/// Float is what trains, Double what was proved: they agree as far as Float can tell.
@Suite struct PrecisionTests {
  @Test(arguments: operationCaseNames)
  func floatAgreesWithDouble(_ name: String) {
    let single = run(operationCase(name, Float.self))
    let double = run(operationCase(name, Double.self))
    #expect(single.count == double.count)
    for (a, b) in zip(single, double) {
      #expect(a.shape == b.shape)
      for (x, y) in zip(a.doubles, b.array) {
        #expect(abs(x - y) <= 4e-6 * max(1, abs(y)), "\(x) for \(y)")
      }
    }
  }

  /// The value and the gradients of a case.
  private func run<Scalar: TensorScalar>(_ check: OperationCase<Scalar>) -> [Tensor<Scalar>] {
    let tape = Tape<Scalar>()
    let leaves = check.inputs.map { tape.variable($0) }
    let result = check.function(tape, leaves)
    let gradients = tape.gradients(of: result, seed: random(result.shape, 9))
    return [result.value] + leaves.map { gradients[$0] }
  }
}
