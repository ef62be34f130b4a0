import Foundation
import Testing

@testable import LinearAlgebra

struct SymmetricEigenvaluesTests {
  static let backends = [Backend.gsl, .lapack]

  /// 2 on the diagonal, -1 beside it: 2 - 2 cos(k pi / (n + 1)).
  @Test(arguments: backends, [1, 2, 9, 60])
  func aSecondDifferenceHasTheVibrationsOfAString(backend: Backend, n: Int) throws {
    var a = Matrix(zeros: n, n)
    for i in 0..<n {
      a[i, i] = 2
      if i > 0 { (a[i, i - 1], a[i - 1, i]) = (-1, -1) }
    }
    let expected = (1...n).map { 2 - 2 * cos(Double($0) * .pi / Double(n + 1)) }.reversed()
    #expect(agree(try a.symmetricEigenvalues(by: backend), Array(expected), within: 1e-14))
  }

  /// The singular values of X are the roots of the eigenvalues of X^T X.
  @Test(arguments: backends, [1.0, 1e-120, 1e120])
  func rootsOfAGramMatrixAreSingularValues(backend: Backend, scale: Double) throws {
    var generator = RandomGenerator(seed: 3)
    let x = scale * Matrix.gaussian(50, 30, using: &generator)
    let roots = try (x.transposed() * x).symmetricEigenvalues(by: backend).map { $0.squareRoot() }
    let singular = try x.singularValues()
    for (root, sigma) in zip(roots, singular) { #expect(abs(root - sigma) < 1e-12 * singular[0]) }
  }

  @Test(arguments: backends)
  func onlySquareFiniteMatricesHaveThem(backend: Backend) {
    #expect(throws: LinearAlgebraError.self) {
      try Matrix(zeros: 2, 3).symmetricEigenvalues(by: backend)
    }
    #expect(throws: LinearAlgebraError.self) {
      try Matrix(rows: [[.nan]]).symmetricEigenvalues(by: backend)
    }
  }
}
