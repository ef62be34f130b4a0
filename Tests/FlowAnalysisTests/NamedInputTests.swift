import LinearAlgebra
import Testing

@testable import FlowAnalysis

struct NamedInputTests {
  @Test func noiseIsTheSameForTheSameSeed() {
    let (a, b) = (
      NamedInput.noise(steps: 5, inputSize: 2, seed: 7),
      NamedInput.noise(steps: 5, inputSize: 2, seed: 7)
    )
    #expect(
      a == b && a.name == "Gaussian noise (seed 7)" && a != .noise(steps: 5, inputSize: 2, seed: 8))
  }

  @Test func aPrefixKeepsNameAndStart() {
    let input = NamedInput("text", Matrix(rows: [[1], [2], [3]]), initial: [0.5])
    #expect(input.prefix(2) == NamedInput("text", Matrix(rows: [[1], [2]]), initial: [0.5]))
  }
}
