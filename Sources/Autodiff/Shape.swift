// A shape is `[Int]`, outermost axis first; `[]` is the shape of a scalar. Axes may be negative: -1
// is the last.

extension [Int] {
  /// The number of elements of a tensor of this shape.
  var elementCount: Int {
    var count = 1
    for extent in self {
      require(extent >= 0, "a shape has no negative extents: \(self)")
      count *= extent
    }
    return count
  }

  /// The distance in elements between neighbours along each axis, row-major.
  var rowMajorStrides: [Int] {
    var strides = self
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
  func removing(_ axes: [Int]) -> [Int] {
    indices.filter { !axes.contains($0) }.map { self[$0] }
  }

  /// The shape that two operands are stretched to: aligned at the last axis, an extent of 1
  /// repeats.
  func broadcast(with other: [Int]) -> [Int] {
    if self == other { return self }
    var result = [Int](repeating: 1, count: Swift.max(count, other.count))
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
  func strides(broadcastTo shape: [Int]) -> [Int] {
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
