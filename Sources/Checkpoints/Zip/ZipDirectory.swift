import Buffers

/// Where a zip archive's directory lies and how many entries it has.
struct ZipDirectory {
  /// The first byte of the directory.
  let start: Int
  /// The number of entries.
  let count: Int
  /// How many bytes stand before the archive; its own places don't count them.
  let shift: Int

  private static let end: UInt32 = 0x0605_4b50
  private static let wideEnd: UInt32 = 0x0606_4b50
  private static let wideLocator: UInt32 = 0x0706_4b50

  /// Finds the record that ends an archive and believes it if the directory fits before it.
  init(_ bytes: Bytes) throws(CheckpointFault) {
    guard let end = Self.findEnd(bytes) else {
      throw .damaged(
        .byte(bytes.count), "the end of a zip archive is missing; the file may be cut short")
    }
    var reader = ByteReader(bytes, at: end + 10)
    var count = UInt64(try reader.next(UInt16.self))
    var size = UInt64(try reader.next(UInt32.self))
    var offset = UInt64(try reader.next(UInt32.self))
    var directoryEnd = end
    if let wide = try Self.wide(bytes, before: end) {
      (directoryEnd, count, size, offset) = wide
    }
    guard size <= UInt64(directoryEnd), offset <= UInt64(directoryEnd) - size else {
      throw .damaged(
        .byte(end), "a zip directory of \(size) bytes at byte \(offset) leaves the file")
    }
    // An entry takes at least 46 bytes.
    guard count <= size / 46 else {
      throw .damaged(.byte(end), "\(count) entries in a zip directory of \(size) bytes")
    }
    start = directoryEnd - Int(size)
    shift = start - Int(offset)
    self.count = Int(count)
  }

  /// The record's place: before it comes everything, after it a comment of up to 65,535 bytes.
  private static func findEnd(_ bytes: Bytes) -> Int? {
    let last = bytes.count - 22
    guard last >= 0 else { return nil }
    return (max(0, last - 0xffff)...last).reversed().first {
      bytes[$0] == 0x50 && bytes.integer(at: $0, as: UInt32.self) == end
    }
  }

  /// The end, count, size and place of the directory as the zip64 record has them, if there is one.
  private static func wide(
    _ bytes: Bytes, before end: Int
  ) throws(CheckpointFault) -> (Int, UInt64, UInt64, UInt64)? {
    guard bytes.integer(at: end - 20, as: UInt32.self) == wideLocator,
      let offset = bytes.integer(at: end - 12, as: UInt64.self)
    else { return nil }
    // Bytes before the archive shift the record; it ends where its locator begins.
    let places = [Int(exactly: offset) ?? -1, end - 20 - 56]
    guard let place = places.first(where: { bytes.integer(at: $0, as: UInt32.self) == wideEnd })
    else {
      throw .damaged(.byte(end - 20), "no zip64 record is at byte \(offset)")
    }
    var reader = ByteReader(bytes, at: place + 32)
    return (
      place, try reader.next(UInt64.self), try reader.next(UInt64.self),
      try reader.next(UInt64.self)
    )
  }
}
