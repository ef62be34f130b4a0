import Autodiff
import Foundation
import Testing

@testable import Checkpoints
@testable import Files

@Suite struct SafetensorsTests {
  private let sample = Safetensors(
    [
      StoredTensor(name: "b", Tensor<Float>(shape: [3], [1, -0.0, .infinity])),
      StoredTensor(name: "w", Tensor<Double>(shape: [2, 1], [0.1, Double.leastNonzeroMagnitude])),
      StoredTensor(name: "n", shape: [], [-7]),
      StoredTensor(name: "z", Tensor<Float>(shape: [0, 4], [])),
    ], metadata: ["format": "pt", "quoted \"é\"": "line\nline"])

  @Test func contentReadsBackBitForBit() throws {
    let read = try Safetensors(parsing: sample.encoded())
    #expect(read.metadata == sample.metadata)
    #expect(Set(read.tensors.map(\.name)) == ["b", "w", "n", "z"])
    for tensor in sample.tensors { #expect(read[tensor.name] == tensor) }
    let bits = try #require(read["b"]).tensor(as: Float.self).array.map(\.bitPattern)
    #expect(bits == [Float(1), -0.0, .infinity].map(\.bitPattern))
    #expect(
      try #require(read["w"]).tensor(as: Double.self).array == [0.1, Double.leastNonzeroMagnitude])
    #expect(try #require(read["n"]).integers() == [-7])
    #expect(try #require(read["z"]).shape == [0, 4])
  }

  /// As PyTorch's readers expect: the header padded to 8 bytes, elements aligned to their size.
  @Test func everyTensorIsAligned() throws {
    let bytes = sample.encoded()
    let header = bytes.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
    #expect(header % 8 == 0)
    for tensor in try Safetensors(parsing: bytes).tensors {
      #expect(tensor.bytes.startIndex % tensor.elementType.size == 0)
    }
  }

  /// Written by the `safetensors` package, version 0.8.0, for Python.
  @Test func fileOfTheReferenceImplementationReads() throws {
    let bytes = try #require(
      Data(
        base64Encoded: """
          EAEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJmb3JtYXQiOiJwdCJ9LCJzdGVwcyI6eyJkdHlwZSI6Ikk2NCIsIn\
          NoYXBlIjpbMl0sImRhdGFfb2Zmc2V0cyI6WzAsMTZdfSwiZCI6eyJkdHlwZSI6IkY2NCIsInNoYXBlIjpbXSwi\
          ZGF0YV9vZmZzZXRzIjpbMTYsMjRdfSwicm5uLndlaWdodCI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMSwzXS\
          wiZGF0YV9vZmZzZXRzIjpbMjQsMzZdfSwiaGFsZiI6eyJkdHlwZSI6IkYxNiIsInNoYXBlIjpbMV0sImRhdGFf\
          b2Zmc2V0cyI6WzM2LDM4XX19ICAgIAcAAAAAAAAA//////////+amZmZmZm5PwAAwD8AAADAzczMPQA8
          """))
    let file = try Safetensors(parsing: bytes)
    #expect(file.metadata == ["format": "pt"])
    #expect(file.tensors.map(\.name) == ["steps", "d", "rnn.weight", "half"])
    #expect(try #require(file["steps"]).integers() == [7, -1])
    #expect(try #require(file["d"]).tensor(as: Double.self) == .scalar(0.1))
    let weight = try #require(file["rnn.weight"]).tensor(as: Float.self)
    #expect(weight == Tensor(shape: [1, 3], [1.5, -2, 0.1]))
    #expect(throws: SafetensorsFault.unreadable(tensor: "half", type: "F16")) {
      try #require(file["half"]).tensor(as: Float.self)
    }
  }

  @Test func moreAxesThanATensorHasAreRefusedWhenRead() throws {
    let shape = Array(repeating: 1, count: 7)
    let stored = StoredTensor(name: "a", shape: shape, [1])
    #expect(throws: SafetensorsFault.tooManyAxes(tensor: "a", axes: 7)) {
      try stored.tensor(as: Float.self)
    }
  }

  @Test func precisionIsConverted() throws {
    let double = StoredTensor(name: "d", Tensor<Double>(shape: [1], [0.1]))
    #expect(try double.tensor(as: Float.self).item == 0.1)
    let single = StoredTensor(name: "s", Tensor<Float>(shape: [1], [0.1]))
    #expect(try single.tensor(as: Double.self).item == Double(Float(0.1)))
    #expect(throws: SafetensorsFault.unreadable(tensor: "s", type: "F32")) {
      try single.integers()
    }
  }

  @Test func fileIsNamedInTheError() throws {
    let path = NSTemporaryDirectory() + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(throws: FileError.missing(path: path)) { try Safetensors(contentsOf: path) }
    try AtomicFile.write("oh", to: path)
    #expect(throws: CheckpointError(path: path, fault: .tooShort(bytes: 2))) {
      try Safetensors(contentsOf: path)
    }
    try sample.write(to: path)
    #expect(try Safetensors(contentsOf: path)["n"] == sample["n"])
  }
}

/// Files that claim what isn't so. Each must be refused, none may crash or ask for the memory that
/// it claims.
@Suite struct HostileSafetensorsTests {
  private func file(_ header: String, data: Int = 0) -> Data {
    var bytes = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
    bytes.append(contentsOf: header.utf8)
    bytes.append(Data(count: data))
    return bytes
  }

  private func tensor(
    _ name: String, _ shape: String, _ offsets: String, _ type: String = "F32"
  ) -> String {
    #""\#(name)":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}"#
  }

  private func fault(_ bytes: Data) -> SafetensorsFault? {
    do throws(SafetensorsFault) {
      _ = try Safetensors(parsing: bytes)
      return nil
    } catch { return error }
  }

  @Test func headerLengthIsHeldAgainstTheFile() {
    #expect(fault(Data()) == .tooShort(bytes: 0))
    #expect(fault(Data(count: 7)) == .tooShort(bytes: 7))
    for claimed in [UInt64(3), 1 << 40, .max] {
      var bytes = withUnsafeBytes(of: claimed.littleEndian) { Data($0) }
      bytes.append(contentsOf: "{}".utf8)
      #expect(fault(bytes) == .headerTooLong(claimed: claimed, available: 2))
    }
  }

  @Test func headerMustBeAnObject() {
    #expect(fault(file("[]")) == .headerNotTensors("an array"))
    let cut = JSONError(offset: 5, reason: "the text ends where a value is expected")
    #expect(fault(file("{\"a\":")) == .headerNotJSON(cut))
    guard case .headerNotJSON = fault(file("")) else {
      Issue.record("an empty header was accepted")
      return
    }
    #expect(fault(file("{}")) == nil)
  }

  @Test func sameNameTwiceIsRefused() {
    let header = "{" + tensor("a", "[1]", "[0,4]") + "," + tensor("a", "[1]", "[4,8]") + "}"
    guard case .headerNotJSON(let error) = fault(file(header, data: 8)) else {
      Issue.record("a name that comes twice was accepted")
      return
    }
    #expect(error.reason.contains("twice"))
  }

  @Test(arguments: [
    ("[1]", "[0,8]", SafetensorsFault.sizeMismatch(tensor: "a", needed: 4, given: 8)),
    ("[3]", "[0,8]", .sizeMismatch(tensor: "a", needed: 12, given: 8)),
    ("[-2]", "[0,8]", .field(tensor: "a", field: "shape", expected: "a list of sizes")),
    ("[1.5]", "[0,8]", .field(tensor: "a", field: "shape", expected: "a list of sizes")),
    ("2", "[0,8]", .field(tensor: "a", field: "shape", expected: "a list of sizes")),
    ("[2]", "[8,0]", .field(tensor: "a", field: "data_offsets", expected: "a start and an end")),
    ("[2]", "[0]", .field(tensor: "a", field: "data_offsets", expected: "a start and an end")),
    ("[2]", "[0,1e300]", .field(tensor: "a", field: "data_offsets", expected: "a list of sizes")),
    (
      "[4611686018427387904,4611686018427387904]", "[0,8]",
      .shapeTooLarge(tensor: "a", shape: [1 << 62, 1 << 62])
    ),
    ("[1099511627776]", "[0,4398046511104]", .dataSize(needed: 1 << 42, given: 8)),
    ("[1]", "[4,8]", .notContiguous(tensor: "a", expected: 0, given: 4)),
    ("[1]", "[0,4]", .dataSize(needed: 4, given: 8)),
  ])
  func sizesAreNotBelieved(shape: String, offsets: String, expected: SafetensorsFault) {
    #expect(fault(file("{" + tensor("a", shape, offsets) + "}", data: 8)) == expected)
  }

  @Test func overlapsAndHolesAreRefused() {
    let first = tensor("a", "[2]", "[0,8]")
    #expect(
      fault(file("{" + first + "," + tensor("b", "[2]", "[4,12]") + "}", data: 12))
        == .notContiguous(tensor: "b", expected: 8, given: 4))
    #expect(
      fault(file("{" + first + "," + tensor("b", "[1]", "[12,16]") + "}", data: 16))
        == .notContiguous(tensor: "b", expected: 8, given: 12))
    #expect(
      fault(file("{" + tensor("b", "[1]", "[8,12]") + "," + first + "}", data: 12)) == nil)
  }

  @Test func typesAndMetadataAreChecked() {
    #expect(
      fault(file("{" + tensor("a", "[8]", "[0,8]", "F7") + "}", data: 8))
        == .unknownType(tensor: "a", type: "F7"))
    let metadata = SafetensorsFault.field(
      tensor: "__metadata__", field: "value", expected: "an object of strings")
    #expect(fault(file(#"{"__metadata__":{"step":3}}"#)) == metadata)
    #expect(fault(file(#"{"__metadata__":"x"}"#)) == metadata)
    #expect(
      fault(file(#"{"a":{"shape":[1],"data_offsets":[0,4]}}"#, data: 4))
        == .field(tensor: "a", field: "dtype", expected: "a string"))
  }

  /// Whatever a changed byte does, the reader answers.
  @Test func damagedFilesAreAnswered() {
    let header = #"{"__metadata__":{"k":"v"},"# + tensor("a", "[2]", "[0,8]") + "}"
    let whole = file(header, data: 8)
    for position in whole.indices {
      for bit in 0..<8 {
        var damaged = whole
        damaged[position] ^= 1 << bit
        _ = fault(damaged)
      }
      _ = fault(whole.prefix(position))
    }
    #expect(fault(whole) == nil)
  }
}
