import Buffers

/// What the elements of a dataset or an attribute are.
struct HDF5Datatype {
  /// The sorts that are told apart.
  enum Sort: Equatable {
    case number(ElementType, bigEndian: Bool)
    /// Text of the datatype's size, padded with spaces or with zeros.
    case text(endsAtZero: Bool, padding: UInt8)
    /// Text of any length, in a global heap.
    case variableText
    case opaque
    /// Anything else, by its name.
    case other(String)
  }

  let sort: Sort
  /// Bytes of an element.
  let size: Int

  init(_ file: HDF5File, _ range: Range<Int>) throws(CheckpointFault) {
    var reader = file.reader(range)
    self = try Self(&reader)
  }

  private init(_ reader: inout ByteReader) throws(CheckpointFault) {
    let head = try reader.next(UInt8.self)
    let bits = try reader.unsigned(3)
    size = Int(try reader.next(UInt32.self))
    switch head & 0xf {
    case 0: sort = try Self.integer(&reader, bits, size)
    case 1: sort = try Self.float(&reader, bits, size)
    case 2: sort = .other("times")
    case 3:
      sort = .text(endsAtZero: bits & 0xf == 0, padding: bits & 0xf == 2 ? UInt8(ascii: " ") : 0)
    case 4: sort = .other("bit fields")
    case 5: sort = .opaque
    case 6: sort = .other("compounds")
    case 7: sort = .other("references")
    case 8: sort = try Self.enumeration(&reader, Int(bits & 0xffff), size, isPadded: head >> 4 < 3)
    case 9: sort = bits & 0xf == 1 ? .variableText : .other("lists of variable length")
    case 10: sort = .other("arrays")
    case 11: sort = .other("complex numbers")
    default: sort = .other("elements of class \(head & 0xf)")
    }
  }

  private static func integer(
    _ reader: inout ByteReader, _ bits: UInt64, _ size: Int
  ) throws(CheckpointFault) -> Sort {
    let offset = try reader.next(UInt16.self)
    let precision = try reader.next(UInt16.self)
    guard offset == 0, Int(precision) == 8 * size else {
      return .other("integers of \(precision) bits in \(size) bytes")
    }
    let isSigned = bits & 8 != 0
    let isBigEndian = bits & 1 != 0
    let type: ElementType? =
      switch size {
      case 1: isSigned ? .int8 : .uint8
      case 2: isSigned ? .int16 : .uint16
      case 4: isSigned ? .int32 : .uint32
      case 8: isSigned ? .int64 : .uint64
      default: nil
      }
    return type.map { .number($0, bigEndian: isBigEndian) } ?? .other("integers of \(size) bytes")
  }

  private static func float(
    _ reader: inout ByteReader, _ bits: UInt64, _ size: Int
  ) throws(CheckpointFault) -> Sort {
    let layout = FloatLayout(
      size: size, offset: try reader.next(UInt16.self), precision: try reader.next(UInt16.self),
      exponentAt: try reader.next(UInt8.self), exponentBits: try reader.next(UInt8.self),
      significandAt: try reader.next(UInt8.self), significandBits: try reader.next(UInt8.self),
      bias: try reader.next(UInt32.self), sign: UInt8(bits >> 8 & 0xff),
      // 2 for a leading one that isn't stored; bit 6 for VAX's order of bytes.
      isPlain: bits >> 4 & 7 == 2)
    guard let type = FloatLayout.known[layout] else {
      return .other("floating-point numbers of \(size) bytes that no processor has")
    }
    return .number(type, bigEndian: bits & 1 != 0)
  }

  /// Integers with names; `FALSE` and `TRUE` are how truth values are stored.
  private static func enumeration(
    _ reader: inout ByteReader, _ members: Int, _ size: Int, isPadded: Bool
  ) throws(CheckpointFault) -> Sort {
    let place = reader.here
    let base = try Self(nested: &reader)
    guard base.size == size else {
      throw .damaged(place, "an enumeration of \(size) bytes by integers of \(base.size)")
    }
    guard members == 2, base.size == 1, case .number = base.sort else { return base.sort }
    // Early versions pad each name to a multiple of 8 bytes.
    let text = isPadded ? "FALSE\0\0\0TRUE\0\0\0\0\0\u{1}" : "FALSE\0TRUE\0\0\u{1}"
    let isTruth = reader.bytes.suffix(from: reader.position).starts(with: text.utf8)
    return isTruth ? .number(.bool, bigEndian: false) : base.sort
  }

  /// The datatype of an enumeration, which can't be one itself, so that nothing nests.
  private init(nested reader: inout ByteReader) throws(CheckpointFault) {
    let place = reader.here
    guard let head = reader.bytes.integer(at: reader.position, as: UInt8.self), head & 0xf == 0
    else { throw .damaged(place, "an enumeration of something that is no integer") }
    self = try Self(&reader)
  }
}

/// How a floating-point number's bits are laid out.
private struct FloatLayout: Hashable {
  let size: Int
  let offset: UInt16
  let precision: UInt16
  let exponentAt: UInt8
  let exponentBits: UInt8
  let significandAt: UInt8
  let significandBits: UInt8
  let bias: UInt32
  let sign: UInt8
  let isPlain: Bool

  /// A format without gaps: sign, exponent, significand.
  private static func packed(_ size: Int, exponent: UInt8, bias: UInt32) -> FloatLayout {
    let bits = UInt8(8 * size)
    return FloatLayout(
      size: size, offset: 0, precision: UInt16(bits), exponentAt: bits - 1 - exponent,
      exponentBits: exponent, significandAt: 0, significandBits: bits - 1 - exponent, bias: bias,
      sign: bits - 1, isPlain: true)
  }

  static let known: [FloatLayout: ElementType] = [
    packed(8, exponent: 11, bias: 1023): .float64,
    packed(4, exponent: 8, bias: 127): .float32,
    packed(2, exponent: 5, bias: 15): .float16,
    packed(2, exponent: 8, bias: 127): .bfloat16,
    packed(1, exponent: 4, bias: 7): .float8E4M3, packed(1, exponent: 5, bias: 15): .float8E5M2,
  ]
}
