extension Tensor {
  /// The sum of all elements, accumulated in Float64.
  public var sum: Double { withUnsafePointer { Scalar.sum(count, $0) } }

  /// The sum of all squares, accumulated in Float64: the square of the Euclidean norm.
  public var sumOfSquares: Double { withUnsafePointer { Scalar.sumOfSquares(count, $0) } }

  /// The largest magnitude; 0 for an empty tensor, NaN if any element is NaN.
  public var maxMagnitude: Double { withUnsafePointer { Scalar.maxMagnitude(count, $0) } }

  /// Whether no element is NaN or infinite.
  public var isFinite: Bool { withUnsafePointer { Scalar.allFinite(count, $0) } }

  /// The sum over `axes` (ascending, from 0), which stay with extent 1.
  @specialized(where Scalar == Float)
  func summedKeeping(_ axes: [Int], in pool: Pool? = nil) -> Tensor {
    var kept = shape
    for axis in axes { kept[axis] = 1 }
    return summed(to: kept, in: pool)
  }

  /// The sum over the axes along which a tensor of the smaller `shape` would repeat: the pullback
  /// of broadcasting.
  @specialized(where Scalar == Float)
  func summed(to shape: Shape, in pool: Pool? = nil) -> Tensor {
    if self.shape == shape { return self }
    let result = Tensor.zeros(shape, in: pool ?? self.pool)
    let nest = LoopNest(
      self.shape, a: self.shape.rowMajorStrides, result: shape.strides(broadcastTo: self.shape))
    withUnsafePointer { x in sumRows(nest, x, result.storage.base) }
    return result
  }

  /// The tensor repeated along the axes in which `shape` is larger: the pullback of a sum.
  @specialized(where Scalar == Float)
  func broadcast(to shape: Shape, in pool: Pool? = nil) -> Tensor {
    if self.shape == shape { return self }
    let result = Tensor(uninitialized: shape, in: pool ?? self.pool)
    let nest = LoopNest(
      shape, a: self.shape.strides(broadcastTo: shape), result: shape.rowMajorStrides)
    withUnsafePointer { x in copyRows(nest, x, result.storage.base) }
    return result
  }
}

/// Adds each row of a nest to where it belongs: to one element, or element by element. Rows that
/// follow one another and all belong to the same place, as those of a bias, go to one kernel.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
private func sumRows<Scalar: TensorScalar>(
  _ nest: LoopNest, _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>
) {
  let row = nest.inner
  if row.result == 1, nest.outer.count == 1, nest.outer[0].result == 0 {
    return Scalar.addRows(nest.outer[0].extent, row.extent, x, y)
  }
  nest.forEachRow { from, _, to in
    if row.result == 0 {
      y[to] += Scalar(Scalar.sum(row.extent, x + from))
    } else {
      Scalar.addScaled(row.extent, 1, x + from, y + to)
    }
  }
}
