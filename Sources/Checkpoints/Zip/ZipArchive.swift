import Buffers

/// A zip archive's directory, and its entries' contents when they are asked for.
///
/// What a stored entry holds is shared with the archive's bytes, so that a tensor in a mapped file
/// is read where it lies. Source: APPNOTE 6.3.10 (PKWARE, 2022).
struct ZipArchive {
  /// An entry of the directory.
  struct Entry {
    /// The name, with `/` between folders.
    let name: String
    /// 0 for stored, 8 for deflated.
    let method: UInt16
    /// Whether the contents are encrypted.
    let isEncrypted: Bool
    /// What zlib's `crc32` gives for the contents.
    let check: UInt32
    /// The bytes that the contents take in the archive.
    let packedSize: Int
    /// The bytes of the contents.
    let size: Int
    /// Where the header before the contents lies.
    let header: Int
  }

  /// The entries in the directory's order, no name twice, folders left out.
  let entries: [Entry]
  private let bytes: Bytes
  private let indices: [String: Int]

  /// Whether bytes begin as an archive does.
  static func isZip(_ bytes: Bytes) -> Bool { bytes.starts(with: [0x50, 0x4b, 3, 4]) }

  /// Reads the directory at the archive's end.
  ///
  /// - Throws: ``CheckpointFault`` for a directory that isn't there or contradicts the bytes.
  /// - Complexity: O(directory)
  init(_ bytes: Bytes, _ budget: inout Budget) throws(CheckpointFault) {
    let directory = try ZipDirectory(bytes)
    var reader = ByteReader(bytes, at: directory.start)
    var entries: [Entry] = []
    var indices: [String: Int] = [:]
    for _ in 0..<directory.count {
      let place = reader.here
      try budget.count(at: place)
      let entry = try Entry(&reader, shift: directory.shift)
      if entry.name.hasSuffix("/") { continue }
      guard indices.updateValue(entries.count, forKey: entry.name) == nil else {
        throw .damaged(place, "the entry \"\(entry.name.shown)\" comes twice")
      }
      entries.append(entry)
    }
    self.entries = entries
    self.indices = indices
    self.bytes = bytes
  }

  /// The entry of a name.
  subscript(name: String) -> Entry? { indices[name].map { entries[$0] } }

  /// What an entry holds: in place if it is stored, otherwise unpacked within the budget.
  ///
  /// - Throws: ``CheckpointFault`` where the bytes aren't what the directory says.
  func contents(of entry: Entry, _ budget: inout Budget) throws(CheckpointFault) -> Bytes {
    let place = CheckpointFault.Place.entry(entry.name)
    let packed = try packed(entry)
    if entry.isEncrypted {
      throw .unsupported(place, "it is encrypted", advice: "save the model without a password")
    }
    let contents: Bytes
    switch entry.method {
    case 0:
      guard entry.size == entry.packedSize else {
        throw .damaged(place, "it is stored and has two sizes")
      }
      contents = packed
    case 8:
      try budget.decode(bytes: entry.size, at: place)
      do throws(CheckpointFault) { contents = try packed.inflated(to: entry.size, raw: true) } catch
      {
        throw .damaged(place, error.reason)
      }
    default:
      throw .unsupported(
        place, "it is packed by method \(entry.method)",
        advice: "save the model uncompressed or deflated")
    }
    // PyTorch can be told to write no checksums, which leaves zeros.
    let isChecked = budget.verifiesChecksums && (entry.check != 0 || entry.method != 0)
    guard !isChecked || contents.crc32 == entry.check else {
      throw .damaged(place, "its bytes don't have the checksum that the directory gives")
    }
    return contents
  }

  private func packed(_ entry: Entry) throws(CheckpointFault) -> Bytes {
    let place = CheckpointFault.Place.entry(entry.name)
    var reader = ByteReader(bytes, at: entry.header)
    guard bytes.integer(at: entry.header, as: UInt32.self) == 0x0403_4b50 else {
      throw .damaged(place, "no header is where the directory says, at byte \(entry.header)")
    }
    try reader.skip(26)
    let (name, extra) = (try reader.next(UInt16.self), try reader.next(UInt16.self))
    try reader.skip(Int(name) + Int(extra))
    guard let part = bytes.part(at: reader.position, count: entry.packedSize) else {
      throw .damaged(
        place,
        "\(entry.packedSize) bytes should follow at byte \(reader.position), "
          + "\(reader.left) are left")
    }
    return part
  }
}

extension ZipArchive.Entry {
  /// Reads a header of the directory; `shift` is what stands before the archive in the file.
  fileprivate init(_ reader: inout ByteReader, shift: Int) throws(CheckpointFault) {
    let place = reader.here
    guard try reader.next(UInt32.self) == 0x0201_4b50 else {
      throw .damaged(place, "an entry of the zip directory is expected")
    }
    try reader.skip(4)
    isEncrypted = try reader.next(UInt16.self) & 1 != 0
    method = try reader.next(UInt16.self)
    try reader.skip(4)
    check = try reader.next(UInt32.self)
    var sizes = [UInt64(try reader.next(UInt32.self)), UInt64(try reader.next(UInt32.self))]
    let lengths = [
      Int(try reader.next(UInt16.self)), Int(try reader.next(UInt16.self)),
      Int(try reader.next(UInt16.self)),
    ]
    try reader.skip(8)
    sizes.append(UInt64(try reader.next(UInt32.self)))
    let name = try reader.take(lengths[0])
    // Names without the flag for UTF-8 are in an old code page; a replaced letter still names.
    self.name = String(decoding: name, as: UTF8.self)
    try Self.widen(&sizes, by: ByteReader(try reader.take(lengths[1])), place)
    try reader.skip(lengths[2])
    let numbers = sizes.compactMap { Int(exactly: $0) }
    guard numbers.count == 3, case let header = numbers[2].addingReportingOverflow(shift),
      !header.overflow
    else { throw .damaged(place, "sizes beyond any file") }
    (packedSize, size, self.header) = (numbers[0], numbers[1], header.partialValue)
  }

  /// Replaces sizes of all ones by those of the zip64 extra field, which come in this order: size,
  /// packed size, place.
  private static func widen(
    _ sizes: inout [UInt64], by extra: ByteReader, _ place: CheckpointFault.Place
  ) throws(CheckpointFault) {
    let wide = [1, 0, 2].filter { sizes[$0] == 0xffff_ffff }
    if wide.isEmpty { return }
    var extra = extra
    while extra.left >= 4 {
      let (kind, length) = (try extra.next(UInt16.self), try extra.next(UInt16.self))
      var field = ByteReader(try extra.take(min(Int(length), extra.left)))
      if kind == 1 {
        for index in wide where field.left >= 8 { sizes[index] = try field.next(UInt64.self) }
        return
      }
    }
  }
}
