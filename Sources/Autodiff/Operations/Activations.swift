// y = f(x), element by element, with pullbacks from what is at hand: from y where f' is a function
// of y, so that x needn't be kept.

extension Variable {
  /// y = tanh x; y' = 1 - y^2.
  public func tanh() -> Variable {
    let y = value.mapped(Scalar.tanh, in: pool)
    return tape.record("tanh", value: y, inputs: [self]) { g in [y.zipped(g, Scalar.tanhPullback)] }
  }

  /// y = 1 / (1 + e^-x); y' = y (1 - y).
  public func sigmoid() -> Variable {
    let y = value.mapped(Scalar.sigmoid, in: pool)
    return tape.record("sigmoid", value: y, inputs: [self]) { g in
      [y.zipped(g, Scalar.sigmoidPullback)]
    }
  }

  /// y = max(0, x); y' = 1 where x > 0, else 0 (also at the kink).
  public func relu() -> Variable {
    let y = value.mapped(Scalar.relu, in: pool)
    return tape.record("relu", value: y, inputs: [self]) { g in [y.zipped(g, Scalar.reluPullback)] }
  }

  /// y = e^x; y' = y.
  public func exp() -> Variable {
    let y = value.mapped(Scalar.exp, in: pool)
    return tape.record("exp", value: y, inputs: [self]) { g in [g * y] }
  }

  /// y = ln x; y' = 1 / x.
  public func log() -> Variable {
    let (x, y) = (value, value.mapped(Scalar.log, in: pool))
    return tape.record("log", value: y, inputs: [self]) { g in [g / x] }
  }

  /// y = x^2; y' = 2 x.
  public func square() -> Variable {
    let (x, y) = (value, value.mapped(Scalar.square, in: pool))
    return tape.record("square", value: y, inputs: [self]) { g in [2 * (g * x)] }
  }
}
