import Testing

@testable import LinearAlgebra

struct MatrixTests {
  private let a = Matrix(rows: [[1, 2, 3], [4, 5, 6]])

  @Test func entriesLieRowByRow() {
    #expect(a.elements == [1, 2, 3, 4, 5, 6])
    #expect(a[1, 0] == 4 && a[0, 2] == 3)
    #expect(a.row(1) == [4, 5, 6] && a.column(1) == [2, 5])
    #expect(a.rows(1..<2) == Matrix(rows: [[4, 5, 6]]))
    #expect(a.rows(1..<1).rows == 0)
    #expect(a.diagonal == [1, 5])
  }

  @Test func writingChangesOneEntry() {
    var b = a
    b[1, 2] = -1
    #expect(b.elements == [1, 2, 3, 4, 5, -1] && a[1, 2] == 6)
  }

  /// A write that copied all entries would take minutes here.
  @Test(.timeLimit(.minutes(1))) func writingFromAnotherModuleIsInPlace() {
    let n = 600
    var a = Matrix(zeros: n, n)
    for k in 0..<n * n { a.elements[k] = Double(k) }
    #expect(a[n - 1, n - 1] == Double(n * n - 1))
  }

  @Test func transposingTwiceChangesNothing() {
    #expect(a.transposed() == Matrix(rows: [[1, 4], [2, 5], [3, 6]]))
    #expect(a.transposed().transposed() == a)
  }

  @Test func namedMatricesAreWhatTheirNamesSay() {
    #expect(Matrix.identity(2) == Matrix(rows: [[1, 0], [0, 1]]))
    #expect(Matrix.diagonal([2, 3]) == Matrix(rows: [[2, 0], [0, 3]]))
    #expect(Matrix(zeros: 1, 2) == Matrix(rows: [[0, 0]]))
    #expect(Matrix(rows: []).elements.isEmpty)
  }

  @Test func shapesThatDoNotFitStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = Matrix(rows: 2, columns: 2, elements: [1, 2, 3])
    }
    await #expect(processExitsWith: .failure) {
      var b = Matrix(zeros: 2, 2)
      b.elements.append(1)
    }
    await #expect(processExitsWith: .failure) {
      _ = Matrix(zeros: 2, 3) * Matrix(zeros: 2, 3)
    }
  }
}
