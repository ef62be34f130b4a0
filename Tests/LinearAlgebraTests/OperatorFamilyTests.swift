import Testing

@testable import LinearAlgebra

struct OperatorFamilyTests {
  private let family: MatrixFamily
  private let matrices: [Matrix]

  init() {
    var generator = RandomGenerator(seed: 1)
    matrices = (0..<5).map { _ in .gaussian(3, 4, using: &generator) }
    family = MatrixFamily(matrices)
  }

  @Test func rowsMeetTheMembersThatAreListed() {
    var generator = RandomGenerator(seed: 2)
    let x = Matrix.gaussian(4, 4, using: &generator)
    var y = Matrix(zeros: 4, 3).mapped { _ in .nan }
    family.apply([4, 0, 4, 2], x, into: &y)
    for (i, k) in [4, 0, 4, 2].enumerated() {
      #expect(distance(y.rows(i..<i + 1), matrices[k].apply(x.rows(i..<i + 1))) < 1e-14)
    }
  }

  @Test func transposesAreAdjoint() {
    var generator = RandomGenerator(seed: 3)
    let (x, y) = (
      Matrix.gaussian(5, 4, using: &generator), Matrix.gaussian(5, 3, using: &generator)
    )
    let (ax, aty) = (family.applyAll(x), family.applyAllTransposed(y))
    for k in 0..<5 {
      let forward = zip(ax.row(k), y.row(k)).reduce(0) { $0 + $1.0 * $1.1 }
      let backward = zip(x.row(k), aty.row(k)).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(forward - backward) < 1e-13)
    }
  }

  @Test func aMemberIsAnOperatorByItself() {
    var generator = RandomGenerator(seed: 4)
    let member = family[3]
    #expect(member.rows == 3 && member.columns == 4)
    #expect(distance(member.dense(), matrices[3]) < 1e-15)
    let (x, y) = (
      Matrix.gaussian(2, 4, using: &generator), Matrix.gaussian(2, 3, using: &generator)
    )
    #expect(distance(member.apply(x), matrices[3].apply(x)) < 1e-14)
    #expect(distance(member.applyTransposed(y), matrices[3].applyTransposed(y)) < 1e-14)
  }
}
