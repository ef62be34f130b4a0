extension Variable {
  /// The sum over `axes` (negative ones count from the end), over all for `nil`.
  ///
  /// - Parameter keepingAxes: Whether the axes stay, with extent 1.
  public func sum(_ axes: [Int]? = nil, keepingAxes: Bool = false) -> Variable {
    let (shape, axes) = (self.shape, self.shape.axes(axes))
    let kept = value.summedKeeping(axes, in: pool)
    let result = keepingAxes ? kept : kept.reshaped(shape.removing(axes))
    return tape.record("sum", value: result, inputs: [self]) { g in
      [g.reshaped(kept.shape).broadcast(to: shape)]
    }
  }

  /// The mean over `axes` (negative ones count from the end), over all for `nil`.
  ///
  /// - Parameter keepingAxes: Whether the axes stay, with extent 1.
  public func mean(_ axes: [Int]? = nil, keepingAxes: Bool = false) -> Variable {
    let count = shape.axes(axes).reduce(1) { $0 * shape[$1] }
    require(count > 0, "the mean of nothing: axes \(shape.axes(axes)) of shape \(shape)")
    return sum(axes, keepingAxes: keepingAxes).scaled(by: 1 / Scalar(count))
  }
}
