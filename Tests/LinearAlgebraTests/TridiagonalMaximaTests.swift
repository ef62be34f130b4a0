import Testing

@testable import LinearAlgebra

struct TridiagonalMaximaTests {
  @Test(arguments: [1, 2, 3, 10, 40])
  func valuesAndEndsAreThoseOfTheDecomposition(size: Int) throws {
    var generator = RandomGenerator(seed: UInt64(size))
    let bidiagonals = (0..<11).map { _ in randomBidiagonal(size, using: &generator) }
    let (squares, ends) = history(bidiagonals).largestValues()
    for (k, b) in bidiagonals.enumerated() {
      let exact = try b.singularValueDecomposition(by: .gsl)
      #expect(abs(squares[k].squareRoot() - exact.s[0]) <= 1e-14 * exact.s[0])
      let end = exact.u[size - 1, 0].magnitude
      #expect(abs(ends[k].squareRoot() - end) <= 1e-9 * end + 1e-15)
    }
  }

  /// The end of the vector falls by a factor of about 100 a row: no decomposition shows its size,
  /// the product of ratios does.
  @Test func aDecayBelowThePrecisionIsStillSeen() {
    let size = 20
    var b = Matrix.identity(size)
    for i in 0..<size { b[i, i] = i == 0 ? 10 : 1 }
    for i in 0..<size - 1 { b[i, i + 1] = 0.9 }
    let (_, ends) = history([b]).largestValues()
    #expect(ends[0] > 1e-90 && ends[0] < 1e-60)
  }

  @Test func keepingSlotsKeepsTheirValues() {
    var generator = RandomGenerator(seed: 9)
    let all = history((0..<19).map { _ in randomBidiagonal(6, using: &generator) })
    let kept = all.keeping([2, 18, 7])
    let (before, after) = (all.largestValues().values, kept.largestValues().values)
    #expect([after[0], after[1], after[2]] == [before[2], before[18], before[7]])
  }

  @Test func identityAndZeroAreTheirOwnAnswers() {
    let (squares, _) = history([.identity(5), Matrix(zeros: 5, 5)]).largestValues()
    #expect(squares[0] == 1 && squares[1] == 0)
  }

  /// Random, but decaying, so that the largest vector begins at the first row as it does for a
  /// Krylov space.
  private func randomBidiagonal(_ n: Int, using generator: inout RandomGenerator) -> Matrix {
    var b = Matrix(zeros: n, n)
    for i in 0..<n {
      let size = 1 / Double(i + 2)
      b[i, i] = size * generator.uniform(in: 0.5..<1)
      if i + 1 < n { b[i, i + 1] = size * generator.uniform(in: 0.5..<1) }
    }
    return b
  }

  private func history(_ bidiagonals: [Matrix]) -> Tridiagonals {
    var history = Tridiagonals(operators: bidiagonals.count)
    let n = bidiagonals[0].rows
    for i in 0..<n {
      history.append(
        bidiagonal: bidiagonals.map { $0[i, i] }, bidiagonals.map { i + 1 < n ? $0[i, i + 1] : 0 })
    }
    return history
  }
}
