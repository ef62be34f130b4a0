import Buffers

extension ONNXParser {
  /// A `ValueInfoProto`.
  mutating func value(_ message: ProtobufField) throws(CheckpointFault) -> ONNXValue {
    try budget.count(objects: 2, at: message.place)
    var name = ""
    var type = ONNXValue.Kind.other("nothing said")
    var reader = ProtobufReader(try message.bytes())
    while let field = try reader.next() {
      switch field.number {
      case 1: name = try text(field)
      case 2: type = try kind(field)
      default: break
      }
    }
    return ONNXValue(name: name, type: type)
  }

  /// A `TypeProto`; what a sequence or a map is made of isn't looked at.
  private mutating func kind(_ message: ProtobufField) throws(CheckpointFault) -> ONNXValue.Kind {
    var kind = ONNXValue.Kind.other("nothing said")
    var reader = ProtobufReader(try message.bytes())
    while let field = try reader.next() {
      switch field.number {
      case 1: kind = try tensorKind(field)
      case 4: kind = .other("a sequence")
      case 5: kind = .other("a map")
      case 7: kind = .other("an opaque value")
      case 8: kind = .other("a sparse tensor")
      case 9: kind = .other("an optional value")
      default: break
      }
    }
    return kind
  }

  private mutating func tensorKind(
    _ message: ProtobufField
  ) throws(CheckpointFault) -> ONNXValue.Kind {
    var type: ElementType?
    var shape: [ONNXValue.Dimension]?
    var reader = ProtobufReader(try message.bytes())
    while let field = try reader.next() {
      switch field.number {
      case 1: type = ONNXDataType(try field.integer()).elementType
      case 2: shape = try self.shape(field)
      default: break
      }
    }
    return .tensor(type, shape: shape)
  }

  private mutating func shape(
    _ message: ProtobufField
  ) throws(CheckpointFault) -> [ONNXValue.Dimension] {
    var shape: [ONNXValue.Dimension] = []
    var reader = ProtobufReader(try message.bytes())
    while let field = try reader.next() {
      if field.number != 1 { continue }
      try budget.count(at: field.place)
      shape.append(try dimension(field))
    }
    return shape
  }

  private mutating func dimension(
    _ message: ProtobufField
  ) throws(CheckpointFault) -> ONNXValue.Dimension {
    var dimension = ONNXValue.Dimension.unknown
    var reader = ProtobufReader(try message.bytes())
    while let field = try reader.next() {
      switch field.number {
      case 1: dimension = .fixed(try field.integer())
      case 2: dimension = .named(try text(field))
      default: break
      }
    }
    return dimension
  }
}
