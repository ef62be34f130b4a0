import Autodiff

extension Tape {
  /// y = x Wᵀ + b in one operation: x [..., I], W [O, I], b [O], y [rows, O] with a row for each of
  /// x's. dx = dy W, dW = dyᵀ x, db = sum of the rows of dy.
  ///
  /// - Complexity: O(rows I O).
  @specialized(where Scalar == Float)
  public func linear(
    _ x: Variable<Scalar>, weight: Variable<Scalar>, bias: Variable<Scalar>
  ) -> Variable<Scalar> {
    let layer = LinearLayer(x: x.value, weight: weight.value)
    let y = layer.forward(bias.value, in: pool)
    let pool = pool
    let needsInput = x.needsGradient
    return record("linear", value: y, inputs: [x, weight, bias]) { dy in
      [
        needsInput ? layer.inputCotangent(dy, shape: x.shape, in: pool) : nil,
        layer.weightCotangent(dy, in: pool), layer.biasCotangent(dy, in: pool),
      ]
    }
  }
}
