import Testing

@testable import Autodiff

@Suite struct ShapeTests {
  @Test(arguments: [
    ([], [], []), ([2, 3], [], [2, 3]), ([3], [2, 3], [2, 3]), ([2, 1], [1, 3], [2, 3]),
    ([1], [0], [0]), ([4, 1, 3], [2, 1], [4, 2, 3]),
  ])
  func shapesBroadcastAlignedAtTheLastAxis(_ a: [Int], _ b: [Int], _ both: [Int]) {
    #expect(a.broadcast(with: b) == both)
    #expect(b.broadcast(with: a) == both)
  }

  @Test func stridesAreRowMajorAndZeroWhereAnAxisRepeats() {
    #expect([2, 3, 4].rowMajorStrides == [12, 4, 1])
    #expect([Int]().rowMajorStrides == [])
    #expect([3, 1].strides(broadcastTo: [2, 3, 4]) == [0, 1, 0])
    #expect([2, 3, 4].strides(broadcastTo: [2, 3, 4]) == [12, 4, 1])
  }

  @Test func negativeAxesCountFromTheEnd() {
    #expect([2, 3, 4].axis(-1) == 2)
    #expect([2, 3, 4].axes([-1, 0]) == [0, 2])
    #expect([2, 3, 4].axes(nil) == [0, 1, 2])
    #expect([2, 3, 4].removing([0, 2]) == [3])
  }

  @Test func countIsTheProductOfExtents() {
    #expect([Int]().elementCount == 1)
    #expect([2, 3].elementCount == 6)
    #expect([2, 0].elementCount == 0)
  }
}
