import Buffers
import CZlib

extension Bytes {
  /// The most bytes that a byte of a deflate stream can stand for (Deutsch, RFC 1951).
  private static let steepest = 1032

  /// What these bytes, deflated, were.
  ///
  /// - Parameters:
  ///   - size: how many bytes should come out; neither more nor fewer may.
  ///   - raw: whether the stream is bare, as in zip, or has zlib's header and checksum.
  /// - Throws: ``CheckpointFault`` at the place of the stream's first byte.
  /// - Complexity: O(size)
  func inflated(to size: Int, raw: Bool) throws(CheckpointFault) -> Bytes {
    guard size >= 0, size <= (count + 1).multipliedReportingOverflow(by: Self.steepest).partialValue
    else {
      throw .damaged(.byte(offset), "\(count) bytes can't be unpacked to \(size)")
    }
    let output = UnsafeMutableRawBufferPointer.allocate(
      byteCount: Swift.max(size, 1), alignment: 16)
    let made = withUnsafeBytes { Inflater.run($0, into: output, raw: raw) }
    guard made == size else {
      output.deallocate()
      throw .damaged(
        .byte(offset), "the deflated data is broken or not as long as the \(size) bytes announced")
    }
    return Bytes(memory: UnsafeRawBufferPointer(rebasing: output[..<size])) { $0.deallocate() }
  }

  /// The cyclic redundancy check of zip, gzip and PNG (polynomial 0xEDB88320).
  public var crc32: UInt32 {
    withUnsafeBytes { bytes in
      var check: UInt = 0
      for start in stride(from: 0, to: bytes.count, by: 1 << 30) {
        let part = bytes[start..<Swift.min(start + 1 << 30, bytes.count)]
        let address = UnsafeRawBufferPointer(rebasing: part).bindMemory(to: UInt8.self)
        check = CZlib.crc32(check, address.baseAddress, UInt32(part.count))
      }
      return UInt32(check)
    }
  }
}

/// A stream of zlib's over memory.
private enum Inflater {
  /// How many bytes came out; `nil` unless the stream ended properly within the output.
  static func run(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, raw: Bool
  ) -> Int? {
    var stream = z_stream()
    guard gradientflow_inflate_start(&stream, raw ? -15 : 15) == Z_OK else { return nil }
    defer { inflateEnd(&stream) }
    var (taken, made) = (0, 0)
    while true {
      let (given, room) = (chunk(input.count - taken), chunk(output.count - made))
      stream.next_in = UnsafeMutablePointer(
        mutating: input.baseAddress.map { ($0 + taken).assumingMemoryBound(to: UInt8.self) })
      stream.avail_in = given
      stream.next_out = (output.baseAddress! + made).assumingMemoryBound(to: UInt8.self)
      stream.avail_out = room
      let status = inflate(&stream, Z_NO_FLUSH)
      let (read, written) = (given - stream.avail_in, room - stream.avail_out)
      taken += Int(read)
      made += Int(written)
      if status == Z_STREAM_END { return made }
      if status != Z_OK || read == 0 && written == 0 { return nil }
    }
  }

  /// zlib counts in 32 bits.
  private static func chunk(_ count: Int) -> UInt32 { UInt32(min(count, 1 << 30)) }
}
