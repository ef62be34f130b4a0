import Buffers
import Testing

@testable import Checkpoints

/// Files that contradict themselves, or would have a reader go round in circles.
@Suite struct HostileHDF5Tests {
  private func fault(_ bytes: [UInt8]) -> CheckpointFault? {
    // Little memory, so that a hundred thousand files take seconds.
    var limits = Limits(fileOf: bytes.count)
    limits.decodedBytes = bytes.count + 1 << 20
    do throws(CheckpointFault) {
      _ = try Checkpoint(reading: Bytes(bytes), limits: limits)
      return nil
    } catch { return error }
  }

  private func places(of letters: String, in bytes: [UInt8]) -> [Int] {
    bytes.ranges(of: Array(letters.utf8)).map(\.lowerBound)
  }

  private func write(_ number: UInt64, at place: Int, _ bytes: inout [UInt8]) {
    for index in 0..<8 {
      bytes[place + index] = UInt8(truncatingIfNeeded: number >> (8 * UInt64(index)))
    }
  }

  @Test func everyCutIsRefused() throws {
    let whole = Array(try HDF5ReaderTests.file("user-block.h5"))
    for count in 0..<whole.count { #expect(fault(Array(whole[..<count])) != nil) }
    let cut = fault(Array(whole[..<2000]))
    #expect(cut?.reason == "it is cut short: 2000 bytes, where its superblock says 3096")
  }

  /// Each bit of the smallest file, and of others one bit in each byte.
  @Test(arguments: [("user-block.h5", 1), ("growing-latest.h5", 8), ("layouts-latest.h5", 8)])
  func flippedBitsAreAnswered(name: String, step: Int) throws {
    var bytes = Array(try HDF5ReaderTests.file(name))
    for index in bytes.indices {
      for bit in stride(from: index % step, to: 8, by: step) {
        bytes[index] ^= 1 << bit
        _ = fault(bytes)
        bytes[index] ^= 1 << bit
      }
    }
  }

  /// The first child of each tree becomes the tree itself.
  @Test(arguments: ["groups-earliest.h5", "growing-earliest.h5"])
  func aTreeBelowItselfIsRefused(name: String) throws {
    let whole = Array(try HDF5ReaderTests.file(name))
    for place in places(of: "TREE", in: whole) {
      for level: UInt8 in [0, 1, 255] {
        var bytes = whole
        bytes[place + 5] = level
        let keySize = bytes[place + 4] == 0 ? 8 : 32
        write(UInt64(place), at: place + 24 + keySize, &bytes)
        // A piece without filters may lie anywhere, even in the tree's own bytes.
        if level > 0 { #expect(fault(bytes) != nil) } else { _ = fault(bytes) }
      }
    }
  }

  @Test func aNewTreeBelowItselfIsRefused() throws {
    let whole = Array(try HDF5ReaderTests.file("many-latest.h5"))
    let root = try #require(places(of: "BTIN", in: whole).first)
    for place in root..<root + 512 {
      var bytes = whole
      write(UInt64(root), at: place, &bytes)
      _ = fault(bytes)
    }
    let header = try #require(places(of: "BTHD", in: whole).first)
    for depth: UInt8 in [0, 2, 40, 255] {
      var bytes = whole
      bytes[header + 12] = depth
      #expect(fault(bytes) != nil)
    }
  }

  /// Each block of an object header, and the header itself, becomes the block that continues it.
  @Test(arguments: ["model-2.h5", "groups-latest.h5"])
  func aHeaderThatContinuesInItselfEnds(name: String) throws {
    let whole = Array(try HDF5ReaderTests.file(name))
    for place in stride(from: 48, to: min(whole.count - 16, 4096), by: 1) {
      var bytes = whole
      // A message of type 16 with an address and a length, in the old form and in the new.
      bytes.replaceSubrange(place..<place + 8, with: [16, 0, 16, 0, 0, 0, 0, 0])
      write(UInt64(place), at: place + 8, &bytes)
      _ = fault(bytes)
      bytes = whole
      bytes.replaceSubrange(place..<place + 4, with: [16, 16, 0, 0])
      write(UInt64(place), at: place + 4, &bytes)
      _ = fault(bytes)
    }
  }

  /// A vast extent in a dataspace, wherever one may be.
  @Test(arguments: ["user-block.h5", "layouts-latest.h5"])
  func claimsOfTerabytesAreRefused(name: String) throws {
    let whole = Array(try HDF5ReaderTests.file(name))
    for claim: UInt64 in [1 << 40, .max >> 1, .max - 1] {
      for place in stride(from: 0, to: whole.count - 8, by: 1)
      where whole[place + 1..<place + 8].allSatisfy({ $0 == 0 }) && whole[place] < 64 {
        var bytes = whole
        write(claim, at: place, &bytes)
        _ = fault(bytes)
      }
    }
  }

  @Test func aShapeOfATerabyteIsOverTheLimit() throws {
    var bytes = Array(try HDF5ReaderTests.file("layouts-earliest.h5"))
    // Of version 1, with two axes and their limits: 3 by 4, never written.
    let space: [UInt8] = [1, 2, 1, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 4, 0]
    for range in bytes.ranges(of: space) { write(1 << 40, at: range.lowerBound + 8, &bytes) }
    #expect(fault(bytes)?.kind == .overLimit)
  }

  @Test(arguments: ["layouts-earliest.h5", "layouts-latest.h5"])
  func aPieceWithAnotherChecksumIsRefused(name: String) throws {
    let whole = Array(try HDF5ReaderTests.file(name))
    // zlib's header begins each piece that is deflated.
    let start = try #require(whole.firstRange(of: [0x78, 0x5e])?.lowerBound)
    var bytes = whole
    bytes[start + 12] ^= 1
    #expect(fault(bytes)?.kind == .damaged)
  }

  @Test func unknownVersionsAreNamed() throws {
    var bytes = Array(try HDF5ReaderTests.file("groups-latest.h5"))
    bytes[8] = 9
    #expect(fault(bytes)?.kind == .unsupported)
    #expect(fault(bytes)?.reason == "a superblock of version 9")
  }
}
