import Testing

@testable import LinearAlgebra

struct RandomMatricesTests {
  @Test(arguments: [(1, 1), (12, 12), (30, 8), (8, 30)])
  func orthogonalMatricesAreOrthogonal(shape: (Int, Int)) throws {
    var generator = RandomGenerator(seed: 1)
    let q = try Matrix.orthogonal(shape.0, shape.1, using: &generator)
    #expect(q.rows == shape.0 && q.columns == shape.1)
    #expect(rowDefect(shape.0 <= shape.1 ? q : q.transposed()) < 1e-14)
  }

  /// Under Haar measure the trace of an orthogonal matrix has mean 0 and variance 1, whatever its
  /// size; with the signs that Householder reflections happen to give, the mean is far below 0.
  @Test func theTraceOfAnOrthogonalMatrixHasTheMomentsOfHaarMeasure() throws {
    var generator = RandomGenerator(seed: 2)
    let n = 4000
    let traces = try (0..<n).map { _ in
      try Matrix.orthogonal(5, using: &generator).diagonal.reduce(0, +)
    }
    let mean = traces.reduce(0, +) / Double(n)
    let square = traces.reduce(0) { $0 + $1 * $1 } / Double(n)
    // Five standard deviations: sqrt(1/n) and, with fourth moment 3, sqrt(2/n).
    #expect(abs(mean) < 0.08)
    #expect(abs(square - 1) < 0.112)
  }

  @Test func gaussianAndUniformEntriesHaveTheirScale() {
    var generator = RandomGenerator(seed: 3)
    let a = Matrix.gaussian(100, 200, standardDeviation: 0.3, using: &generator)
    #expect(
      abs(a.frobeniusNorm / (20_000.0).squareRoot() - 0.3) < 0.3 * 5 / (40_000.0).squareRoot())
    let b = Matrix.uniform(100, 200, in: -2..<1, using: &generator)
    #expect(b.elements.allSatisfy { (-2.0..<1.0).contains($0) })
    // Five standard deviations of a mean with variance 9/12/20000.
    #expect(abs(b.elements.reduce(0, +) / 20_000 + 0.5) < 0.031)
  }

  @Test func anEmptyOrthogonalMatrixIsRefused() {
    var generator = RandomGenerator(seed: 4)
    #expect(throws: LinearAlgebraError.empty(operation: "a random orthogonal matrix")) {
      try Matrix.orthogonal(0, using: &generator)
    }
  }
}
