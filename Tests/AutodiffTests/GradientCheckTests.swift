import Autodiff
import Foundation
import Testing

@Suite struct GradientCheckTests {
  @Test(arguments: operationCaseNames)
  func everyPullbackAgreesWithDifferences(_ name: String) {
    let check = operationCase(name, Double.self)
    let result = gradientCheck(check.inputs, check.function)
    let hasElements = check.inputs.contains { $0.count > 0 }
    #expect(result.passes || !hasElements && result.count == 0, "\(result)")
  }

  /// Every operation in the sources has a case, and no case is of another operation.
  @Test func everyOperationHasACase() throws {
    let operations = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/Autodiff/Operations").standardized
    let files = try FileManager.default.contentsOfDirectory(atPath: operations.path)
    var recorded: Set<String> = []
    for file in files where file.hasSuffix(".swift") {
      let text = try String(contentsOf: operations.appending(path: file), encoding: .utf8)
      for match in text.matches(of: /record[A-Za-z]*\(\s*"(\w+)"/) {
        recorded.insert(String(match.output.1))
      }
    }
    #expect(recorded.count > 20)
    #expect(Set(operationCases(Double.self).map(\.operation)) == recorded)
  }

  @Test(arguments: operationCaseNames)
  func aCaseRecordsTheOperationItNames(_ name: String) {
    let check = operationCase(name, Double.self)
    let tape = Tape<Double>()
    _ = check.function(tape, check.inputs.map { tape.variable($0) })
    #expect(tape.operations.contains(check.operation))
  }

  @Test func aWrongPullbackFails() {
    let inputs: [Tensor<Double>] = [random([3])]
    let wrong = gradientCheck(inputs) { tape, x in
      let y = x[0].tanh().value
      return tape.record("wrong", value: y, inputs: x) { g in [g - g * y] }
    }
    #expect(!wrong.passes)
    #expect(wrong.count == 3)
  }

  @Test func aPullbackThatIsOffByAMillionthFails() {
    let inputs: [Tensor<Double>] = [random([3])]
    let wrong = gradientCheck(inputs) { tape, x in
      tape.record("wrong", value: x[0].value, inputs: x) { g in [1.000001 * g] }
    }
    #expect(!wrong.passes)
  }

  @Test func aPullbackThatGivesNaNFails() {
    let inputs: [Tensor<Double>] = [random([3])]
    let wrong = gradientCheck(inputs) { tape, x in
      tape.record("wrong", value: x[0].value, inputs: x) { g in
        var g = g
        g[0] = .nan
        return [g]
      }
    }
    #expect(!wrong.passes)
    #expect(wrong.worst.element == 0)
  }

  @Test func nothingComparedDoesNotPass() {
    let none = gradientCheck([]) { tape, _ in tape.constant(.scalar(1)) }
    #expect(!none.passes)
  }
}
