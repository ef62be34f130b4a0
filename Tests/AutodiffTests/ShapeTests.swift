import Testing

@testable import Autodiff

@Suite struct ShapeTests {
  static let broadcasts: [(Shape, Shape, Shape)] = [
    ([], [], []), ([2, 3], [], [2, 3]), ([3], [2, 3], [2, 3]), ([2, 1], [1, 3], [2, 3]),
    ([1], [0], [0]), ([4, 1, 3], [2, 1], [4, 2, 3]),
  ]

  @Test(arguments: broadcasts)
  func shapesBroadcastAlignedAtTheLastAxis(_ a: Shape, _ b: Shape, _ both: Shape) {
    #expect(a.broadcast(with: b) == both)
    #expect(b.broadcast(with: a) == both)
  }

  @Test func stridesAreRowMajorAndZeroWhereAnAxisRepeats() {
    #expect(Shape([2, 3, 4]).rowMajorStrides == [12, 4, 1])
    #expect(Shape().rowMajorStrides == [])
    #expect(Shape([3, 1]).strides(broadcastTo: [2, 3, 4]) == [0, 1, 0])
    #expect(Shape([2, 3, 4]).strides(broadcastTo: [2, 3, 4]) == [12, 4, 1])
  }

  @Test func negativeAxesCountFromTheEnd() {
    #expect(Shape([2, 3, 4]).axis(-1) == 2)
    #expect(Shape([2, 3, 4]).axes([-1, 0]) == [0, 2])
    #expect(Shape([2, 3, 4]).axes(nil) == [0, 1, 2])
    #expect(Shape([2, 3, 4]).removing([0, 2]) == [3])
  }

  @Test func countIsTheProductOfExtents() {
    #expect(Shape().elementCount == 1)
    #expect(Shape([2, 3]).elementCount == 6)
    #expect(Shape([2, 0]).elementCount == 0)
  }

  @Test(arguments: [[], [3], [2, 3], [0, 1, 2, 3, 4, 5]])
  func extentsAreThoseOfTheList(_ list: [Int]) {
    var shape = Shape(list)
    #expect(Array(shape) == list && shape.count == list.count)
    #expect("\(shape)" == "\(list)")
    shape.append(contentsOf: [])
    #expect(shape == Shape(list))
  }

  @Test func partsAreReplacedLikeAnArrays() {
    var shape: Shape = [2, 3, 4]
    shape.replaceSubrange(1..<2, with: [7, 8])
    #expect(shape == [2, 7, 8, 4])
    shape.removeLast(3)
    // What a longer shape left behind doesn't count.
    #expect(shape == [2] && shape.hashValue == Shape([2]).hashValue)
    shape[0] = 5
    #expect(shape + [1] == [5, 1] && shape != [5, 1])
  }
}
