import Buffers
import Testing

@testable import Checkpoints

@Suite struct SafetensorsTests {
  private let sample = Safetensors(
    [
      StoredTensor(name: "b", .float32, shape: [3], rowMajor: bytes([Float(1), -0.0, .infinity])),
      StoredTensor(
        name: "w", .float64, shape: [2, 1], rowMajor: bytes([0.1, Double.leastNonzeroMagnitude])),
      StoredTensor(name: "n", .int64, shape: [], rowMajor: bytes([Int64(-7)])),
      StoredTensor(name: "z", .float32, shape: [0, 4], rowMajor: bytes([Float]())),
    ], metadata: ["format": "pt", "quoted \"é\"": "line\nline"])

  @Test func contentReadsBackBitForBit() throws {
    let read = try Checkpoint(reading: Bytes(sample.encoded()))
    #expect(read.format == .safetensors)
    #expect(read.texts == sample.metadata)
    #expect(Set(read.tensors.map(\.name)) == ["b", "w", "n", "z"])
    for tensor in sample.tensors { #expect(read[tensor.name] == tensor) }
    let bits = try #require(read["b"]).floats().map(\.bitPattern)
    #expect(bits == [Float(1), -0.0, .infinity].map(\.bitPattern))
    #expect(try #require(read["w"]).doubles() == [0.1, Double.leastNonzeroMagnitude])
    #expect(try #require(read["n"]).integers() == [-7])
    #expect(try #require(read["z"]).shape == [0, 4])
  }

  /// As PyTorch's readers expect: the header padded to 8 bytes, elements aligned to their size.
  @Test func everyTensorIsAligned() throws {
    let bytes = Bytes(sample.encoded())
    #expect(try #require(bytes.integer(at: 0, as: UInt64.self)) % 8 == 0)
    for tensor in try Checkpoint(reading: bytes).tensors {
      guard case .bytes(let part) = tensor.data else { continue }
      #expect(part.offset % tensor.elementType.size == 0)
      #expect(part.range(in: bytes) != nil)
    }
  }
}

private func bytes<Element>(_ elements: [Element]) -> Bytes {
  elements.withUnsafeBytes { Bytes($0) }
}

/// Files that claim what isn't so. Each must be refused, none may crash or ask for the memory that
/// it claims.
@Suite struct HostileSafetensorsTests {
  private func file(_ header: String, data: Int = 0) -> [UInt8] {
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
    return length + Array(header.utf8) + Array(repeating: 0, count: data)
  }

  private func tensor(
    _ name: String, _ shape: String, _ offsets: String, _ type: String = "F32"
  ) -> String {
    #""\#(name)":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}"#
  }

  /// What the reader says of a file; `nil` if it has nothing to say.
  private func fault(_ bytes: [UInt8]) -> String? {
    var budget = Budget(Limits(fileOf: bytes.count))
    do throws(CheckpointFault) {
      _ = try SafetensorsReader.read(Bytes(bytes), &budget)
      return nil
    } catch { return "\(error)" }
  }

  @Test func headerLengthIsHeldAgainstTheFile() {
    #expect(fault([]) == "0 bytes are too few for a header")
    #expect(fault(Array(repeating: 0, count: 7)) == "7 bytes are too few for a header")
    for claimed in [UInt64(3), 1 << 40, .max] {
      let bytes = withUnsafeBytes(of: claimed.littleEndian) { Array($0) } + Array("{}".utf8)
      #expect(
        fault(bytes) == "byte 0: the header is said to take \(claimed) bytes, where 2 are left")
    }
  }

  @Test(arguments: [
    ("[]", "byte 8: the header is an array, not an object of tensors"),
    ("{\"a\":", "byte 13: the header isn't JSON: the text ends where a value is expected"),
    ("", "byte 8: the header isn't JSON: the text ends where a value is expected"),
  ])
  func headerMustBeAnObject(header: String, says: String) {
    #expect(fault(file(header)) == says)
    #expect(fault(file("{}")) == nil)
  }

  @Test func sameNameTwiceIsRefused() {
    let header = "{" + tensor("a", "[1]", "[0,4]") + "," + tensor("a", "[1]", "[4,8]") + "}"
    #expect(fault(file(header, data: 8))?.contains("twice") == true)
  }

  @Test(arguments: [
    ("[1]", "[0,8]", "it needs 4 bytes by its shape and has 8"),
    ("[3]", "[0,8]", "it needs 12 bytes by its shape and has 8"),
    ("[-2]", "[0,8]", "\"shape\" isn't a list of sizes"),
    ("[1.5]", "[0,8]", "\"shape\" isn't a list of sizes"),
    ("2", "[0,8]", "\"shape\" isn't a list of sizes"),
    ("[2]", "[8,0]", "\"data_offsets\" isn't a start and an end"),
    ("[2]", "[0]", "\"data_offsets\" isn't a start and an end"),
    ("[2]", "[0,1e300]", "\"data_offsets\" isn't a list of sizes"),
    (
      "[4611686018427387904,4611686018427387904]", "[0,8]",
      "it has the impossible shape [4611686018427387904, 4611686018427387904]"
    ),
    ("[1]", "[4,8]", "it begins at byte 4, where the one before it ends at 0"),
  ])
  func sizesAreNotBelieved(shape: String, offsets: String, says: String) {
    #expect(
      fault(file("{" + tensor("a", shape, offsets) + "}", data: 8)) == "tensor \"a\": " + says)
  }

  @Test func tensorsMustFillTheFile() {
    let terabytes = tensor("a", "[1099511627776]", "[0,4398046511104]")
    #expect(
      fault(file("{" + terabytes + "}", data: 8))
        == "the tensors take 4398046511104 bytes, where the file holds 8")
    #expect(
      fault(file("{" + tensor("a", "[1]", "[0,4]") + "}", data: 8))
        == "the tensors take 4 bytes, where the file holds 8")
  }

  @Test func overlapsAndHolesAreRefused() {
    let first = tensor("a", "[2]", "[0,8]")
    #expect(
      fault(file("{" + first + "," + tensor("b", "[2]", "[4,12]") + "}", data: 12))
        == "tensor \"b\": it begins at byte 4, where the one before it ends at 8")
    #expect(
      fault(file("{" + first + "," + tensor("b", "[1]", "[12,16]") + "}", data: 16))
        == "tensor \"b\": it begins at byte 12, where the one before it ends at 8")
    #expect(
      fault(file("{" + tensor("b", "[1]", "[8,12]") + "," + first + "}", data: 12)) == nil)
  }

  @Test func typesAndMetadataAreChecked() {
    #expect(
      fault(file("{" + tensor("a", "[8]", "[0,8]", "F7") + "}", data: 8))
        == "tensor \"a\": it has the unknown type \"F7\"")
    #expect(fault(file("{" + tensor("a", "[16]", "[0,8]", "F4") + "}", data: 8)) == nil)
    let metadata = "tensor \"__metadata__\": \"value\" isn't an object of strings"
    #expect(fault(file(#"{"__metadata__":{"step":3}}"#)) == metadata)
    #expect(fault(file(#"{"__metadata__":"x"}"#)) == metadata)
    #expect(
      fault(file(#"{"a":{"shape":[1],"data_offsets":[0,4]}}"#, data: 4))
        == "tensor \"a\": \"dtype\" isn't a string")
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
      _ = fault(Array(whole.prefix(position)))
    }
    #expect(fault(whole) == nil)
  }
}
