// Arithmetic, element by element. Shapes broadcast: aligned at the last axis, an extent of 1
// repeats. The pullback of repeating is summing.

extension Variable {
  /// a + b.
  @specialized(where Scalar == Float)
  public static func + (a: Variable, b: Variable) -> Variable {
    let shapes = (a.shape, b.shape)
    return a.tape.record(
      "add", value: a.value.combined(.add, b.value, in: a.pool), inputs: [a, b]
    ) { g in
      [g.summed(to: shapes.0), g.summed(to: shapes.1)]
    }
  }

  /// a - b.
  public static func - (a: Variable, b: Variable) -> Variable {
    let (shapes, needs) = ((a.shape, b.shape), b.needsGradient)
    return a.tape.record(
      "subtract", value: a.value.combined(.subtract, b.value, in: a.pool), inputs: [a, b]
    ) { g in
      [g.summed(to: shapes.0), needs ? -g.summed(to: shapes.1) : nil]
    }
  }

  /// a b.
  public static func * (a: Variable, b: Variable) -> Variable {
    let (x, y, needs) = (a.value, b.value, (a.needsGradient, b.needsGradient))
    return a.tape.record(
      "multiply", value: x.combined(.multiply, y, in: a.pool), inputs: [a, b]
    ) { g in
      [
        needs.0 ? (g * y).summed(to: x.shape) : nil,
        needs.1 ? (g * x).summed(to: y.shape) : nil,
      ]
    }
  }

  /// a / b.
  public static func / (a: Variable, b: Variable) -> Variable {
    let (shape, y, needs) = (a.shape, b.value, (a.needsGradient, b.needsGradient))
    let z = a.value.combined(.divide, y, in: a.pool)
    return a.tape.record("divide", value: z, inputs: [a, b]) { g in
      let gOverY = g / y
      return [
        needs.0 ? gOverY.summed(to: shape) : nil,
        needs.1 ? -(gOverY * z).summed(to: y.shape) : nil,
      ]
    }
  }

  /// s x + t, for numbers s and t.
  public func scaled(by s: Scalar, plus t: Scalar = 0) -> Variable {
    tape.record("scale", value: value.scaled(by: s, plus: t, in: pool), inputs: [self]) { g in
      [s == 1 ? g : s * g]
    }
  }

  /// -x.
  public static prefix func - (x: Variable) -> Variable { x.scaled(by: -1) }
  /// x + t, for a number t.
  public static func + (x: Variable, t: Scalar) -> Variable { x.scaled(by: 1, plus: t) }
  /// t + x, for a number t.
  public static func + (t: Scalar, x: Variable) -> Variable { x.scaled(by: 1, plus: t) }
  /// x - t, for a number t.
  public static func - (x: Variable, t: Scalar) -> Variable { x.scaled(by: 1, plus: -t) }
  /// t - x, for a number t.
  public static func - (t: Scalar, x: Variable) -> Variable { x.scaled(by: -1, plus: t) }
  /// s x, for a number s.
  public static func * (s: Scalar, x: Variable) -> Variable { x.scaled(by: s) }
  /// s x, for a number s.
  public static func * (x: Variable, s: Scalar) -> Variable { x.scaled(by: s) }
}
