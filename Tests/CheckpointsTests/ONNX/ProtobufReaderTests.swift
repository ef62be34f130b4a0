import Buffers
import Testing

@testable import Checkpoints

@Suite struct ProtobufReaderTests {
  private func fields(_ bytes: [UInt8]) throws(CheckpointFault) -> [ProtobufField] {
    var reader = ProtobufReader(Bytes(bytes))
    var fields: [ProtobufField] = []
    while let field = try reader.next() { fields.append(field) }
    return fields
  }

  @Test(arguments: [0, 1, 127, 128, 300, UInt64(UInt32.max), UInt64(Int64.max), .max])
  func numbersOfEverySizeAreRead(number: UInt64) throws {
    let read = try fields(ProtobufMessage.number(3, number).encoded)
    #expect(read.count == 1 && read[0].number == 3)
    #expect(try read[0].varint() == number)
  }

  @Test func fixedNumbersAndBytesAreRead() throws {
    let read = try fields([0x0d, 0, 0, 0xc0, 0x3f, 0x12, 2, 7, 8, 0x19, 1, 0, 0, 0, 0, 0, 0, 0])
    #expect(try read[0].float() == 1.5)
    #expect(try read[1].bytes() == Bytes([7, 8]))
    guard case .fixed64(1) = read[2].value else {
      Issue.record("no 64-bit number was read")
      return
    }
  }

  @Test func packedAndSingleNumbersAreTheSame() throws {
    var numbers: [UInt64] = []
    for field in try fields([0x08, 5, 0x0a, 3, 6, 0x80, 1]) {
      try field.eachVarint { numbers.append($0) }
    }
    #expect(numbers == [5, 6, 128])
  }

  @Test(arguments: [
    ([0x0b], "wire type 3"), ([0x0c], "wire type 4"), ([0x0f], "wire type 7"),
    ([0x00], "the number 0"), ([0x0a, 5, 1], "5 bytes should follow, 1 are left"),
    ([0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1], "bytes should follow"),
    ([0x08, 0x80], "doesn't end"), ([0x0d, 1], "4 bytes should follow"),
    ([UInt8](repeating: 0xff, count: 11), "doesn't end"),
  ])
  func brokenFieldsAreRefused(bytes: [UInt8], reason: String) {
    let fault = #expect(throws: CheckpointFault.self) { try fields(bytes) }
    #expect(fault?.reason.contains(reason) == true)
  }

  @Test func aFieldOfAnotherKindIsRefused() throws {
    let field = try #require(try fields([0x08, 1]).first)
    #expect(throws: CheckpointFault.self) { try field.bytes() }
    #expect(throws: CheckpointFault.self) { try field.float() }
  }
}
