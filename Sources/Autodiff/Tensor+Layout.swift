extension Tensor {
  /// The same elements under another shape of the same count; one extent may be -1, to be inferred.
  /// Shares the memory.
  @specialized(where Scalar == Float)
  public func reshaped(_ shape: Shape) -> Tensor {
    var shape = shape
    if let unknown = shape.firstIndex(of: -1) {
      shape[unknown] = 1
      let known = shape.elementCount
      require(known > 0 && count % known == 0, "\(self.shape) doesn't divide into \(shape)")
      shape[unknown] = count / known
    }
    require(shape.elementCount == count, "\(self.shape) has no room for \(shape)")
    return Tensor(storage, offset: offset, shape: shape, count: count)
  }

  /// This tensor as a matrix: all axes but the last one count rows.
  var rows: Tensor {
    require(rank > 0, "a scalar has no rows")
    return rank == 2 ? self : reshaped([shape.dropLast().reduce(1, *), shape[rank - 1]])
  }

  /// Element `index` along the first axis, which goes: a view, without copying.
  @specialized(where Scalar == Float)
  public func leading(_ index: Int) -> Tensor {
    require(rank > 0 && index >= 0 && index < shape[0], "row \(index) of shape \(shape)")
    let count = count / shape[0]
    return Tensor(
      storage, offset: offset + index * count, shape: Shape(shape.dropFirst()), count: count)
  }

  /// The elements with an index in `range` along one axis. A view along the first axis, a copy
  /// along others.
  @specialized(where Scalar == Float)
  public func sliced(axis: Int, _ range: Range<Int>, in pool: Pool? = nil) -> Tensor {
    let axis = shape.axis(axis)
    require(
      range.lowerBound >= 0 && range.upperBound <= shape[axis],
      "slice \(range) along axis \(axis) of shape \(shape)")
    var sliced = shape
    sliced[axis] = range.count
    let strides = shape.rowMajorStrides
    let start = offset + range.lowerBound * strides[axis]
    if shape[..<axis].allSatisfy({ $0 == 1 }) {
      return Tensor(storage, offset: start, shape: sliced, count: sliced.elementCount)
    }
    let result = Tensor(uninitialized: sliced, in: pool ?? self.pool)
    let nest = LoopNest(sliced, a: strides, result: sliced.rowMajorStrides)
    copyRows(nest, storage.base + start, result.storage.base)
    return result
  }

  /// Tensors joined along an axis (from 0); their other extents agree.
  static func concatenated(_ parts: [Tensor], axis: Int, in pool: Pool? = nil) -> Tensor {
    var shape = parts[0].shape
    for part in parts {
      require(
        part.rank == shape.count && part.shape.removing([axis]) == shape.removing([axis]),
        "shapes \(shape) and \(part.shape) joined along axis \(axis)")
    }
    shape[axis] = parts.reduce(0) { $0 + $1.shape[axis] }
    var result = Tensor(uninitialized: shape, in: pool)
    var start = 0
    for part in parts {
      result.replace(axis: axis, from: start, with: part)
      start += part.shape[axis]
    }
    return result
  }

  /// Writes `block` over the elements from index `start` along one axis.
  mutating func replace(axis: Int, from start: Int, with block: Tensor) {
    let strides = shape.rowMajorStrides
    let nest = LoopNest(block.shape, a: block.shape.rowMajorStrides, result: strides)
    withUnsafeMutablePointer { to in
      block.withUnsafePointer { from in copyRows(nest, from, to + start * strides[axis]) }
    }
  }

  /// Adds `block` to the elements from index `start` along one axis.
  mutating func add(_ block: Tensor, axis: Int, from start: Int) {
    let strides = shape.rowMajorStrides
    let nest = LoopNest(block.shape, a: block.shape.rowMajorStrides, result: strides)
    withUnsafeMutablePointer { to in
      block.withUnsafePointer { from in addRows(nest, from, to + start * strides[axis]) }
    }
  }

  /// The axes in another order: axis i of the result is axis `order[i]` of this.
  public func transposed(_ order: [Int], in pool: Pool? = nil) -> Tensor {
    let order = order.map(shape.axis)
    require(order.sorted() == Array(shape.indices), "\(order) doesn't order shape \(shape)")
    let permuted = Shape(order.map { shape[$0] })
    let result = Tensor(uninitialized: permuted, in: pool ?? self.pool)
    let strides = shape.rowMajorStrides
    let nest = LoopNest(permuted, a: order.map { strides[$0] }, result: permuted.rowMajorStrides)
    withUnsafePointer { copyRows(nest, $0, result.storage.base) }
    return result
  }
}

/// Copies each row of a nest; a stride of 0 in the source repeats an element.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
func copyRows<Scalar: TensorScalar>(
  _ nest: LoopNest, _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>
) {
  let row = nest.inner
  nest.forEachRow { from, _, to in
    switch (row.a, row.result) {
    case (0, 1): (y + to).update(repeating: x[from], count: row.extent)
    case (1, 1): (y + to).update(from: x + from, count: row.extent)
    default: for i in 0..<row.extent { y[to + i * row.result] = x[from + i * row.a] }
    }
  }
}

/// Adds each row of a nest to the result.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
private func addRows<Scalar: TensorScalar>(
  _ nest: LoopNest, _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>
) {
  let row = nest.inner
  nest.forEachRow { from, _, to in
    for i in 0..<row.extent { y[to + i * row.result] += x[from + i * row.a] }
  }
}
