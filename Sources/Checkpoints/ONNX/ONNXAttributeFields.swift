import Buffers

/// An `AttributeProto` as it stands in the file: fields for every kind of value, of which one is used.
struct ONNXAttributeFields {
  private(set) var name = ""
  private(set) var parameter = ""
  private(set) var kind: UInt64 = 0
  private(set) var float: Float = 0
  private(set) var int: Int64 = 0
  private(set) var string: Bytes?
  private(set) var floats: [Float] = []
  private(set) var ints: [Int64] = []
  private(set) var strings: [Bytes] = []
  /// Of `t`, `g`, `tensors`, `graphs`, `sparse_tensor` and `sparse_tensors`.
  private var messages: [ProtobufField] = []

  /// The field that each kind is in, by `AttributeProto.AttributeType`.
  private static let fields: [UInt64: Int] = [
    1: 2, 2: 3, 3: 4, 4: 5, 5: 6, 6: 7, 7: 8, 8: 9, 9: 10, 10: 11, 11: 22, 12: 23,
  ]

  /// Reads all but the messages within.
  init(_ message: ProtobufField, _ parser: inout ONNXParser) throws(CheckpointFault) {
    var last: Int?
    var reader = ProtobufReader(try message.bytes())
    while let field = try reader.next() {
      if Self.fields.values.contains(field.number) { last = field.number }
      switch field.number {
      case 1: name = try parser.text(field)
      case 2: float = try field.float()
      case 3: int = try field.integer()
      case 4: string = try field.bytes()
      case 5, 6, 10, 11, 22, 23:
        try parser.budget.count(at: field.place)
        messages.append(field)
      case 7: try append(floats: field, &parser.budget)
      case 8: try append(ints: field, &parser.budget)
      case 9:
        try parser.budget.count(at: field.place)
        strings.append(try field.bytes())
      case 20: kind = try field.varint()
      case 21: parameter = try parser.text(field)
      default: break
      }
    }
    // Before version 2 of the format the kind wasn't said.
    if kind == 0, let last { kind = Self.fields.first { $0.value == last }?.key ?? 0 }
  }

  private mutating func append(
    floats field: ProtobufField, _ budget: inout Budget
  ) throws(CheckpointFault) {
    guard case .bytes(let packed) = field.value else {
      try budget.decode(bytes: Self.grown, at: field.place)
      return floats.append(try field.float())
    }
    try budget.decode(bytes: packed.count, at: field.place)
    if floats.isEmpty { floats.reserveCapacity(packed.count / 4) }
    for place in stride(from: 0, to: packed.count, by: 4) {
      guard let bits = packed.integer(at: place, as: UInt32.self) else {
        throw .damaged(field.place, "numbers of 4 bytes take \(packed.count)")
      }
      floats.append(Float(bitPattern: bits))
    }
  }

  private mutating func append(
    ints field: ProtobufField, _ budget: inout Budget
  ) throws(CheckpointFault) {
    guard case .bytes(let packed) = field.value else {
      try budget.decode(bytes: Self.grown, at: field.place)
      return ints.append(try field.integer())
    }
    // A number's last byte is the one without the high bit.
    let count = packed.count { $0 < 0x80 }
    try budget.decode(bytes: count * 8, at: field.place)
    if ints.isEmpty { ints.reserveCapacity(count) }
    var reader = ProtobufReader(packed)
    while !reader.isAtEnd { ints.append(Int64(bitPattern: try reader.varint())) }
  }

  /// Bytes that a number can take in an array that grows as numbers come one by one.
  private static let grown = 16

  /// The messages of the kind's field; a field that isn't repeated must come once.
  func chosenMessages() throws(CheckpointFault) -> [ProtobufField] {
    let chosen = messages.filter { $0.number == Self.fields[kind] }
    guard chosen.count == 1 || [9, 10, 12].contains(kind) else {
      throw .damaged(
        .entry(name), "the attribute has \(chosen.count) values, where one is expected")
    }
    return chosen
  }
}
