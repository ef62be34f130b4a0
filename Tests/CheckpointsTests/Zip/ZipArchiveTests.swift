import Buffers
import Testing

@testable import Checkpoints

@Suite struct ZipArchiveTests {
  private let stored: Bytes
  private let deflated: Bytes

  init() throws {
    func file(_ name: String) throws -> Bytes {
      try #require(Fixtures.files.first { $0.name == name }).bytes()
    }
    stored = try file("stored.npz")
    deflated = try file("deflated.npz")
  }

  private func open(_ bytes: Bytes) throws(CheckpointFault) -> ZipArchive {
    var budget = Budget(Limits(fileOf: bytes.count))
    return try ZipArchive(bytes, &budget)
  }

  @Test func storedEntriesLieInPlace() throws {
    let archive = try open(stored)
    var budget = Budget(Limits(fileOf: stored.count))
    let entry = try #require(archive["weight.npy"])
    let contents = try archive.contents(of: entry, &budget)
    #expect(contents.range(in: stored) != nil)
    #expect(budget.decodedBytes == Limits(fileOf: stored.count).decodedBytes)
  }

  @Test func bothMethodsGiveTheSame() throws {
    var budget = Budget(Limits(fileOf: stored.count))
    let (plain, packed) = (try open(stored), try open(deflated))
    #expect(plain.entries.map(\.name) == packed.entries.map(\.name))
    for entry in plain.entries where entry.name != "objects.npy" {
      let other = try #require(packed[entry.name])
      #expect(
        try plain.contents(of: entry, &budget) == (try packed.contents(of: other, &budget)))
    }
  }

  /// A self-extracting archive has a program before it.
  @Test func bytesBeforeTheArchiveAreSkipped() throws {
    let shifted = Bytes(Array(repeating: 7, count: 100) + Array(stored))
    var budget = Budget(Limits(fileOf: shifted.count))
    let archive = try open(shifted)
    let entry = try #require(archive["weight.npy"])
    #expect(try archive.contents(of: entry, &budget).starts(with: NpyReader.magic))
  }

  @Test(arguments: [0, 1]) func oneChangedByteIsSeen(which: Int) throws {
    let bytes = which == 0 ? stored : deflated
    let archive = try open(bytes)
    let entry = try #require(archive["zeros.npy"])
    var changed = Array(bytes)
    changed[entry.header + 30 + entry.name.utf8.count + 90] ^= 1
    var budget = Budget(Limits(fileOf: bytes.count))
    let damaged = try open(Bytes(changed))
    let fault = #expect(throws: CheckpointFault.self) {
      try damaged.contents(of: try #require(damaged["zeros.npy"]), &budget)
    }
    #expect(fault?.place == .entry("zeros.npy"))
  }

  /// A bomb is refused by what it claims, before anything is unpacked.
  @Test func unpackingIsBounded() throws {
    let archive = try open(deflated)
    let entry = try #require(archive["zeros.npy"])
    var limits = Limits(fileOf: deflated.count)
    limits.decodedBytes = 1000
    var budget = Budget(limits)
    let fault = #expect(throws: CheckpointFault.self) { try archive.contents(of: entry, &budget) }
    #expect(fault?.kind == .overLimit)
    let lie = Bytes([0x4b, 0x4c, 0x04, 0x02, 0x00])
    #expect(throws: CheckpointFault.self) { try lie.inflated(to: 1 << 40, raw: true) }
  }

  @Test func checksumIsThatOfZip() {
    #expect(Bytes("123456789".utf8).crc32 == 0xcbf4_3926)
    #expect(Bytes([]).crc32 == 0)
  }
}
