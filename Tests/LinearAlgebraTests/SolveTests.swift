import Foundation
import Testing

@testable import LinearAlgebra

struct SolveTests {
  @Test(arguments: [1, 2, 9, 40])
  func theSolutionSatisfiesTheEquations(n: Int) throws {
    var generator = RandomGenerator(seed: UInt64(n))
    let a = Matrix.gaussian(n, n, using: &generator)
    let b = Matrix.gaussian(n, 3, using: &generator)
    let x = try a.solve(b)
    #expect(distance(a * x, b) <= 1e-14 * Double(n) * a.infinityNorm * x.maxNorm)
  }

  @Test(arguments: Spectrum.all.filter { $0.rows == $0.columns && $0.values.last! > 1e-12 })
  func theLogarithmIsTheSumOverSingularValues(spectrum: Spectrum) throws {
    let expected = spectrum.values.reduce(0) { $0 + log($1) }
    let tolerance = 1e-12 * max(1, spectrum.values[0] / spectrum.values.last!, abs(expected))
    #expect(abs(try spectrum.matrix().logAbsDeterminant() - expected) <= tolerance)
  }

  @Test(arguments: [-220, -100, 100, 220])
  func aDeterminantBeyondTheRangeHasALogarithm(exponent: Int) throws {
    let a = scalbn(1, exponent) * Matrix.identity(50)
    #expect(abs(try a.logAbsDeterminant() - 50 * Double(exponent) * log(2)) < 1e-9)
  }

  @Test func aSingularMatrixHasLogarithmMinusInfinityAndNoSolution() throws {
    let a = Matrix(rows: [[1, 2], [2, 4]])
    #expect(try a.logAbsDeterminant() == -.infinity)
    #expect(throws: LinearAlgebraError.singular(operation: "solving a linear system")) {
      try a.solve(.identity(2))
    }
  }

  @Test func errorsNameWhatIsWrong() {
    let wide = Matrix(zeros: 2, 3)
    #expect(
      throws: LinearAlgebraError.notSquare(
        operation: "solving a linear system", rows: 2, columns: 3)
    ) { try wide.solve(wide) }
    #expect(
      throws: LinearAlgebraError.notSquare(operation: "the determinant", rows: 2, columns: 3)
    ) { try wide.logAbsDeterminant() }
    #expect(throws: LinearAlgebraError.empty(operation: "the determinant")) {
      try Matrix(zeros: 0, 0).logAbsDeterminant()
    }
    #expect(errorPlace { try Matrix.identity(2).solve(Matrix(rows: [[1], [.nan]])) } == [1, 0])
    #expect(errorPlace { try Matrix(rows: [[.nan]]).logAbsDeterminant() } == [0, 0])
  }
}
