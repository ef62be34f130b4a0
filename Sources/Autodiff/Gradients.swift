/// The gradients of one loss with respect to the leaves of a tape.
public struct Gradients<Scalar: TensorScalar> {
  private let cotangents: [Tensor<Scalar>?]
  private let period: UInt32

  init(_ cotangents: [Tensor<Scalar>?], period: UInt32) {
    self.cotangents = cotangents
    self.period = period
  }

  /// The gradient with respect to a leaf that wants one, of the leaf's shape; zeros if the loss
  /// doesn't depend on it.
  public subscript(leaf: Variable<Scalar>) -> Tensor<Scalar> {
    of(leaf) ?? .zeros(leaf.shape)
  }

  /// The gradient with respect to a leaf, or `nil` if the loss doesn't depend on it.
  public func of(_ leaf: Variable<Scalar>) -> Tensor<Scalar>? {
    require(leaf.needsGradient, "a constant has no gradient")
    require(leaf.period == period, "a variable from before or after the tape's reset")
    return leaf.node < cotangents.count ? cotangents[Int(leaf.node)] : nil
  }
}
