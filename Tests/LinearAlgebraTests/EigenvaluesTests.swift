import Foundation
import Testing

@testable import LinearAlgebra

struct EigenvaluesTests {
  static let backends = [Backend.gsl, .lapack]

  @Test(arguments: backends)
  func aTriangularMatrixShowsItsEigenvalues(backend: Backend) throws {
    let a = Matrix(rows: [[3, 1, -4, 2], [0, 5, 2, 1], [0, 0, 1, 9], [0, 0, 0, 0.5]])
    let values = try a.eigenvalues(by: backend)
    #expect(values.map(\.im) == [0, 0, 0, 0])
    #expect(agree(values.map(\.re), [5, 3, 1, 0.5], within: 1e-14))
  }

  @Test(arguments: backends, [0.0, 1, 1e-200, 1e200])
  func aRotationHasAConjugatePair(backend: Backend, scale: Double) throws {
    let angle = 0.7
    let a = scale * Matrix(rows: [[cos(angle), -sin(angle)], [sin(angle), cos(angle)]])
    let values = try a.eigenvalues(by: backend)
    for (value, sign) in zip(values, [1.0, -1]) {
      #expect(abs(value.re - scale * cos(angle)) <= 1e-15 * scale)
      #expect(abs(value.im - sign * scale * sin(angle)) <= 1e-15 * scale)
    }
    #expect(abs(try a.spectralRadius(by: backend) - scale) <= 1e-15 * scale)
  }

  /// x^n = 1: the companion matrix is a cyclic shift, whose eigenvalues are the roots of unity.
  @Test(arguments: backends, [2, 3, 7, 40])
  func aCyclicShiftHasTheRootsOfUnity(backend: Backend, n: Int) throws {
    var shift = Matrix(zeros: n, n)
    for i in 0..<n { shift[i, (i + 1) % n] = 1 }
    let values = try shift.eigenvalues(by: backend)
    for k in 0..<n {
      let angle = 2 * Double.pi * Double(k) / Double(n)
      let nearest = values.map { hypot($0.re - cos(angle), $0.im - sin(angle)) }.min()!
      #expect(nearest < 1e-13)
    }
    #expect(abs(try shift.spectralRadius(by: backend) - 1) < 1e-13)
  }

  @Test(arguments: backends, [5, 30, 90])
  func eigenvaluesAddToTheTraceAndMultiplyToTheDeterminant(backend: Backend, n: Int) throws {
    var generator = RandomGenerator(seed: UInt64(n))
    let a = Matrix.gaussian(n, n, using: &generator)
    let values = try a.eigenvalues(by: backend)
    #expect(values.count == n)
    #expect(abs(values.reduce(0) { $0 + $1.re } - a.diagonal.reduce(0, +)) < 1e-11)
    #expect(abs(values.reduce(0) { $0 + $1.im }) < 1e-11)
    let logarithm = values.reduce(0) { $0 + log($1.magnitude) }
    #expect(abs(logarithm - (try a.logAbsDeterminant())) < 1e-10)
    #expect(values.map(\.magnitude) == values.map(\.magnitude).sorted(by: >))
  }

  /// Similar matrices have the same eigenvalues, however badly scaled the similarity.
  @Test(arguments: backends)
  func balancingUndoesABadScaling(backend: Backend) throws {
    var generator = RandomGenerator(seed: 5)
    let n = 12
    let a = Matrix.gaussian(n, n, using: &generator)
    var scaled = a
    for i in 0..<n {
      for j in 0..<n { scaled[i, j] *= scalbn(1, 5 * (i - j)) }
    }
    let (plain, hard) = try (a.eigenvalues(by: backend), scaled.eigenvalues(by: backend))
    for (x, y) in zip(plain, hard) { #expect(hypot(x.re - y.re, x.im - y.im) < 1e-12) }
  }

  @Test(arguments: backends)
  func aDefectiveEigenvalueIsFoundToTheRootOfThePrecision(backend: Backend) throws {
    let a = Matrix(rows: [[0.9 + 1, 10, 1], [0, 0.9 + 1, 0], [1e-300, 0, 0.1]])
    let values = try a.eigenvalues(by: backend)
    #expect(abs(values[0].magnitude - 1.9) < 1e-6 && abs(values[1].magnitude - 1.9) < 1e-6)
  }

  @Test func errorsNameWhatIsWrong() {
    #expect(
      throws: LinearAlgebraError.notSquare(operation: "eigenvalues", rows: 2, columns: 3)
    ) { try Matrix(zeros: 2, 3).eigenvalues() }
    #expect(throws: LinearAlgebraError.empty(operation: "eigenvalues")) {
      try Matrix(zeros: 0, 0).spectralRadius()
    }
    #expect(errorPlace { try Matrix(rows: [[1, 2], [.nan, 3]]).eigenvalues() } == [1, 0])
  }
}
