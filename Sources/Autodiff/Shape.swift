/// The extent of each axis of a tensor, outermost first; `[]` for a scalar. Axes may be negative: -1
/// is the last.
///
/// Up to ``maximalRank`` extents are held in place, so that a tensor's shape costs no memory of its
/// own and copying it counts no references.
public struct Shape: Hashable, Sendable {
  /// How many axes a tensor may have.
  @inlinable public static var maximalRank: Int { 6 }

  @usableFromInline var rank = 0
  // Beyond `count` they are 0, so that equality needs no loop.
  @usableFromInline var e0 = 0
  @usableFromInline var e1 = 0
  @usableFromInline var e2 = 0
  @usableFromInline var e3 = 0
  @usableFromInline var e4 = 0
  @usableFromInline var e5 = 0

  /// The shape of a scalar.
  @inlinable
  public init() {}

  /// The shape of a matrix.
  public init(_ rows: Int, _ columns: Int) { (rank, e0, e1) = (2, rows, columns) }

  /// The shape with given extents.
  public init(_ extents: some Sequence<Int>) {
    for extent in extents { append(extent) }
  }

  /// The number of axes.
  @inlinable
  public var count: Int { rank }

  /// The number of elements of a tensor of this shape.
  var elementCount: Int {
    var product = 1
    for axis in 0..<count {
      require(self[axis] >= 0, "a shape has no negative extents: \(self)")
      product *= self[axis]
    }
    return product
  }
}

extension Shape: RandomAccessCollection, MutableCollection, RangeReplaceableCollection {
  /// 0.
  public var startIndex: Int { 0 }
  /// The number of axes.
  public var endIndex: Int { count }

  /// The extent of an axis, counted from 0.
  public subscript(axis: Int) -> Int {
    @inlinable get {
      precondition(axis >= 0 && axis < count)
      switch axis {
      case 0: return e0
      case 1: return e1
      case 2: return e2
      case 3: return e3
      case 4: return e4
      default: return e5
      }
    }
    @inlinable set {
      precondition(axis >= 0 && axis < count, "axis \(axis) of shape \(self)")
      switch axis {
      case 0: e0 = newValue
      case 1: e1 = newValue
      case 2: e2 = newValue
      case 3: e3 = newValue
      case 4: e4 = newValue
      default: e5 = newValue
      }
    }
  }

  /// Adds an axis inside all others.
  @inlinable @inline(__always)
  public mutating func append(_ extent: Int) {
    if rank == Self.maximalRank { refuse(extent) }
    rank += 1
    self[rank - 1] = extent
  }

  @usableFromInline
  func refuse(_ extent: Int) {
    require(
      count < Self.maximalRank,
      "a tensor has at most \(Self.maximalRank) axes, not those of \(self) and \(extent)")
  }

  /// Puts extents in the place of others.
  public mutating func replaceSubrange(
    _ range: Range<Int>, with extents: some Collection<Int>
  ) {
    self = Shape(Array(self[..<range.lowerBound]) + extents + self[range.upperBound...])
  }
}

extension Shape: ExpressibleByArrayLiteral, CustomStringConvertible {
  /// The shape with the extents of a literal.
  @inlinable @inline(__always)
  public init(arrayLiteral extents: Int...) {
    self.init()
    // The loop is over a list whose length the compiler knows: nothing of it is left.
    for extent in extents { append(extent) }
  }

  /// As an array's.
  public var description: String { "\(Array(self))" }
}

extension Shape {
  /// The distance in elements between neighbours along each axis, row-major.
  var rowMajorStrides: [Int] {
    var strides = [Int](repeating: 1, count: count)
    var stride = 1
    for axis in indices.reversed() {
      strides[axis] = stride
      stride *= self[axis]
    }
    return strides
  }

  /// An axis of this shape as a number from 0: negative ones count from the end.
  func axis(_ axis: Int) -> Int {
    let fromStart = axis < 0 ? axis + count : axis
    require(indices.contains(fromStart), "axis \(axis) of shape \(self)")
    return fromStart
  }

  /// The named axes in ascending order; all of them for `nil`.
  func axes(_ axes: [Int]?) -> [Int] {
    guard let axes else { return Array(indices) }
    let ascending = axes.map(axis).sorted()
    require(
      Set(ascending).count == axes.count, "an axis named twice: \(axes) of shape \(self)")
    return ascending
  }

  /// This shape without the named axes (from 0).
  func removing(_ axes: [Int]) -> Shape {
    Shape(indices.lazy.filter { !axes.contains($0) }.map { self[$0] })
  }

  /// The shape that two operands are stretched to: aligned at the last axis, an extent of 1
  /// repeats.
  func broadcast(with other: Shape) -> Shape {
    if self == other { return self }
    var result = Shape(repeating: 1, count: Swift.max(count, other.count))
    for fromEnd in 1..<result.count + 1 {
      let mine = fromEnd <= count ? self[count - fromEnd] : 1
      let its = fromEnd <= other.count ? other[other.count - fromEnd] : 1
      require(
        mine == its || mine == 1 || its == 1, "shapes \(self) and \(other) don't broadcast together"
      )
      result[result.count - fromEnd] = mine == 1 ? its : mine
    }
    return result
  }

  /// The strides with which a tensor of this shape is read as one of the larger `shape`: 0 along
  /// axes that repeat.
  func strides(broadcastTo shape: Shape) -> [Int] {
    require(count <= shape.count, "shape \(self) has more axes than \(shape)")
    var strides = [Int](repeating: 0, count: shape.count)
    var stride = 1
    for axis in indices.reversed() {
      let target = axis + shape.count - count
      require(
        self[axis] == shape[target] || self[axis] == 1, "shape \(self) doesn't stretch to \(shape)")
      strides[target] = self[axis] == 1 ? 0 : stride
      stride *= self[axis]
    }
    return strides
  }
}
