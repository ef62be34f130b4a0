import Buffers
import Checkpoints
import Foundation
import Testing

@testable import Recognition

/// What is computed of a graph before it runs.
@Suite struct FoldingTests {
  /// All starts, ends and steps around an axis of four, against walking along it.
  @Test(arguments: [-5, -3, -2, -1, 1, 2, 3, 5]) func sliceTakesWhatWalkingTakes(step: Int) throws {
    let extent = 4
    for start in -7...7 {
      for end in -7...7 {
        let range = try #require(SliceRange(start, end, step, extent: extent))
        let taken = (0..<range.count).map { range.first + $0 * range.step }
        #expect(taken == walked(start, end, step, extent), "\(start):\(end):\(step)")
      }
    }
  }

  /// The operator's text: negative places count from the end, then each is held to the axis.
  private func walked(_ start: Int, _ end: Int, _ step: Int, _ extent: Int) -> [Int] {
    let (from, to) = (start < 0 ? start + extent : start, end < 0 ? end + extent : end)
    if step > 0 {
      return Array(stride(from: min(max(from, 0), extent), to: min(max(to, 0), extent), by: step))
    }
    return Array(
      stride(from: min(max(from, 0), extent - 1), to: min(max(to, -1), extent - 1), by: step))
  }

  @Test func endsOf64BitsReachTheEnd() throws {
    let last = FoldedArray([2], [0x1p63, -0x1p63], sources: []).integers
    let (most, least) = (try #require(last?[0]), try #require(last?[1]))
    #expect(SliceRange(1, most, 1, extent: 3) == SliceRange(1, 3, 1, extent: 3))
    #expect(SliceRange(-1, least, -1, extent: 3).map { [$0.first, $0.count] } == [2, 3])
    #expect(SliceRange(.min, .max, .max, extent: 3)?.count == 1)
    #expect(SliceRange(.max, .min, .min, extent: 3)?.count == 1)
    #expect(SliceRange(0, 3, 0, extent: 3) == nil)
    #expect(SliceRange(0, 3, -1, extent: 0)?.count == 0)
  }

  @Test func transposeMovesAxes() {
    let array = FoldedArray([2, 3], [0, 1, 2, 3, 4, 5], sources: [])
    #expect(array.transposed([1, 0]).elements == [0, 3, 1, 4, 2, 5])
    #expect(array.transposed([0, 1]).elements == array.elements)
    let deep = FoldedArray([2, 1, 3], array.elements, sources: [])
    #expect(deep.transposed([2, 0, 1]).shape == [3, 2, 1])
    #expect(deep.transposed([2, 0, 1]).elements == [0, 3, 1, 4, 2, 5])
  }

  @Test func joinedArraysKeepTheirOrderAndNameEachSourceOnce() {
    let a = FoldedArray([2, 1], [1, 2], sources: [4])
    let b = FoldedArray([2, 2], [3, 4, 5, 6], sources: [2, 4])
    let wide = FoldedArray.joined([a, b], along: 1)
    #expect(
      wide.shape == [2, 3] && wide.elements == [1, 3, 4, 2, 5, 6] && wide.sources == [4, 2])
    #expect(FoldedArray.joined([a, a], along: 0).elements == [1, 2, 1, 2])
  }

  @Test func scalesGoAlongTheirAxis() {
    let array = FoldedArray([2, 2], [1, 2, 3, 4], sources: [])
    #expect(array.dequantized(scale: [10], zero: [1], along: 0)?.elements == [0, 10, 20, 30])
    #expect(array.dequantized(scale: [1, 10], zero: [0], along: 0)?.elements == [1, 2, 30, 40])
    #expect(
      array.dequantized(scale: [1, 10], zero: [0, 1], along: 1)?.elements == [1, 10, 3, 30])
    #expect(array.dequantized(scale: [1, 2, 3], zero: [0], along: 1) == nil)
  }
}
