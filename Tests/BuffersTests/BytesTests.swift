import Testing

@testable import Buffers

@Suite struct BytesTests {
  private let bytes = Bytes(0..<10)

  @Test func partsKnowWhereTheyLie() throws {
    let part = try #require(bytes.part(at: 2, count: 5))
    let inner = try #require(part.part(at: 1, count: 2))
    #expect(Array(inner) == [3, 4])
    #expect(inner.offset == 3)
    #expect(inner.range(in: bytes) == 3..<5)
    #expect(inner.range(in: part) == 1..<3)
    #expect(bytes.range(in: part) == nil)
    #expect(inner.range(in: Bytes(0..<10)) == nil)
    #expect(inner == Bytes([3, 4]))
  }

  @Test(arguments: [
    (-1, 1), (0, 11), (10, 1), (11, 0), (5, -1), (.max, 1), (1, .max), (.min, .min),
  ])
  func partsOutsideAreNone(offset: Int, count: Int) {
    #expect(bytes.part(at: offset, count: count) == nil)
  }

  @Test func emptyPartsAreThere() {
    #expect(bytes.part(at: 10, count: 0)?.isEmpty == true)
    #expect(Bytes([]).part(at: 0, count: 0)?.isEmpty == true)
    #expect(bytes.suffix(from: 99).isEmpty && bytes.suffix(from: -1).count == 10)
  }

  @Test func integersComeInBothOrders() {
    #expect(bytes.integer(at: 1, as: UInt16.self) == 0x0201)
    #expect(bytes.integer(at: 1, as: UInt16.self, bigEndian: true) == 0x0102)
    #expect(bytes.integer(at: 2, as: UInt64.self) == 0x0908_0706_0504_0302)
    #expect(bytes.integer(at: 3, as: UInt64.self) == nil)
    #expect(bytes.integer(at: -1, as: UInt8.self) == nil)
    #expect(bytes.integer(at: .max, as: UInt8.self) == nil)
  }

  @Test func memoryIsReleasedOnceNoPartIsLeft() {
    final class Flag: @unchecked Sendable { var isReleased = false }
    let flag = Flag()
    var part: Bytes?
    do {
      let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 4, alignment: 1)
      let whole = Bytes(memory: UnsafeRawBufferPointer(memory)) {
        $0.deallocate()
        flag.isReleased = true
      }
      part = whole.part(at: 1, count: 2)
    }
    #expect(part?.count == 2 && !flag.isReleased)
    part = nil
    #expect(flag.isReleased)
  }
}
