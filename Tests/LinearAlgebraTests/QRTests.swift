import Testing

@testable import LinearAlgebra

struct QRTests {
  static let shapes = [(1, 1), (1, 5), (5, 1), (7, 7), (20, 6), (6, 20), (40, 40), (70, 33)]

  @Test(arguments: shapes, [Backend.gsl, .lapack])
  func theFactorsMultiplyBackToTheMatrix(shape: (Int, Int), backend: Backend) throws {
    var generator = RandomGenerator(seed: 1)
    let a = Matrix.gaussian(shape.0, shape.1, using: &generator)
    let (q, r) = try a.qr(by: backend)
    #expect(distance(q * r, a) < 1e-14 * 10)
    #expect(rowDefect(q.transposed()) < 1e-14)
    #expect(isUpperTriangular(r) && r.diagonal.allSatisfy { $0 >= 0 })
  }

  @Test func theFactorsOfAFullRankMatrixAreUnique() throws {
    var generator = RandomGenerator(seed: 2)
    let a = Matrix.gaussian(30, 30, using: &generator)
    let (gsl, lapack) = (try a.qr(by: .gsl), try a.qr(by: .lapack))
    #expect(distance(gsl.q, lapack.q) < 1e-12)
    #expect(distance(gsl.r, lapack.r) < 1e-12)
  }

  @Test(arguments: Spectrum.all, [Backend.gsl, .lapack])
  func qIsOrthonormalWhateverTheRank(spectrum: Spectrum, backend: Backend) throws {
    let a = try spectrum.matrix()
    let (q, r) = try a.qr(by: backend)
    #expect(rowDefect(q.transposed()) < 1e-13)
    #expect(distance(q * r, a) <= 1e-13 * max(a.maxNorm, .leastNormalMagnitude))
  }

  @Test func errorsNameWhatIsWrong() {
    #expect(throws: LinearAlgebraError.empty(operation: "QR decomposition")) {
      try Matrix(zeros: 3, 0).qr()
    }
    #expect(errorPlace { try Matrix(rows: [[1, 2], [3, .infinity]]).qr() } == [1, 1])
  }

  private func isUpperTriangular(_ r: Matrix) -> Bool {
    (0..<r.rows).allSatisfy { i in (0..<min(i, r.columns)).allSatisfy { r[i, $0] == 0 } }
  }
}
