import Buffers

/// The bytes of an HDF5 file, and how its superblock says that they are to be read.
///
/// Checksums of headers are not verified: whatever a header claims is held against the bytes.
/// Source: HDF5 File Format Specification, version 3 (The HDF Group, 2016).
struct HDF5File {
  /// All bytes; places count from their first.
  let bytes: Bytes
  /// Where the superblock lies, from which addresses count: what is before it is the user's.
  let base: Int
  /// Bytes of an address.
  private(set) var addressSize = 8
  /// Bytes of a length.
  private(set) var lengthSize = 8
  /// Where the root group's object header lies.
  private(set) var root = 0

  private static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]

  /// Where the superblock begins: at byte 0, 512, 1024 and so on, doubled.
  static func superblock(of bytes: Bytes) -> Int? {
    var place = 0
    while place < bytes.count {
      if bytes.suffix(from: place).starts(with: signature) { return place }
      place = max(512, place * 2)
    }
    return nil
  }

  /// Reads the superblock.
  ///
  /// - Throws: ``CheckpointFault`` if there is none, of a version that isn't known, or if it
  ///   promises more bytes than there are.
  init(_ bytes: Bytes) throws(CheckpointFault) {
    guard let base = Self.superblock(of: bytes) else {
      throw .damaged(.file, "it has no HDF5 superblock")
    }
    self.bytes = bytes
    self.base = base
    var reader = ByteReader(bytes, at: base + Self.signature.count)
    let place = reader.here
    let version = try reader.next(UInt8.self)
    switch version {
    case 0, 1: try readOldSuperblock(&reader, version)
    case 2, 3: try readNewSuperblock(&reader)
    default:
      throw .unsupported(
        place, "a superblock of version \(version)", advice: "save it again with libver='earliest'")
    }
  }

  private mutating func readOldSuperblock(
    _ reader: inout ByteReader, _ version: UInt8
  ) throws(CheckpointFault) {
    try reader.skip(4)
    try readSizes(&reader)
    // The B-trees' ranks and flags, which nothing here needs.
    try reader.skip(version == 0 ? 9 : 13)
    let start = try reader.unsigned(addressSize)
    try reader.skip(addressSize)
    try checkEnd(try reader.unsigned(addressSize), start)
    // The driver's block, and the name of the root in its entry of a symbol table.
    try reader.skip(2 * addressSize)
    root = try reader.needed(self)
  }

  private mutating func readNewSuperblock(
    _ reader: inout ByteReader
  ) throws(CheckpointFault) {
    try readSizes(&reader)
    try reader.skip(1)
    let start = try reader.unsigned(addressSize)
    try reader.skip(addressSize)
    try checkEnd(try reader.unsigned(addressSize), start)
    root = try reader.needed(self)
  }

  private mutating func readSizes(_ reader: inout ByteReader) throws(CheckpointFault) {
    let place = reader.here
    addressSize = Int(try reader.next(UInt8.self))
    lengthSize = Int(try reader.next(UInt8.self))
    guard [2, 4, 8].contains(addressSize), [2, 4, 8].contains(lengthSize) else {
      throw .damaged(place, "addresses of \(addressSize) and lengths of \(lengthSize) bytes")
    }
  }

  private func checkEnd(_ end: UInt64, _ start: UInt64) throws(CheckpointFault) {
    guard end >= start, end - start <= UInt64(bytes.count - base) else {
      throw .damaged(
        .file, "it is cut short: \(bytes.count) bytes, where its superblock says \(end)")
    }
  }
}

extension HDF5File {
  /// A reader from an address on.
  func reader(at address: Int) -> ByteReader {
    let place = base.addingReportingOverflow(address)
    return ByteReader(bytes, at: place.overflow ? bytes.count : place.partialValue)
  }

  /// A reader that ends with a range of places, and still counts them from the first byte.
  func reader(_ range: Range<Int>) -> ByteReader {
    ByteReader(bytes.part(at: 0, count: range.upperBound) ?? bytes, at: range.lowerBound)
  }

  /// The bytes at an address.
  ///
  /// - Throws: ``CheckpointFault`` unless all of them are there.
  func part(at address: Int, count: Int) throws(CheckpointFault) -> Bytes {
    var reader = reader(at: address)
    return try reader.take(count)
  }
}

extension ByteReader {
  /// An unsigned number of 0 to 8 bytes, least significant first.
  mutating func unsigned(_ size: Int) throws(CheckpointFault) -> UInt64 {
    let place = here
    guard size <= 8 else { throw .damaged(place, "a number of \(size) bytes") }
    return try take(size).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// A number of `size` bytes that counts something in the file, so that a machine can have it.
  mutating func size(_ size: Int) throws(CheckpointFault) -> Int {
    let place = here
    let number = try unsigned(size)
    guard let count = Int(exactly: number) else {
      throw .damaged(place, "a size of \(number), which no file has")
    }
    return count
  }

  /// An address; `nil` where all bits are set, which stands for none.
  mutating func address(_ file: HDF5File) throws(CheckpointFault) -> Int? {
    let place = here
    let number = try unsigned(file.addressSize)
    if number == UInt64.max >> (64 - 8 * UInt64(file.addressSize)) { return nil }
    guard number < UInt64(file.bytes.count - file.base) else {
      throw .damaged(place, "the address \(number) is beyond the end of the file")
    }
    return Int(number)
  }

  /// An address that must be there.
  mutating func needed(_ file: HDF5File) throws(CheckpointFault) -> Int {
    let place = here
    guard let address = try address(file) else {
      throw .damaged(place, "an address is missing")
    }
    return address
  }

  /// Takes the four letters by which a structure is known.
  mutating func sign(_ letters: StaticString) throws(CheckpointFault) {
    let place = here
    let expected = letters.withUTF8Buffer { Array($0) }
    guard try take(4).elementsEqual(expected) else {
      throw .damaged(place, "\"\(letters)\" should begin here")
    }
  }

  /// Takes a version, of which only some are known.
  mutating func version(
    _ known: ClosedRange<UInt8>, of what: StaticString
  ) throws(CheckpointFault) -> UInt8 {
    let place = here
    let version = try next(UInt8.self)
    guard known ~= version else {
      throw .unsupported(
        place, "\(what) of version \(version)", advice: "save it again with libver='earliest'")
    }
    return version
  }

  /// The bytes before the next zero, which is taken as well.
  mutating func zeroTerminated() throws(CheckpointFault) -> Bytes {
    let place = here
    guard let end = bytes[position...].firstIndex(of: 0) else {
      throw .damaged(place, "a name without end")
    }
    let name = try take(end - position)
    try skip(1)
    return name
  }
}
