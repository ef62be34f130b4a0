/// An array of numbers with a shape: contiguous, row-major, a value.
///
/// Copies share memory until one of them is written to. A tensor that a ``Tape`` allocated gives
/// its memory back to the tape's pool when the last copy dies. ``reshaped(_:)`` and leading slices
/// are views: they cost nothing and keep the whole memory alive.
public struct Tensor<Scalar: TensorScalar>: Sendable {
  /// The extent of each axis, outermost first; `[]` for a scalar.
  public let shape: Shape
  /// The number of elements: the product of the extents.
  public let count: Int
  @usableFromInline var storage: Storage<Scalar>
  @usableFromInline var offset: Int

  /// A view of `storage` from `offset`.
  @specialized(where Scalar == Float)
  init(_ storage: Storage<Scalar>, offset: Int, shape: Shape, count: Int) {
    self.shape = shape
    self.count = count
    self.storage = storage
    self.offset = offset
  }

  /// A tensor whose elements have any values, for a caller that writes all of them.
  @specialized(where Scalar == Float)
  public init(uninitialized shape: Shape, in pool: Pool? = nil) {
    let count = shape.elementCount
    self.init(Storage(count: count, pool: pool), offset: 0, shape: shape, count: count)
  }

  /// The elements in row-major order.
  @specialized(where Scalar == Float)
  public init(shape: Shape, _ elements: [Scalar]) {
    require(
      elements.count == shape.elementCount, "\(elements.count) elements for shape \(shape)")
    self.init(uninitialized: shape)
    elements.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { storage.base.update(from: base, count: count) }
    }
  }

  /// A tensor with the same number everywhere.
  @specialized(where Scalar == Float)
  public init(repeating number: Scalar, shape: Shape, in pool: Pool? = nil) {
    self.init(uninitialized: shape, in: pool)
    fillElements(storage.base, count, number)
  }

  /// A tensor of zeros.
  @specialized(where Scalar == Float)
  public static func zeros(_ shape: Shape, in pool: Pool? = nil) -> Tensor {
    Tensor(repeating: 0, shape: shape, in: pool)
  }

  /// A tensor of ones.
  @specialized(where Scalar == Float)
  public static func ones(_ shape: Shape, in pool: Pool? = nil) -> Tensor {
    Tensor(repeating: 1, shape: shape, in: pool)
  }

  /// A tensor without axes that holds one number.
  @specialized(where Scalar == Float)
  public static func scalar(_ number: Scalar, in pool: Pool? = nil) -> Tensor {
    Tensor(repeating: number, shape: [], in: pool)
  }

  /// The number of axes.
  public var rank: Int { shape.count }

  /// The pool that the memory goes back to.
  var pool: Pool? { storage.pool }

  /// The elements in row-major order. - Complexity: O(`count`)
  public var array: [Scalar] {
    Array(unsafeUninitializedCapacity: count) { buffer, initialized in
      buffer.baseAddress?.initialize(from: storage.base + offset, count: count)
      initialized = count
    }
  }

  /// The only element of a tensor that holds one.
  public var item: Scalar {
    require(count == 1, "the one element of a tensor of shape \(shape)")
    return storage.base[offset]
  }

  /// Calls `body` with the elements in row-major order, to read.
  @inlinable
  public func withUnsafePointer<Result, Failure: Error>(
    _ body: (UnsafePointer<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafePointer(storage.base + offset))
  }

  /// Calls `body` with the elements in row-major order, to change. Copies them first if another
  /// tensor sees the same memory.
  @inlinable
  public mutating func withUnsafeMutablePointer<Result, Failure: Error>(
    _ body: (UnsafeMutablePointer<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    if !isKnownUniquelyReferenced(&storage) { copyStorage() }
    return try body(storage.base + offset)
  }

  /// Moves to memory of its own.
  @usableFromInline
  @specialized(where Scalar == Float)
  mutating func copyStorage() {
    let copy = Storage<Scalar>(count: count, pool: pool)
    copy.base.update(from: storage.base + offset, count: count)
    storage = copy
    offset = 0
  }

  /// The element at an index along each axis.
  public subscript(indices: Int...) -> Scalar {
    get { storage.base[offset + position(indices)] }
    set {
      let position = position(indices)
      withUnsafeMutablePointer { $0[position] = newValue }
    }
  }

  private func position(_ indices: [Int]) -> Int {
    require(indices.count == rank, "indices \(indices) into shape \(shape)")
    var position = 0
    for (index, extent) in zip(indices, shape) {
      require(index >= 0 && index < extent, "indices \(indices) into shape \(shape)")
      position = position * extent + index
    }
    return position
  }
}

extension Tensor: Equatable {
  /// Whether shapes and all elements are equal; NaN equals nothing.
  public static func == (a: Tensor, b: Tensor) -> Bool {
    a.shape == b.shape && a.array == b.array
  }
}

extension Tensor: CustomStringConvertible {
  /// The shape and the first elements.
  public var description: String {
    let shown = array.prefix(16).map { "\($0)" }.joined(separator: ", ")
    return "\(shape) [\(shown)\(count > 16 ? ", ..." : "")]"
  }
}

@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
func fillElements<Scalar: TensorScalar>(
  _ base: UnsafeMutablePointer<Scalar>, _ count: Int, _ number: Scalar
) {
  base.update(repeating: number, count: count)
}
