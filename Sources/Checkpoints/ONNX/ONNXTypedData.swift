import Buffers

/// The elements of a `TensorProto` in one of its repeated fields of numbers.
struct ONNXTypedData {
  private let message: Bytes
  private let field: ONNXDataType.TypedField
  private let name: String
  /// Bytes of all elements, by the tensor's shape.
  private let size: Int
  /// Bytes that each number of the field makes. Those of complex numbers come in halves; those of
  /// short types are the low bytes of a wider number.
  private let each: Int
  private let shape: [Int]

  init(
    _ tensor: ONNXTensor, _ type: ElementType, _ field: ONNXDataType.TypedField, name: String,
    size: Int
  ) {
    message = tensor.message
    shape = tensor.shape
    self.field = field
    self.name = name
    self.size = size
    each = type.swappedSize
  }

  /// The elements' bytes: in place where the file has them so, otherwise a copy.
  func bytes(_ budget: inout Budget) throws(CheckpointFault) -> Bytes {
    // A number takes at least a byte; memory is asked for only where there are as many.
    guard size / each <= message.count else { throw mismatch }
    if let packed = try packed() { return packed }
    try budget.decode(bytes: size, at: .tensor(name))
    return try Bytes.made(count: size) { (memory) throws(CheckpointFault) in
      var rest = memory[...]
      var reader = ProtobufReader(message)
      while let next = try reader.next() {
        if next.number == field.rawValue { try append(next, to: &rest) }
      }
      if !rest.isEmpty { throw mismatch }
    }
  }

  /// The only field's bytes, where numbers of 32 or 64 bits lie as they do in memory.
  private func packed() throws(CheckpointFault) -> Bytes? {
    guard field == .float || field == .double else { return nil }
    var found: Bytes?
    var reader = ProtobufReader(message)
    while let next = try reader.next() {
      if next.number != field.rawValue { continue }
      guard found == nil, case .bytes(let bytes) = next.value else { return nil }
      found = bytes
    }
    guard found?.count ?? size == size else { throw mismatch }
    return found
  }

  private func append(
    _ next: ProtobufField, to rest: inout Slice<UnsafeMutableRawBufferPointer>
  ) throws(CheckpointFault) {
    switch (field, next.value) {
    case (.float, .bytes(let bytes)), (.double, .bytes(let bytes)):
      try bytes.withUnsafeBytes { (bytes) throws(CheckpointFault) in try append(bytes, to: &rest) }
    case (.float, .fixed32(let bits)): try append(UInt64(bits), to: &rest)
    case (.double, .fixed64(let bits)): try append(bits, to: &rest)
    case (.float, _), (.double, _): throw mismatch
    default:
      try next.eachVarint { (number) throws(CheckpointFault) in
        try check(number)
        try append(number, to: &rest)
      }
    }
  }

  private func append(
    _ number: UInt64, to rest: inout Slice<UnsafeMutableRawBufferPointer>
  ) throws(CheckpointFault) {
    try withUnsafeBytes(of: number.littleEndian) { (bytes) throws(CheckpointFault) in
      try append(UnsafeRawBufferPointer(rebasing: bytes[..<each]), to: &rest)
    }
  }

  private func append(
    _ bytes: UnsafeRawBufferPointer, to rest: inout Slice<UnsafeMutableRawBufferPointer>
  ) throws(CheckpointFault) {
    guard bytes.count <= rest.count else { throw mismatch }
    UnsafeMutableRawBufferPointer(rebasing: rest).copyMemory(from: bytes)
    rest = rest.dropFirst(bytes.count)
  }

  /// A short number may be stored with its sign or without.
  private func check(_ number: UInt64) throws(CheckpointFault) {
    let number = Int64(bitPattern: number)
    if each < 8, !(-1...1).contains(number >> (each * 8 - 1)) {
      throw .damaged(.tensor(name), "the element \(number) has more than \(each * 8) bits")
    }
  }

  private var mismatch: CheckpointFault {
    .damaged(.tensor(name), "there are fewer or more elements than its shape \(shape) says")
  }
}
