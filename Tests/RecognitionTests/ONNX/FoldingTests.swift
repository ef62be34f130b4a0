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

/// Small files that ask for a lot.
@Suite struct HostileGraphTests {
  /// A graph in which every node names the one before twice, in bytes as onnx.proto has them.
  private func graph(
    _ operation: String, levels: Int, extents: [UInt8], axis: UInt8
  ) throws
    -> RecognisedModel
  {
    func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
      var length = bytes.count
      var head = [number << 3 | 2]
      while length >= 128 {
        head.append(UInt8(length & 127) | 128)
        length >>= 7
      }
      return head + [UInt8(length)] + bytes
    }
    func text(_ number: UInt8, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }
    let count = extents.reduce(1) { $0 * Int($1) }
    let dims: [UInt8] = extents.flatMap { [8, $0] }
    var body = field(
      5, dims + [16, 1] + text(8, "a0") + field(9, Array(repeating: 0, count: 4 * count)))
    for k in 0..<levels {
      let setting = text(1, "axis") + [24, axis, 160, 1, 2]
      body += field(
        1,
        text(1, "a\(k)") + text(1, "a\(k)") + text(2, "a\(k + 1)") + text(4, operation)
          + field(5, setting))
    }
    body += field(
      1,
      text(1, "X") + text(1, "a\(levels)") + text(1, "a\(levels)") + text(2, "Y")
        + text(3, "rnn") + text(4, "RNN"))
    return try RecognisedModel(Checkpoint(reading: Bytes([8, 8] + field(7, body))))
  }

  /// 2^50 steps and elements, and 2^50 steps to no elements at all.
  @Test(arguments: [[1, 2, 2], [1, 0, 2], [0, 1, 0]] as [[UInt8]], [UInt8(0), 1, 2])
  func doublingEnds(extents: [UInt8], axis: UInt8) throws {
    let model = try graph("Concat", levels: 50, extents: extents, axis: axis)
    #expect(model.layers.isEmpty)
    #expect(
      model.passedOver.map(\.text) == ["its weights are computed by more steps than I follow"])
  }

  @Test func deepWayEnds() throws {
    let model = try graph("Identity", levels: 10_000, extents: [1, 2, 2], axis: 0)
    #expect(
      model.passedOver.map(\.text) == ["its weights are computed by more steps than I follow"])
  }

  @Test func shortWayIsFollowed() throws {
    #expect(try graph("Identity", levels: 10, extents: [1, 2, 2], axis: 0).layers.count == 1)
  }

  /// Each bit of a file turned over: layers or reasons, and never a trap.
  @Test(arguments: ["folded_old.onnx", "folded_scaled.onnx", "functions.onnx", "unread.onnx"])
  func damagedGraphsAreAnswered(file: String) throws {
    let data = Array(try Data(contentsOf: ONNXLayersTests.root.appending(path: file)))
    for bit in 0..<8 * data.count {
      var damaged = data
      damaged[bit / 8] ^= 1 << (bit % 8)
      guard let checkpoint = try? Checkpoint(reading: Bytes(damaged)) else { continue }
      for layer in try RecognisedModel(checkpoint).layers {
        #expect(layer.recurrentWeights.matrix.rows == layer.inputBias.count)
      }
    }
  }

  @Test func shapesWhoseStridesOverflowAreRefused() throws {
    let folder = ONNXFolder([])
    #expect(throws: Unfoldable.tooMuch) { try folder.check([1 << 40, 0, 1 << 40]) }
    #expect(throws: Unfoldable.tooMuch) { try folder.check([-1, 0]) }
    #expect(throws: Never.self) { try folder.check([1 << 20, 1 << 20, 0]) }
  }
}
