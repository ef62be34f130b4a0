import Testing

@testable import LinearAlgebra

struct MatrixNormsTests {
  private let a = Matrix(rows: [[3, -4], [0, 12]])

  @Test func normsFollowTheirDefinitions() {
    #expect(a.frobeniusNorm == 13)
    #expect(a.oneNorm == 16)
    #expect(a.infinityNorm == 12)
    #expect(a.maxNorm == 12)
  }

  @Test(arguments: [1e-307, 1e-300, 1e-160, 1, 1e160, 1e300])
  func noScaleOverflowsOrVanishes(scale: Double) {
    #expect(abs((scale * a).frobeniusNorm - 13 * scale) <= 1e-15 * 13 * scale)
  }

  @Test func aNaNIsNotLost() {
    for place in 0..<4 {
      var b = a
      b.elements[place] = .nan
      #expect(b.frobeniusNorm.isNaN && b.oneNorm.isNaN && b.infinityNorm.isNaN && b.maxNorm.isNaN)
      b.elements[place] = -.infinity
      #expect(b.frobeniusNorm == .infinity && b.maxNorm == .infinity)
      #expect(b.oneNorm == .infinity && b.infinityNorm == .infinity)
    }
  }

  @Test func anEmptyMatrixHasNormZero() {
    let empty = Matrix(zeros: 0, 0)
    #expect(empty.frobeniusNorm == 0 && empty.maxNorm == 0 && empty.oneNorm == 0)
  }

  /// ||A||_2 <= ||A||_F <= sqrt(n) ||A||_2 and ||A||_2^2 <= ||A||_1 ||A||_inf.
  @Test func normsBoundEachOther() throws {
    var generator = RandomGenerator(seed: 1)
    for n in [1, 2, 10, 30] {
      let a = Matrix.gaussian(n, n, using: &generator)
      let two = try a.spectralNorm()
      #expect(two <= a.frobeniusNorm * (1 + 1e-14))
      #expect(a.frobeniusNorm <= Double(n).squareRoot() * two * (1 + 1e-14))
      #expect(two * two <= a.oneNorm * a.infinityNorm * (1 + 1e-14))
    }
  }
}
