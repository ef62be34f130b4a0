import Buffers

/// A `TensorProto` with its data where they lie.
struct ONNXTensor {
  /// The most axes that NumPy has; a shape of a million would be shown in a message.
  private static let mostAxes = 64

  let message: Bytes
  private(set) var name = ""
  private(set) var shape: [Int] = []
  private(set) var type = ONNXDataType(0)
  private(set) var raw: Bytes?
  /// What `external_data` says, if that is where the data are.
  private(set) var external: [Checkpoint.Note]?
  private(set) var isSegment = false

  /// Reads all but the data.
  init(_ message: Bytes, _ parser: inout ONNXParser) throws(CheckpointFault) {
    self.message = message
    var notes: [Checkpoint.Note] = []
    var isExternal = false
    var reader = ProtobufReader(message)
    while let field = try reader.next() {
      switch field.number {
      case 1: try Self.appendExtents(field, to: &shape)
      case 2: type = ONNXDataType(try field.integer())
      case 3: isSegment = true
      case 8: name = try parser.text(field)
      case 9: raw = try field.bytes()
      case 13: notes.append(try parser.entry(field))
      case 14: isExternal = try field.varint() == 1
      default: break
      }
    }
    external = isExternal ? notes : nil
  }

  /// Adds what one field says of a shape.
  static func appendExtents(
    _ field: ProtobufField, to shape: inout [Int]
  ) throws(CheckpointFault) {
    var extents = shape
    try field.eachVarint { (extent) throws(CheckpointFault) in
      guard let extent = Int(exactly: extent), extents.count < mostAxes else {
        throw .damaged(
          field.place, "a tensor has a negative extent or more than \(mostAxes) axes")
      }
      extents.append(extent)
    }
    shape = extents
  }

  /// The elements' bytes in row-major order: in place, or converted from a repeated field.
  func data(
    _ type: ElementType, _ typed: ONNXDataType.TypedField, name: String, _ budget: inout Budget
  ) throws(CheckpointFault) -> Bytes {
    let size = try StoredTensor.count(name, shape, type) * type.size
    if let raw, raw.count > 0 || size == 0 {
      guard raw.count == size else {
        throw .damaged(
          .tensor(name),
          "\(type.rawValue) of shape \(shape) needs \(size) bytes, "
            + "raw_data has \(raw.count)")
      }
      return raw
    }
    return try ONNXTypedData(self, type, typed, name: name, size: size).bytes(&budget)
  }
}
