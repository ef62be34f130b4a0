import Testing

@testable import LinearAlgebra

@Suite struct CholeskyPanelsTests {
  /// R^T R = G and R^T (R^-T X) = X, below, at and above the width of a panel.
  @Test(arguments: [1, 5, 7, 8, 9, 16, 33, 64, 100])
  func factorsMultiplyToTheMatrixAndSolveIt(k: Int) {
    var generator = RandomGenerator(seed: UInt64(k))
    let a = Matrix.gaussian(k, k + 3, using: &generator)
    let x = Matrix.gaussian(k, 7, using: &generator)
    var g = a * a.transposed()
    let expected = g
    var y = x
    let factorized = withMemory(&g, &y) { panels, y in
      defer { panels.solve(y, 7) }
      return panels.factorize()
    }
    #expect(factorized)
    for i in 0..<k { for j in 0..<i { g[i, j] = 0 } }
    #expect((g.transposed() * g - expected).frobeniusNorm <= 1e-13 * expected.frobeniusNorm)
    #expect((g.transposed() * y - x).frobeniusNorm <= 1e-12 * x.frobeniusNorm * y.frobeniusNorm)
  }

  /// The defect is found in whichever panel it lies.
  @Test(arguments: [0, 7, 8, 31, 32, 63])
  func indefiniteMatrixIsRefused(place: Int) {
    var g = Matrix.identity(64)
    g[place, place] = -1e-9
    var y = Matrix(zeros: 64, 1)
    #expect(!withMemory(&g, &y) { panels, _ in panels.factorize() })
  }

  private func withMemory(
    _ g: inout Matrix, _ y: inout Matrix,
    _ body: (CholeskyPanels, UnsafeMutablePointer<Double>) -> Bool
  ) -> Bool {
    let k = g.rows
    var memory = [Double](repeating: 0, count: CholeskyPanels.memory(k, y.columns))
    return g.elements.withUnsafeMutableBufferPointer { g in
      y.elements.withUnsafeMutableBufferPointer { y in
        memory.withUnsafeMutableBufferPointer { memory in
          body(CholeskyPanels(g.baseAddress!, k, memory: memory.baseAddress!), y.baseAddress!)
        }
      }
    }
  }
}
