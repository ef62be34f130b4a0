import Foundation
import Testing

@testable import LinearAlgebra

struct RowOrthonormalizationTests {
  /// Rows of every condition, from orthonormal to dependent within 1e-9: R against Householder's.
  @Test(
    arguments: [(1, 1), (3, 8), (30, 30), (64, 128), (128, 128)], [1.0, 1e-2, 1e-4, 1e-7, 1e-9])
  func logarithmsAreThoseOfHouseholderQR(shape: (Int, Int), leastSine: Double) throws {
    let x = try rows(shape.0, shape.1, leastSine: leastSine)
    let expected = try x.transposed().qr().r.diagonal.map { log($0) }
    var q = x
    let logarithms = try q.orthonormalizeRows()
    for (a, b) in zip(logarithms, expected) { #expect(abs(a - b) <= 1e-8 + 1e-13 / leastSine) }
    #expect(rowDefect(q) <= 1e-9)
  }

  @Test func theNewRowsSpanTheOldOnesInTurn() throws {
    let x = try rows(20, 40, leastSine: 0.05)
    var q = x
    let logarithms = try q.orthonormalizeRows()
    let l = x.multiplied(by: q, transposingOther: true)
    #expect(distance(l * q, x) < 1e-13 * x.maxNorm * 20)
    for i in 0..<20 {
      #expect(abs(log(l[i, i]) - logarithms[i]) < 1e-11)
      for j in i + 1..<20 { #expect(abs(l[i, j]) < 1e-12) }
    }
  }

  /// Rows whose lengths span more than Float64's digits are as good as rows of one length.
  @Test(arguments: [8.0, 60, 300])
  func gradingByRowsCostsNoAccuracy(digits: Double) throws {
    let x = try rows(40, 40, leastSine: 0.01)
    var plain = x
    let expected = try plain.orthonormalizeRows()
    let exponents = (0..<40).map { -Int(digits * 3.32 * Double($0) / 39) }
    var graded = x
    for i in 0..<40 {
      for j in 0..<40 { graded[i, j] = scalbn(graded[i, j], exponents[i]) }
    }
    let logarithms = try graded.orthonormalizeRows()
    for i in 0..<40 {
      #expect(abs(logarithms[i] - Double(exponents[i]) * log(2) - expected[i]) < 1e-8)
    }
    #expect(rowDefect(graded) < 1e-8)
  }

  @Test func dependentRowsGiveMinusInfinityAndOrthonormalRowsAllTheSame() throws {
    var generator = RandomGenerator(seed: 4)
    var x = Matrix.gaussian(6, 50, using: &generator)
    for j in 0..<50 {
      x[2, j] = 3 * x[0, j] - x[1, j]
      x[4, j] = 0
    }
    let logarithms = try x.orthonormalizeRows()
    #expect(
      (0..<6).map { logarithms[$0] == -.infinity } == [false, false, true, false, true, false])
    #expect(rowDefect(x) < 1e-14)
  }

  /// A relu network's Jacobian has zero rows: of the k rows only as many as are active can be
  /// independent.
  @Test func asManyLogarithmsAreFiniteAsTheRankIs() throws {
    var generator = RandomGenerator(seed: 5)
    var w = Matrix.gaussian(40, 40, standardDeviation: 0.2, using: &generator)
    for i in 0..<13 { for j in 0..<40 { w[3 * i, j] = 0 } }
    var x = try w.apply(Matrix.orthogonal(40, using: &generator))
    let logarithms = try x.orthonormalizeRows()
    #expect(logarithms.map(\.isFinite) == (0..<40).map { $0 < 27 })
  }

  @Test func whatLiesBelowTheFloorIsMinusInfinity() throws {
    var x = Matrix.diagonal([1, 1e-3, 1e-18])
    #expect(try x.orthonormalizeRows() == [0, log(1e-3), log(1e-18)])
    x = Matrix.diagonal([1, 1e-3, 1e-18])
    #expect(try x.orthonormalizeRows(floor: 1e-16) == [0, log(1e-3), -.infinity])
  }

  @Test func aValueThatIsNotFiniteIsNamedWithItsPlace() {
    var x = Matrix.identity(4)
    x[3, 2] = .nan
    #expect(errorPlace { try x.orthonormalizeRows() } == [3, 2])
    x[3, 2] = 1e200  // Finite, but not its square.
    #expect(throws: Never.self) { try x.orthonormalizeRows() }
  }

  @Test func zeroRowsAreRefused() {
    var x = Matrix(zeros: 0, 3)
    #expect(throws: LinearAlgebraError.empty(operation: "orthonormalizing rows")) {
      try x.orthonormalizeRows()
    }
  }

  /// The exponents of a random chain of n units, 300 steps long, whose gain makes its Jacobians nearly
  /// singular: the fast step against Householder reflections at every step.
  @Test(arguments: [1e-3, 1e-5], [1.0, 3])
  func exponentsAreThoseOfReflectionsAtEveryStep(leastSine: Double, gain: Double) throws {
    var generator = RandomGenerator(seed: 6)
    let n = 24
    let deviation = gain / Double(n).squareRoot()
    let w = Matrix.gaussian(n, n, standardDeviation: deviation, using: &generator)
    var (fast, sure) = (Matrix.identity(n), Matrix.identity(n))
    var (a, b) = ([Double](repeating: 0, count: n), [Double](repeating: 0, count: n))
    for _ in 0..<300 {
      let d = Matrix.diagonal((0..<n).map { _ in 1 - pow(tanh(gain * generator.normal()), 2) })
      (fast, sure) = ((d * w).apply(fast), (d * w).apply(sure))
      let logarithms = try fast.orthonormalizeRows(leastSine: leastSine)
      let l = try sure.orthonormalizeRowsByReflections(by: .gsl)
      for i in 0..<n { a[i] += logarithms[i] / 300 }
      for i in 0..<n { b[i] += log(l[i, i]) / 300 }
    }
    for (x, y) in zip(a, b) { #expect(abs(x - y) < 1e-8) }
  }

  /// k rows in n dimensions, the last almost in the span of the others: L with that sine at its
  /// end, times orthonormal rows.
  private func rows(_ k: Int, _ n: Int, leastSine: Double) throws -> Matrix {
    var generator = RandomGenerator(seed: UInt64(1000 * k + n))
    var l = Matrix.identity(k)
    for i in 0..<k {
      for j in 0..<i { l[i, j] = 0.3 * generator.normal() / Double(k).squareRoot() }
    }
    l[k - 1, k - 1] = leastSine
    return l * (try Matrix.orthogonal(k, n, using: &generator))
  }
}
