import Testing

@testable import LinearAlgebra

struct LinearAlgebraErrorTests {
  @Test func everyErrorIsOneSentenceWithItsNumbers() {
    let sentences: [(LinearAlgebraError, String)] = [
      (
        .gsl(routine: "gsl_eigen_nonsymm", status: 11, reason: "exceeded max number of iterations"),
        "gsl_eigen_nonsymm failed: exceeded max number of iterations (GSL status 11)"
      ),
      (.lapack(routine: "dgesdd", info: 3), "dgesdd failed with info = 3"),
      (.nonFinite(row: 2, column: 5, value: .nan), "the matrix holds nan at row 2, column 5"),
      (.nonFiniteProduct(member: 7), "operator 7 gave a value that is not finite"),
      (.empty(operation: "QR"), "QR needs a matrix with at least one row and one column"),
      (.notSquare(operation: "QR", rows: 2, columns: 3), "QR needs a square matrix, not 2 x 3"),
      (.singular(operation: "solving"), "solving needs an invertible matrix"),
    ]
    for (error, sentence) in sentences { #expect(error.description == sentence) }
  }
}
