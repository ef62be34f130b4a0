import Testing

@testable import LinearAlgebra

struct TridiagonalMaximaTests {
  @Test(arguments: [1, 2, 3, 10, 40])
  func valuesAndEndsAreThoseOfTheDecomposition(size: Int) throws {
    var generator = RandomGenerator(seed: UInt64(size))
    let bidiagonals = (0..<11).map { _ in randomBidiagonal(size, using: &generator) }
    var all = history(bidiagonals)
    let (squares, ends) = all.largestValues(used: 11)
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
    var all = history([b])
    let (_, ends) = all.largestValues(used: 1)
    #expect(ends[0] > 1e-90 && ends[0] < 1e-60)
  }

  /// The last in use takes the place of one that leaves, before and after values were found.
  @Test(arguments: [false, true])
  func removalKeepsTheOthersValues(isFoundBefore: Bool) {
    var generator = RandomGenerator(seed: 9)
    var all = history((0..<19).map { _ in randomBidiagonal(6, using: &generator) })
    var kept = all
    let before = all.largestValues(used: 19).values
    if isFoundBefore { _ = kept.largestValues(used: 19) }
    kept.remove(7, last: 18)
    kept.remove(0, last: 17)
    let after = kept.largestValues(used: 17).values
    for (slot, old) in [(0, 17), (7, 18), (3, 3)] {
      #expect(abs(after[slot] - before[old]) <= 1e-15 * before[old])
    }
  }

  /// Values that are found after each row, each near the last, are those found from the bound; also
  /// where a row brings in a larger value from nowhere.
  @Test func aStartNearTheLastValueChangesNothing() {
    var generator = RandomGenerator(seed: 10)
    var warm = Tridiagonals(operators: 3)
    var rows: [(alphas: [Double], betas: [Double])] = []
    for step in 0..<30 {
      let alphas = (0..<3).map { _ in 0.5 + generator.uniform(in: 0..<0.5) }
      let betas = (0..<3).map { $0 == 2 && step == 20 ? 3 : 0.3 * alphas[$0] }
      rows.append((alphas, betas))
      warm.append(bidiagonal: alphas, betas)
      var cold = Tridiagonals(operators: 3)
      for row in rows { cold.append(bidiagonal: row.alphas, row.betas) }
      let (a, b) = (warm.largestValues(used: 3), cold.largestValues(used: 3))
      for slot in 0..<3 {
        #expect(abs(a.values[slot] - b.values[slot]) <= 1e-15 * b.values[slot])
      }
    }
  }

  @Test func identityAndZeroAreTheirOwnAnswers() {
    var all = history([.identity(5), Matrix(zeros: 5, 5)])
    let (squares, _) = all.largestValues(used: 2)
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
