/// Bytes in memory that nobody changes: a part of a whole, which lives as long as any of its parts.
///
/// Parts share memory, whether it was read or mapped, and know where in the whole they lie. Offsets
/// that come from a file are handed to ``part(at:count:)`` and ``integer(at:as:bigEndian:)``, which
/// answer `nil` where there is nothing; a subscript outside is a programmer's error.
public struct Bytes: Sendable {
  private let memory: Memory
  /// Where the first byte lies in the whole.
  public let offset: Int
  /// How many bytes.
  public let count: Int

  /// A copy of some bytes.
  public init(_ bytes: some Sequence<UInt8>) {
    let array = Array(bytes)
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: array.count, alignment: 16)
    copy.copyBytes(from: array)
    self.init(memory: UnsafeRawBufferPointer(copy)) { $0.deallocate() }
  }

  /// Memory that was filled or mapped elsewhere.
  ///
  /// - Parameters:
  ///   - forget: told that a part won't be looked at for a while, and may be taken from memory.
  ///   - release: called once no part is left.
  public init(
    memory: UnsafeRawBufferPointer,
    forget: (@Sendable (UnsafeRawBufferPointer) -> Void)? = nil,
    release: @escaping @Sendable (UnsafeRawBufferPointer) -> Void
  ) {
    self.memory = Memory(bytes: memory, forget: forget, release: release)
    offset = 0
    count = memory.count
  }

  private init(_ memory: Memory, offset: Int, count: Int) {
    self.memory = memory
    self.offset = offset
    self.count = count
  }

  /// `count` bytes from `offset` on; `nil` unless all of them are there.
  public func part(at offset: Int, count: Int) -> Bytes? {
    guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else {
      return nil
    }
    return Bytes(memory, offset: self.offset + offset, count: count)
  }

  /// What lies from `offset` on; empty where that is beyond the end.
  public func suffix(from offset: Int) -> Bytes {
    let start = Swift.min(Swift.max(offset, 0), count)
    return Bytes(memory, offset: self.offset + start, count: count - start)
  }

  /// The whole number at `offset`, least significant byte first unless `bigEndian`; `nil` where
  /// the bytes end before it does.
  public func integer<Integer: FixedWidthInteger & BitwiseCopyable>(
    at offset: Int, as type: Integer.Type = Integer.self, bigEndian: Bool = false
  ) -> Integer? {
    guard offset >= 0, offset <= count - MemoryLayout<Integer>.size else { return nil }
    let raw = withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Integer.self) }
    return bigEndian ? Integer(bigEndian: raw) : Integer(littleEndian: raw)
  }

  /// Lends the memory for the length of a call.
  public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let part = UnsafeRawBufferPointer(rebasing: memory.bytes[offset..<offset + count])
    return try withExtendedLifetime(memory) { () throws(Failure) in try body(part) }
  }

  /// Says that these bytes won't be looked at for a while: those of a mapped file leave memory, and
  /// come back from the disk when they are asked for.
  public func forget() { withUnsafeBytes { memory.forget?($0) } }

  /// Where these bytes lie in `whole`; `nil` if they are no part of it.
  public func range(in whole: Bytes) -> Range<Int>? {
    guard memory === whole.memory, offset >= whole.offset,
      offset + count <= whole.offset + whole.count
    else { return nil }
    return offset - whole.offset..<offset - whole.offset + count
  }

  /// The text, if these bytes are UTF-8.
  public var text: String? { String(validating: self, as: UTF8.self) }
}

extension Bytes: RandomAccessCollection {
  /// The first position, 0.
  public var startIndex: Int { 0 }
  /// The position after the last.
  public var endIndex: Int { count }

  /// The byte at a position, which must be there.
  public subscript(position: Int) -> UInt8 {
    precondition(position >= 0 && position < count, "byte \(position) of \(count)")
    return memory.bytes[offset + position]
  }

  /// Lends the memory to algorithms of the standard library.
  public func withContiguousStorageIfAvailable<Result>(
    _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) rethrows -> Result? {
    let part = UnsafeRawBufferPointer(rebasing: memory.bytes[offset..<offset + count])
    return try withExtendedLifetime(memory) { try part.withMemoryRebound(to: UInt8.self, body) }
  }
}

extension Bytes: Equatable {
  /// Whether the bytes are the same, wherever they lie.
  public static func == (left: Bytes, right: Bytes) -> Bool {
    left.count == right.count && left.elementsEqual(right)
  }
}

/// Owns memory; immutable, so any thread may read it.
private final class Memory: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer
  let forget: (@Sendable (UnsafeRawBufferPointer) -> Void)?
  private let release: @Sendable (UnsafeRawBufferPointer) -> Void

  init(
    bytes: UnsafeRawBufferPointer, forget: (@Sendable (UnsafeRawBufferPointer) -> Void)?,
    release: @escaping @Sendable (UnsafeRawBufferPointer) -> Void
  ) {
    self.bytes = bytes
    self.forget = forget
    self.release = release
  }

  deinit { release(bytes) }
}
