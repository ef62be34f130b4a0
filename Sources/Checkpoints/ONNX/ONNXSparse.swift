import Buffers

/// A `SparseTensorProto`: the elements that aren't zero, and where they stand.
struct ONNXSparse {
  /// The elements that aren't zero; their name is the tensor's.
  let values: ONNXTensor
  private let indices: ONNXTensor
  /// The shape of the dense tensor.
  let shape: [Int]

  /// Reads all but the data.
  init(_ message: ProtobufField, _ parser: inout ONNXParser) throws(CheckpointFault) {
    var parts: (values: ONNXTensor?, indices: ONNXTensor?)
    var shape: [Int] = []
    var reader = ProtobufReader(try message.bytes())
    while let field = try reader.next() {
      switch field.number {
      case 1: parts.values = try ONNXTensor(field.bytes(), &parser)
      case 2: parts.indices = try ONNXTensor(field.bytes(), &parser)
      case 3: try ONNXTensor.appendExtents(field, to: &shape)
      default: break
      }
    }
    guard let values = parts.values, let indices = parts.indices else {
      throw .damaged(message.place, "a sparse tensor has no values or no indices")
    }
    (self.values, self.indices, self.shape) = (values, indices, shape)
  }

  /// All elements in row-major order; `nil` where only the sparse form can be held.
  func dense(_ name: String, _ budget: inout Budget) throws(CheckpointFault) -> Bytes? {
    guard case .read(let type, let typed) = values.type,
      values.external == nil, indices.external == nil
    else { return nil }
    let count = try StoredTensor.count(name, shape, type)
    guard count * type.size <= budget.decodedBytes else { return nil }
    try budget.decode(bytes: count * type.size, at: .tensor(name))
    let elements = try values.data(type, typed, name: name, &budget)
    let places = try places(name, of: elements.count / type.size, &budget)
    return try Bytes.made(count: count * type.size) { (memory) throws(CheckpointFault) in
      for (index, place) in places.enumerated() {
        guard (0..<count).contains(place) else {
          throw .damaged(.tensor(name), "element \(index) stands outside the shape \(shape)")
        }
        for byte in 0..<type.size {
          memory[place * type.size + byte] = elements[index * type.size + byte]
        }
      }
    }
  }

  /// Where each value stands in row-major order.
  private func places(
    _ name: String, of number: Int, _ budget: inout Budget
  ) throws(CheckpointFault) -> [Int] {
    guard case .read(.int64, let typed) = indices.type else {
      throw .damaged(.tensor(name), "the indices of a sparse tensor aren't INT64")
    }
    try budget.decode(bytes: number * 8, at: .tensor(name))
    let numbers = try indices.data(.int64, typed, name: name, &budget)
    switch indices.shape {
    case [number]:
      return (0..<number).map { Int(numbers.integer(at: $0 * 8, as: Int64.self) ?? -1) }
    case [number, shape.count]:
      let strides = StoredTensor.rowMajor(shape)
      return (0..<number).map { row in
        var place = 0
        for axis in shape.indices {
          let index = numbers.integer(at: (row * shape.count + axis) * 8, as: Int64.self) ?? -1
          guard index >= 0, index < shape[axis] else { return -1 }
          place += Int(index) * strides[axis]
        }
        return place
      }
    default:
      throw .damaged(
        .tensor(name), "\(number) sparse elements have indices of shape \(indices.shape)")
    }
  }
}
