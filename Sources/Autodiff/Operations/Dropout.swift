import LinearAlgebra

extension Variable {
  /// Inverted dropout: each element is 0 with probability `rate`, else divided by 1 - `rate`, so
  /// that the expectation is kept. The same variable for a rate of 0. Only for training: at other
  /// times leave it out.
  ///
  /// Source: Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov, 2014.
  public func dropout(_ rate: Double, using generator: inout RandomGenerator) -> Variable {
    require(rate >= 0 && rate < 1, "a dropout rate of \(rate)")
    if rate == 0 { return self }
    let mask = tape.uninitialized(shape)
    fillMask(mask.storage.base, mask.count, rate, &generator)
    let y = value.combined(.multiply, mask, in: pool)
    return tape.record("dropout", value: y, inputs: [self]) { g in [g * mask] }
  }
}

@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
private func fillMask<Scalar: TensorScalar>(
  _ mask: UnsafeMutablePointer<Scalar>, _ count: Int, _ rate: Double,
  _ generator: inout RandomGenerator
) {
  let kept = Scalar(1 / (1 - rate))
  for i in 0..<count { mask[i] = generator.uniform() < rate ? 0 : kept }
}
