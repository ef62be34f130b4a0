extension Variable {
  /// y = e^x / sum of e^x along the last axis; dx = y (dy - sum of dy y).
  public func softmax() -> Variable {
    let y = value.rowwise(Scalar.softmaxRows, in: pool)
    return tape.record("softmax", value: y, inputs: [self]) { g in
      let gy = g * y
      return [gy - y * gy.summedKeeping([y.rank - 1])]
    }
  }

  /// y = x - ln sum of e^x along the last axis; dx = dy - e^y sum of dy.
  public func logSoftmax() -> Variable {
    let y = value.rowwise(Scalar.logSoftmaxRows, in: pool)
    return tape.record("logSoftmax", value: y, inputs: [self]) { g in
      [g - y.mapped(Scalar.exp) * g.summedKeeping([y.rank - 1])]
    }
  }
}

extension Tensor {
  /// y = f(x), row by row along the last axis.
  fileprivate func rowwise(
    _ kernel: (Int, Int, Scalar.Elements, Scalar.Results) -> Void, in pool: Pool
  ) -> Tensor {
    let (extents, result) = (rows.shape, Tensor(uninitialized: shape, in: pool))
    withUnsafePointer { kernel(extents[0], extents[1], $0, result.storage.base) }
    return result
  }
}
