import Buffers

/// Takes bytes one after the other, and says at which byte they ended too early.
struct ByteReader {
  let bytes: Bytes
  private(set) var position = 0

  init(_ bytes: Bytes, at position: Int = 0) {
    self.bytes = bytes
    self.position = min(max(position, 0), bytes.count)
  }

  var left: Int { bytes.count - position }
  var isAtEnd: Bool { position == bytes.count }
  var here: CheckpointFault.Place { .byte(position) }

  /// The next whole number.
  mutating func next<Integer: FixedWidthInteger & BitwiseCopyable>(
    _ type: Integer.Type, bigEndian: Bool = false
  ) throws(CheckpointFault) -> Integer {
    guard let number = bytes.integer(at: position, as: type, bigEndian: bigEndian) else {
      throw short(MemoryLayout<Integer>.size)
    }
    position += MemoryLayout<Integer>.size
    return number
  }

  /// The next bytes; a count that a file claims needs no check before.
  mutating func take(_ count: Int) throws(CheckpointFault) -> Bytes {
    guard let part = bytes.part(at: position, count: count) else { throw short(count) }
    position += count
    return part
  }

  /// The bytes up to the next end of a line, which is taken and not returned.
  mutating func line() throws(CheckpointFault) -> Bytes {
    guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) else { throw short(1) }
    let line = try take(end - position)
    position += 1
    return line
  }

  mutating func skip(_ count: Int) throws(CheckpointFault) { _ = try take(count) }

  private func short(_ count: Int) -> CheckpointFault {
    .damaged(
      here,
      count < 0
        ? "a length of \(count)"
        : "\(count) byte\(count == 1 ? "" : "s") should follow, \(left) are left")
  }
}
