import Buffers

extension Bytes {
  /// The beginning, in which a format shows.
  var head: Bytes { part(at: 0, count: Swift.min(count, 4096)) ?? self }

  /// Whether a text stands at a position.
  func begins(_ text: String, at offset: Int = 0) -> Bool {
    suffix(from: offset).starts(with: text.utf8)
  }

  /// Whether decimal digits stand at a position.
  func isDigits(at offset: Int, count: Int) -> Bool {
    part(at: offset, count: count)?.allSatisfy { (0x30...0x39).contains($0) } ?? false
  }
}

/// The numbers and wire types of a protobuf message's fields, without what they hold.
struct FieldNumbers {
  struct Field: Equatable {
    let number: Int
    let wire: Int

    init(_ number: Int, wire: Int) { (self.number, self.wire) = (number, wire) }
  }

  /// The most fields that are looked at.
  private static let most = 10_000
  private var reader: ProtobufReader
  /// Whether the bytes stopped being a message.
  private(set) var isBroken = false

  init(_ bytes: Bytes) { reader = ProtobufReader(bytes) }

  /// The next field; `nil` at the end, and where the bytes are no message.
  mutating func next() -> Field? {
    do throws(CheckpointFault) {
      guard let field = try reader.next() else { return nil }
      let wire =
        switch field.value {
        case .varint: 0
        case .fixed64: 1
        case .bytes: 2
        case .fixed32: 5
        }
      return Field(field.number, wire: wire)
    } catch {
      isBroken = true
      return nil
    }
  }

  /// The next field of a kind.
  mutating func next(where matches: (Field) -> Bool) -> Field? {
    for _ in 0..<Self.most {
      guard let field = next() else { return nil }
      if matches(field) { return field }
    }
    return nil
  }

  /// Whether all fields that are left are of a kind and the message ends properly.
  mutating func all(_ matches: (Field) -> Bool) -> Bool {
    next { !matches($0) } == nil && !isBroken
  }

  /// What the first field holds, if it has a number.
  static func first(of bytes: Bytes, number: Int) -> Bytes? {
    var reader = ProtobufReader(bytes)
    guard let field = try? reader.next(), field.number == number else { return nil }
    return try? field.bytes()
  }
}

/// The little of msgpack that tells a file of Flax: maps whose keys are texts, down to an array,
/// which Flax writes as an extension. Source: the msgpack specification (Furuhashi, 2013).
enum MessagePack {
  /// Whether the first keys lead to an array, after numbers that may stand before it.
  static func isFlax(_ bytes: Bytes) -> Bool {
    guard var position = map(bytes, 0) else { return false }
    for _ in 0..<32 {
      guard let value = text(bytes, position), let first = bytes.suffix(from: value).first else {
        return false
      }
      if (0xc7...0xc9).contains(first) || (0xd4...0xd8).contains(first) { return true }
      // An array of more than a gigabyte is written in parts, by a map that begins with this key.
      if bytes.part(at: position, count: value - position)?.text?.hasSuffix(chunked) == true {
        return true
      }
      guard let next = map(bytes, value) ?? scalar(bytes, value) else { return false }
      position = next
    }
    return false
  }

  private static let chunked = "__msgpack_chunked_array__"

  /// Where a number, a truth value or nothing ends.
  private static func scalar(_ bytes: Bytes, _ position: Int) -> Int? {
    switch bytes.integer(at: position, as: UInt8.self) {
    case .some(0...0x7f), .some(0xe0...0xff), 0xc0, 0xc2, 0xc3: position + 1
    case 0xcc, 0xd0: position + 2
    case 0xcd, 0xd1: position + 3
    case 0xca, 0xce, 0xd2: position + 5
    case 0xcb, 0xcf, 0xd3: position + 9
    default: nil
    }
  }

  /// Where a map's first key is; `nil` unless there is a map with a key.
  private static func map(_ bytes: Bytes, _ position: Int) -> Int? {
    switch bytes.integer(at: position, as: UInt8.self) {
    case .some(0x81...0x8f): position + 1
    case 0xde where bytes.integer(at: position + 1, as: UInt16.self) != 0: position + 3
    case 0xdf where bytes.integer(at: position + 1, as: UInt32.self) != 0: position + 5
    default: nil
    }
  }

  /// Where a text ends.
  private static func text(_ bytes: Bytes, _ position: Int) -> Int? {
    let (start, count): (Int, Int?) =
      switch bytes.integer(at: position, as: UInt8.self) {
      case .some(let short) where short & 0xe0 == 0xa0: (position + 1, Int(short & 0x1f))
      case 0xd9: (position + 2, bytes.integer(at: position + 1, as: UInt8.self).map { Int($0) })
      case 0xda:
        (
          position + 3,
          bytes.integer(at: position + 1, as: UInt16.self, bigEndian: true).map { Int($0) }
        )
      default: (position, nil)
      }
    guard let count, bytes.part(at: start, count: count)?.text != nil else { return nil }
    return start + count
  }
}
