import Buffers
import Testing

@testable import Checkpoints

private typealias Message = ProtobufMessage

/// Models that claim what isn't so, or go round in circles.
@Suite struct HostileONNXTests {
  private func fault(_ bytes: Bytes, limits: Limits? = nil) -> CheckpointFault? {
    do throws(CheckpointFault) {
      _ = try Checkpoint(reading: bytes, limits: limits)
      return nil
    } catch { return error }
  }

  @Test(arguments: [
    ([4], "needs 16 bytes, raw_data has 8"), ([1 << 40], "needs 4398046511104 bytes"),
    ([1 << 62, 1 << 62], "the impossible shape"), ([.max], "a negative extent"),
    ([UInt64](repeating: 1, count: 65), "more than 64 axes"),
  ])
  func shapesAreHeldAgainstTheBytes(shape: [UInt64], reason: String) {
    let fault = fault(Message.model(.tensor("w", shape: shape, [UInt8](repeating: 0, count: 8))))
    #expect(fault?.reason.contains(reason) == true, "\(fault as Any)")
  }

  @Test func numbersOfTheFieldAreCounted() {
    for (count, isRight) in [(2, false), (3, true), (4, false)] {
      let numbers = Message.raw(5, [UInt8](repeating: 1, count: count))
      let model = Message.model(.tensor("w", shape: [3], type: 6, [], extra: [numbers]))
      #expect((fault(model) == nil) == isRight)
    }
    let terabyte = Message.model(.tensor("w", shape: [1 << 40], type: 6, []))
    #expect(fault(terabyte)?.reason.contains("fewer or more elements") == true)
    let wide = Message.model(
      .tensor("w", shape: [1], type: 3, [], extra: [.raw(5, Message.varint(300))]))
    #expect(fault(wide)?.reason == "the element 300 has more than 8 bits")
  }

  @Test func aNameIsGivenOnce() {
    let tensor = Message.tensor("w", shape: [0], [])
    #expect(fault(Message.model(tensor, tensor))?.place == .tensor("w"))
    #expect(fault(Message.model(.node("Relu", [], ["w"]), tensor))?.place == .tensor("w"))
    #expect(fault(Message.model(.node("Relu", [], ["y", "y"])))?.place == .tensor("y"))
    #expect(
      fault(Message.model(.tensor("", shape: [0], [])))?.reason == "an initialiser has no name")
  }

  @Test func nodesDoNotNeedThemselves() {
    let straight = Message.model(.node("A", ["x"], ["y"]), .node("B", ["y"], ["z"]))
    #expect(fault(straight) == nil)
    let unsorted = Message.model(.node("B", ["y"], ["z"]), .node("A", ["x"], ["y"]))
    #expect(fault(unsorted) == nil)
    let circle = Message.model(.node("A", ["z"], ["y"]), .node("B", ["y"], ["z"]))
    #expect(fault(circle)?.reason == "the node needs its own output")
  }

  @Test func functionsDoNotCallThemselves() {
    let graph = Message.node("F", domain: "lab", ["x"], ["y"])
    func model(_ calls: [(String, [String])]) -> Bytes {
      Message.model(graph, functions: calls.map { .function($0.0, calling: $0.1) })
    }
    #expect(fault(model([("F", ["G", "G"]), ("G", ["H", "H"]), ("H", [])])) == nil)
    #expect(fault(model([("F", ["F"])]))?.reason.contains("calls itself") == true)
    #expect(fault(model([("F", ["G"]), ("G", ["F"])]))?.place == .entry("lab::F/"))
    #expect(fault(model([("F", []), ("F", [])]))?.reason == "the function is defined twice")
    // A long chain takes no recursion.
    let chain = (0..<20_000).map { ("f\($0)", ["f\($0 + 1)"]) }
    #expect(fault(model(chain)) == nil)
    #expect(fault(model(chain + [("f20000", ["f0"])]))?.reason.contains("calls itself") == true)
  }

  @Test func graphsLieOnlySoDeep() {
    func nested(_ depth: Int) -> Bytes {
      var graph = Message()
      for _ in 0..<depth {
        let branch = Message(.text(1, "then_branch"), .raw(6, graph.encoded), .number(20, 5))
        graph = Message(.node("If", ["c"], ["y"], attributes: [.raw(5, branch.encoded)]))
      }
      return Message.model(graph)
    }
    #expect(fault(nested(33)) == nil)
    #expect(fault(nested(34))?.kind == .overLimit)
    #expect(fault(nested(3000))?.kind == .overLimit)
  }

  /// A long name around many graphs would be written before each name within.
  @Test func pathsAreCounted() {
    let leaf = Message(.tensor("k", shape: [0], [])).encoded
    let branch = Message.raw(5, Message(.text(1, "g"), .raw(6, leaf), .number(20, 5)).encoded)
    let inner = (0..<5000).map { Message.node("If", [], ["n\($0)"], attributes: [branch]) }
    let graph = Message.raw(6, inner.flatMap(\.encoded))
    let outer = Message.raw(5, Message(.text(1, "g"), graph, .number(20, 5)).encoded)
    let name = String(repeating: "a", count: 1 << 20)
    let model = Message.model(.node("If", [], [name], attributes: [outer]))
    #expect(fault(model)?.kind == .overLimit)
  }

  @Test func objectsAreCounted() {
    let nodes = [UInt8]([0x0a, 0]).repeated(1_000_000)
    let model = Bytes(Message.number(1, 10).encoded + Message.raw(7, nodes).encoded)
    #expect(fault(model)?.kind == .overLimit)
  }

  @Test func placesOfSparseElementsAreHeldToTheShape() {
    func model(places: [UInt64], shape: [UInt64], axes: UInt64? = nil) -> Bytes {
      let count = axes.map { UInt64(places.count) / $0 } ?? UInt64(places.count)
      let values = Message(
        .number(1, count), .number(2, 1), .text(8, "s"),
        .raw(9, [UInt8](repeating: 1, count: Int(count) * 4)))
      let extents = [Message.number(1, count)] + (axes.map { [Message.number(1, $0)] } ?? [])
      let indices =
        extents.flatMap(\.encoded) + Message.number(2, 7).encoded
        + Message.raw(7, places.flatMap(Message.varint)).encoded
      let sparse =
        Message.raw(1, values.encoded).encoded + Message.raw(2, indices).encoded
        + shape.flatMap { Message.number(3, $0).encoded }
      return Message.model(.raw(15, sparse))
    }
    #expect(fault(model(places: [0, 5], shape: [2, 3])) == nil)
    #expect(fault(model(places: [0, 6], shape: [2, 3]))?.place == .tensor("s"))
    #expect(fault(model(places: [.max], shape: [2, 3]))?.place == .tensor("s"))
    #expect(fault(model(places: [0, 1, 1, 2], shape: [2, 3], axes: 2)) == nil)
    #expect(fault(model(places: [0, 1, 2, 0], shape: [2, 3], axes: 2))?.place == .tensor("s"))
    // Too large to be made dense: named, and the rest is read.
    #expect(fault(model(places: [0], shape: [1 << 40])) == nil)
  }

  @Test func externalDataAreDescribedInNumbers() {
    func model(_ entries: [(String, String)]) -> Bytes {
      let extra = entries.map { Message.message(13, .text(1, $0.0), .text(2, $0.1)) }
      return Message.model(.tensor("w", shape: [1], [], extra: extra + [.number(14, 1)]))
    }
    #expect(fault(model([("location", "w.bin"), ("offset", "8"), ("length", "4")])) == nil)
    #expect(fault(model([]))?.reason.contains("isn't named") == true)
    for number in ["-1", "x", "", "99999999999999999999"] {
      #expect(fault(model([("location", "w"), ("offset", number)]))?.place == .tensor("w"))
    }
  }

  /// Whatever a changed byte does, the reader answers.
  @Test(arguments: Fixtures.files.filter { $0.folder == "onnx" && $0.name != "encodings.onnx" })
  func everyBitMayFlip(file: Fixtures.File) throws {
    let whole = try Array(file.bytes())
    for position in whole.indices {
      for bit in 0..<8 {
        var damaged = whole
        damaged[position] ^= 1 << bit
        _ = fault(Bytes(damaged))
      }
      _ = fault(Bytes(whole[..<position]))
    }
    #expect(fault(Bytes(whole)) == nil)
  }
}

extension [UInt8] {
  fileprivate func repeated(_ times: Int) -> [UInt8] {
    [[UInt8]](repeating: self, count: times).flatMap { $0 }
  }
}
