import Buffers

/// A named tensor as a file holds it: raw bytes with a type, a shape and a way to walk them.
public struct StoredTensor: Sendable, Equatable {
  /// The name, such as `rnn.weight_hh_l0`.
  public let name: String
  /// The kind of number.
  public let elementType: ElementType
  /// The extent of each axis, outermost first.
  public let shape: [Int]
  /// How many elements further the next one along each axis lies; 0 repeats one.
  public let strides: [Int]
  /// Whether the most significant byte of an element comes first.
  public let isBigEndian: Bool
  /// Where the bytes are.
  public let data: TensorData

  /// The number of elements, the product of the shape.
  public let count: Int

  /// A tensor over bytes that a reader found, believed only if they reach.
  ///
  /// - Parameters:
  ///   - bytes: the storage from the tensor's first element on.
  ///   - strides: in elements; `nil` for row-major order.
  /// - Throws: ``CheckpointFault`` if an extent or a stride is negative, or an element would lie
  ///   outside the bytes, or the budget doesn't allow as many.
  init(
    name: String, _ elementType: ElementType, shape: [Int], strides: [Int]? = nil,
    bigEndian: Bool = false, bytes: Bytes, _ budget: inout Budget
  ) throws(CheckpointFault) {
    let count = try Self.count(name, shape, elementType)
    try budget.view(bytes: count * elementType.size, tensor: name)
    let strides = strides ?? Self.rowMajor(shape)
    guard strides.count == shape.count, !strides.contains(where: { $0 < 0 }) else {
      throw .damaged(.tensor(name), "strides \(strides) for the shape \(shape)")
    }
    let needed = try Self.reach(name, shape, strides, elementType)
    guard needed <= bytes.count else {
      throw .damaged(
        .tensor(name),
        "\(elementType.rawValue) of shape \(shape) needs \(needed) bytes, \(bytes.count) are there")
    }
    self.init(
      name: name, elementType, shape: shape, strides: strides, bigEndian: bigEndian,
      .bytes(bytes.part(at: 0, count: needed) ?? bytes))
  }

  /// A tensor whose bytes lie in another file, which is held against its size when it is opened.
  init(
    name: String, _ elementType: ElementType, shape: [Int], external: ExternalData
  ) throws(CheckpointFault) {
    _ = try Self.count(name, shape, elementType)
    self.init(
      name: name, elementType, shape: shape, strides: Self.rowMajor(shape), bigEndian: false,
      .external(external))
  }

  /// Elements in row-major order, least significant byte first.
  public init(name: String, _ elementType: ElementType, shape: [Int], rowMajor bytes: Bytes) {
    self.init(
      name: name, elementType, shape: shape, strides: Self.rowMajor(shape), bigEndian: false,
      .bytes(bytes))
    precondition(count * elementType.size == bytes.count, "\(bytes.count) bytes for \(shape)")
  }

  private init(
    name: String, _ elementType: ElementType, shape: [Int], strides: [Int], bigEndian: Bool,
    _ data: TensorData
  ) {
    self.name = name
    self.elementType = elementType
    self.shape = shape
    self.strides = strides
    self.isBigEndian = bigEndian
    self.data = data
    count = shape.reduce(1, *)
  }

  /// The same tensor by another name.
  public func renamed(_ name: String) -> StoredTensor {
    StoredTensor(
      name: name, elementType, shape: shape, strides: strides, bigEndian: isBigEndian, data)
  }

  /// Whether the elements lie one after the other in row-major order.
  public var isRowMajor: Bool {
    count == 0
      || !zip(shape, zip(strides, Self.rowMajor(shape))).contains { $0 > 1 && $1.0 != $1.1 }
  }
}

/// Where the bytes of a tensor are.
public enum TensorData: Sendable, Equatable {
  /// In memory, from the first element on.
  case bytes(Bytes)
  /// In another file of the model's folder.
  case external(ExternalData)
}

/// A part of another file, as a model names it.
public struct ExternalData: Sendable, Equatable {
  /// The file's name relative to the model's folder, not yet believed.
  public let location: String
  /// Where the part begins.
  public let offset: Int
  /// How long it is; to the file's end where the model doesn't say.
  public let length: Int?
}

extension StoredTensor {
  /// The strides of row-major order.
  static func rowMajor(_ shape: [Int]) -> [Int] {
    var strides = shape
    var step = 1
    for axis in shape.indices.reversed() {
      strides[axis] = step
      step = step.multipliedReportingOverflow(by: max(shape[axis], 1)).partialValue
    }
    return strides
  }

  /// The strides of column-major order, which Fortran has.
  static func columnMajor(_ shape: [Int]) -> [Int] { rowMajor(shape.reversed()).reversed() }

  /// The number of elements of a shape that a file claims.
  static func count(
    _ name: String, _ shape: [Int], _ type: ElementType
  ) throws(CheckpointFault) -> Int {
    var bytes = type.size
    // Also the extents around a zero must have a product.
    for extent in shape {
      let product = bytes.multipliedReportingOverflow(by: max(extent, 1))
      if product.overflow || extent < 0 {
        throw .damaged(.tensor(name), "it has the impossible shape \(shape)")
      }
      bytes = product.partialValue
    }
    return shape.contains(0) ? 0 : bytes / type.size
  }

  /// How many bytes of storage the tensor reaches over.
  private static func reach(
    _ name: String, _ shape: [Int], _ strides: [Int], _ type: ElementType
  ) throws(CheckpointFault) -> Int {
    if shape.contains(0) { return 0 }
    var last = 0
    for (extent, stride) in zip(shape, strides) {
      let step = (extent - 1).multipliedReportingOverflow(by: stride)
      let sum = last.addingReportingOverflow(step.partialValue)
      if step.overflow || sum.overflow || sum.partialValue >= Int.max / 32 {
        throw .damaged(.tensor(name), "strides \(strides) leave memory")
      }
      last = sum.partialValue
    }
    return (last + 1) * type.size
  }
}
