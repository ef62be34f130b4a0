import Buffers

/// Walks the fields of a protobuf message one after the other, where they lie.
///
/// Nothing is copied and nothing is looked into: a message within the message is a field's bytes,
/// over which another reader can be made. Groups, which no format of ours has, are refused. Source:
/// "Encoding", Protocol Buffers documentation (Google).
struct ProtobufReader {
  private let bytes: Bytes
  private var position = 0

  /// Walks a message's bytes.
  init(_ bytes: Bytes) { self.bytes = bytes }

  /// Where the next field begins in the whole file.
  var here: CheckpointFault.Place { .byte(bytes.offset + position) }
  /// Whether the message has ended.
  var isAtEnd: Bool { position == bytes.count }

  /// The next field; `nil` at the message's end.
  mutating func next() throws(CheckpointFault) -> ProtobufField? {
    if isAtEnd { return nil }
    let place = here
    let key = try varint()
    guard let number = Int(exactly: key >> 3), number > 0, number < 1 << 29 else {
      throw .damaged(place, "a protobuf field has the number \(key >> 3)")
    }
    return ProtobufField(number: number, value: try value(wire: key & 7, place), place: place)
  }

  /// The next number of 7 bits a byte, least significant first.
  mutating func varint() throws(CheckpointFault) -> UInt64 {
    let place = here
    var number: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard position < bytes.count else { break }
      let byte = bytes[position]
      position += 1
      // What a tenth byte has beyond 64 bits is dropped, as protobuf's own readers do.
      number |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return number }
    }
    throw .damaged(place, "a protobuf number doesn't end")
  }

  private mutating func value(
    wire: UInt64, _ place: CheckpointFault.Place
  ) throws(CheckpointFault) -> ProtobufField.Value {
    switch wire {
    case 0: return .varint(try varint())
    case 1: return .fixed64(try fixed())
    case 2:
      let length = try varint()
      guard let size = Int(exactly: length), let part = bytes.part(at: position, count: size) else {
        throw .damaged(
          place, "\(length) bytes should follow, \(bytes.count - position) are left")
      }
      position += size
      return .bytes(part)
    case 5: return .fixed32(try fixed())
    default: throw .damaged(place, "a protobuf field has the wire type \(wire)")
    }
  }

  private mutating func fixed<Integer: FixedWidthInteger & BitwiseCopyable>()
    throws(CheckpointFault) -> Integer
  {
    guard let number = bytes.integer(at: position, as: Integer.self) else {
      throw .damaged(here, "\(MemoryLayout<Integer>.size) bytes should follow")
    }
    position += MemoryLayout<Integer>.size
    return number
  }
}

/// A field of a protobuf message.
struct ProtobufField {
  /// What the wire type says of a field; the message's definition says what it means.
  enum Value {
    case varint(UInt64)
    case fixed64(UInt64)
    case fixed32(UInt32)
    case bytes(Bytes)
  }

  /// The field's number in the message's definition.
  let number: Int
  /// What it holds.
  let value: Value
  /// Where it begins in the file.
  let place: CheckpointFault.Place

  /// The bytes of a text, of a message within, or of packed numbers.
  func bytes() throws(CheckpointFault) -> Bytes {
    guard case .bytes(let bytes) = value else { throw mismatch("bytes") }
    return bytes
  }

  /// A whole number.
  func varint() throws(CheckpointFault) -> UInt64 {
    guard case .varint(let number) = value else { throw mismatch("a whole number") }
    return number
  }

  /// A whole number with a sign.
  func integer() throws(CheckpointFault) -> Int64 { Int64(bitPattern: try varint()) }

  /// A single-precision number.
  func float() throws(CheckpointFault) -> Float {
    guard case .fixed32(let bits) = value else { throw mismatch("a 32-bit number") }
    return Float(bitPattern: bits)
  }

  private func mismatch(_ expected: String) -> CheckpointFault {
    .damaged(place, "protobuf field \(number) isn't \(expected)")
  }
}

// MARK: Repeated numbers

/// A repeated field comes as one field a number or packed, many numbers in one field's bytes; a
/// reader must take both, even mixed.
extension ProtobufField {
  /// Whole numbers.
  func eachVarint(
    _ body: (UInt64) throws(CheckpointFault) -> Void
  ) throws(CheckpointFault) {
    guard case .bytes(let packed) = value else { return try body(varint()) }
    var reader = ProtobufReader(packed)
    while !reader.isAtEnd { try body(reader.varint()) }
  }
}

extension Bytes {
  /// A number's bytes, least significant first.
  init(littleEndian number: some FixedWidthInteger) {
    self = Swift.withUnsafeBytes(of: number.littleEndian) { Bytes($0) }
  }

  /// Bytes that `fill` writes; all zero before.
  static func made(
    count: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(CheckpointFault) -> Void
  ) throws(CheckpointFault) -> Bytes {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
    memory.initializeMemory(as: UInt8.self, repeating: 0)
    do throws(CheckpointFault) { try fill(memory) } catch {
      memory.deallocate()
      throw error
    }
    return Bytes(memory: UnsafeRawBufferPointer(memory)) { $0.deallocate() }
  }
}
