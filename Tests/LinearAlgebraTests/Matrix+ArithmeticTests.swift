import Testing

@testable import LinearAlgebra

struct MatrixArithmeticTests {
  private let a = Matrix(rows: [[1, 2, 3], [4, 5, 6]])
  private let b = Matrix(rows: [[1, 0], [-1, 2], [0.5, 1]])

  @Test func productsAreRowsTimesColumns() {
    #expect(a * b == Matrix(rows: [[0.5, 7], [2, 16]]))
  }

  @Test(arguments: [false, true], [false, true])
  func transposingInAProductIsTransposingBefore(left: Bool, right: Bool) {
    let (x, y) = (left ? a.transposed() : a, right ? b.transposed() : b)
    #expect(x.multiplied(by: y, transposingSelf: left, transposingOther: right) == a * b)
  }

  @Test func sumsAndMultiplesAreEntrywise() {
    #expect(a + a == 2 * a && a * 2 == 2 * a)
    #expect(a - a == Matrix(zeros: 2, 3))
    #expect(-a == a * -1)
    #expect(a.mapped { $0 * $0 }.elements == [1, 4, 9, 16, 25, 36])
  }

  @Test func emptyFactorsGiveZerosOrNothing() {
    #expect(Matrix(zeros: 2, 0) * Matrix(zeros: 0, 3) == Matrix(zeros: 2, 3))
    #expect((Matrix(zeros: 0, 2) * Matrix(zeros: 2, 3)).rows == 0)
  }

  @Test func aProductInPlaceOverwritesWhatWasThere() {
    var c = Matrix(rows: [[.nan, .nan], [.nan, .nan]])
    c.setProduct(a, false, b, false)
    #expect(c == a * b)
  }
}
