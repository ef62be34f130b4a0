import Testing

@testable import LinearAlgebra

struct SingularValuesTests {
  @Test(arguments: Spectrum.all, [Backend.gsl, .lapack])
  func valuesAreThoseTheMatrixWasMadeOf(spectrum: Spectrum, backend: Backend) throws {
    let values = try spectrum.matrix().singularValues(by: backend)
    #expect(agree(values, spectrum.values, within: 1e-13))
    #expect(values.allSatisfy { $0 >= 0 } && values == values.sorted(by: >))
  }

  @Test(arguments: Spectrum.all, [Backend.gsl, .lapack])
  func theDecompositionMultipliesBackToTheMatrix(spectrum: Spectrum, backend: Backend) throws {
    let a = try spectrum.matrix()
    let (u, s, v) = try parts(a.singularValueDecomposition(by: backend))
    let p = min(a.rows, a.columns)
    #expect(u.rows == a.rows && u.columns == p && v.rows == a.columns && v.columns == p)
    #expect(distance(u * Matrix.diagonal(s) * v.transposed(), a) <= 1e-13 * spectrum.values[0])
    #expect(rowDefect(u.transposed()) < 1e-13)
    #expect(rowDefect(v.transposed()) < 1e-13)
  }

  @Test func bothLibrariesAgreeAcrossTheSizeAtWhichTheyTakeTurns() throws {
    var generator = RandomGenerator(seed: 2)
    for n in [22, 23, 24, 25, 60] {
      let a = Matrix.gaussian(n, n + 2, using: &generator)
      let reference = try a.singularValues(by: .gsl)
      #expect(agree(try a.singularValues(), reference, within: 1e-13))
      #expect(agree(try a.singularValueDecomposition().s, reference, within: 1e-13))
    }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func aValueThatIsNotFiniteIsNamedWithItsPlace(value: Double) throws {
    var a = Matrix(zeros: 4, 3)
    a[2, 1] = value
    #expect(errorPlace { try a.singularValues() } == [2, 1])
    #expect(errorPlace { try a.singularValueDecomposition() } == [2, 1])
  }

  @Test func anEmptyMatrixHasNoSingularValues() {
    for (m, n) in [(0, 0), (0, 3), (3, 0)] {
      #expect(throws: LinearAlgebraError.empty(operation: "singular values")) {
        try Matrix(zeros: m, n).singularValues()
      }
    }
  }

  private func parts(_ d: SingularValueDecomposition) -> (u: Matrix, s: [Double], v: Matrix) {
    (d.u, d.s, d.v)
  }
}

/// Row and column of the value that an error calls not finite.
func errorPlace<Result>(_ body: () throws -> Result) -> [Int]? {
  do {
    _ = try body()
    return nil
  } catch LinearAlgebraError.nonFinite(let row, let column, _) {
    return [row, column]
  } catch {
    return nil
  }
}
