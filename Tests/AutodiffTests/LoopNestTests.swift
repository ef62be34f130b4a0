import Testing

@testable import Autodiff

@Suite struct LoopNestTests {
  /// The offsets of a, b and the result at every element, by the definition of strides.
  private func offsets(_ extents: Shape, _ strides: [[Int]]) -> Set<[Int]> {
    var positions: [[Int]] = [[]]
    for extent in extents { positions = positions.flatMap { p in (0..<extent).map { p + [$0] } } }
    return Set(
      positions.map { position in
        strides.map { zip($0, position).reduce(0) { $0 + $1.0 * $1.1 } }
      })
  }

  @Test(arguments: [
    Shape(), [1], [5], [3, 4], [1, 4], [4, 1], [2, 3, 4], [2, 1, 4], [1, 1, 1], [0, 3], [3, 0],
    [2, 3, 2, 3, 2],
  ])
  func everyElementIsVisitedOnceWhateverTheStrides(_ extents: Shape) {
    let plain = extents.rowMajorStrides
    // b repeats along every second axis; the result is written in reversed order of axes.
    let b = plain.indices.map { $0.isMultiple(of: 2) ? plain[$0] : 0 }
    let result = Array(Shape(extents.reversed()).rowMajorStrides.reversed())
    let nest = LoopNest(extents, a: plain, b: b, result: result)
    var visited: [[Int]] = []
    nest.forEachRow { atA, atB, atResult in
      for i in 0..<nest.inner.extent {
        visited.append(
          [atA + i * nest.inner.a, atB + i * nest.inner.b, atResult + i * nest.inner.result])
      }
    }
    #expect(visited.count == extents.elementCount)
    #expect(Set(visited) == offsets(extents, [plain, b, result]))
  }

  @Test func axesThatMoveAlikeAreOneLoop() {
    let plain = Shape([2, 3, 4]).rowMajorStrides
    let whole = LoopNest([2, 3, 4], a: plain, result: plain)
    #expect(whole.outer.isEmpty)
    #expect(whole.inner.extent == 24)
    let row = LoopNest([2, 3, 4], a: plain, b: [0, 0, 1], result: plain)
    #expect(row.outer.map(\.extent) == [6])
    #expect(row.inner.extent == 4)
  }
}
