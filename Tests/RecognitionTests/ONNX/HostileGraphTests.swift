import Buffers
import Checkpoints
import Foundation
import Testing

@testable import Recognition

/// Small files that ask for a lot.
@Suite struct HostileGraphTests {
  /// A field of a message, as Protocol Buffers have it.
  private func field(_ number: Int, _ bytes: [UInt8]) -> [UInt8] {
    varint(number << 3 | 2) + varint(bytes.count) + bytes
  }

  private func text(_ number: Int, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }

  private func varint(_ number: Int) -> [UInt8] {
    number < 128 ? [UInt8(number)] : [UInt8(number & 127) | 128] + varint(number >> 7)
  }
  /// A graph in which every node names the one before twice, in bytes as onnx.proto has them.
  private func graph(
    _ operation: String, levels: Int, extents: [UInt8], axis: UInt8
  ) throws
    -> RecognisedModel
  {
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

  /// 2^20 calls of one recurrent node, by functions that call one another twice, under a name.
  private func calls(_ name: String) throws -> RecognisedModel {
    func node(_ operation: String, _ output: String, _ domain: String) -> [UInt8] {
      text(1, "X") + text(2, output) + text(3, name) + text(4, operation) + text(7, domain)
    }
    var functions: [UInt8] = []
    for level in 0...20 {
      let nodes =
        level == 0
        ? field(7, text(1, "W") + node("RNN", "Y", ""))
        : field(7, node("f\(level - 1)", "Y", "f")) + field(7, node("f\(level - 1)", "Z", "f"))
      functions += field(
        25, text(1, "f\(level)") + text(4, "X") + text(5, "Y") + nodes + text(10, "f"))
    }
    let graph = field(7, field(1, node("f20", "Y", "f")))
    return try RecognisedModel(Checkpoint(reading: Bytes([8, 8] + graph + functions)))
  }

  /// Paths to calls are made of the names on the way: what is kept of them is no multiple of the calls.
  @Test(arguments: [1, 50_000]) func callsEndAndTheirNamesAreBounded(length: Int) throws {
    let notes = try calls(String(repeating: "n", count: length)).passedOver
    #expect(notes.count <= 1002)
    #expect(notes.reduce(0) { $0 + $1.name.utf8.count } < 40_000_000)
    #expect(notes.contains { $0.text.contains("more calls of functions") })
  }

  /// What one node's weights hold at once, and what all of them make, is in proportion to the file.
  @Test func folderIsHeldToWhatThereIs() throws {
    var folder = ONNXFolder([])
    #expect(throws: Unfoldable.tooLarge) { try folder.make([1 + 1 << 21]) }
    #expect(throws: Never.self) { try folder.make([1 << 21]) }
    #expect(throws: Unfoldable.tooLarge) { try folder.make([1]) }
    for _ in 0..<3 {
      folder.forget()
      #expect(throws: Never.self) { try folder.make([1 << 21]) }
    }
    folder.forget()
    #expect(throws: Unfoldable.tooMuch) { try folder.make([1]) }
  }

  /// A tensor that was sparse proves nothing of the file's size.
  @Test(arguments: [false, true]) func sparseTensorsGiveNoRoom(isUnpacked: Bool) {
    let bytes = Bytes(Array(repeating: UInt8(0), count: 4000))
    let tensor = StoredTensor(name: "W", .float32, shape: [1000], rowMajor: bytes)
    var folder = ONNXFolder([tensor], unpacked: isUnpacked ? [0] : [])
    let needed = [2000 + 1 << 21]
    if isUnpacked {
      #expect(throws: Unfoldable.tooLarge) { try folder.make(needed) }
    } else {
      #expect(throws: Never.self) { try folder.make(needed) }
    }
  }

  /// A layer has a description, be its weights ever so small.
  @Test func layersOfAFewNumbersAreCounted() {
    var folder = ONNXFolder([])
    let weights = FoldedArray([1, 1, 1], [0], sources: [])
    #expect(throws: Never.self) {
      for _ in 0..<4000 { try folder.keep([weights, weights]) }
    }
    #expect(throws: Unfoldable.tooOften) {
      for _ in 0..<200 { try folder.keep([weights, weights]) }
    }
  }
}
