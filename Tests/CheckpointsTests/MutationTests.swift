import Buffers
import Testing

@testable import Checkpoints

/// Whatever is done to a file, a reader answers: with what it read or with a fault, within its limits.
@Suite struct MutationTests {
  /// 20,000 changes for each reader, the same in every run.
  @Test(arguments: Fixtures.folders) func changedFilesAreAnswered(folder: String) throws {
    let corpus = try Fixtures.files.filter { $0.folder == folder }.map { try Array($0.bytes()) }
      .filter { $0.count < 1 << 15 }
    try #require(!corpus.isEmpty)
    var random = SplitMix(state: 1)
    var (read, refused) = (0, 0)
    for round in 0..<20_000 {
      let bytes = Bytes(random.mutated(corpus))
      var limits = Limits(fileOf: bytes.count)
      limits.verifiesChecksums = round % 2 == 0
      do throws(CheckpointFault) {
        _ = try Checkpoint(reading: bytes, limits: limits)
        read += 1
      } catch { refused += 1 }
    }
    // Both must occur, or the changes were too mild or too wild to say anything.
    #expect(read > 100 && refused > 100)
  }

  @Test(arguments: Fixtures.files) func cutFilesAreAnswered(file: Fixtures.File) throws {
    let bytes = try file.bytes()
    let step = max(1, bytes.count / 500)
    for count in stride(from: 0, to: bytes.count, by: step) {
      let part = try #require(bytes.part(at: 0, count: count))
      _ = try? Checkpoint(reading: part)
    }
  }
}

/// Steele, Lea and Flood (2014): small, and the same on every machine.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }

  /// One of some files with a few bytes flipped, replaced by hostile numbers, moved, or cut off.
  mutating func mutated(_ corpus: [[UInt8]]) -> [UInt8] {
    var bytes = corpus.randomElement(using: &self) ?? []
    for _ in 0..<Int.random(in: 1...4, using: &self) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &self)
      switch Int.random(in: 0..<8, using: &self) {
      case 0...3: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
      case 4: bytes[place] = [0, 1, 0x7f, 0x80, 0xff].randomElement(using: &self) ?? 0
      case 5:
        for index in place..<min(place + 4, bytes.count) { bytes[index] = 0xff }
      case 6:
        let from = Int.random(in: 0..<bytes.count, using: &self)
        let length = min(16, bytes.count - max(from, place))
        bytes.replaceSubrange(place..<place + length, with: Array(bytes[from..<from + length]))
      default: bytes.removeSubrange(place..<min(place + 8, bytes.count))
      }
    }
    return bytes
  }
}
