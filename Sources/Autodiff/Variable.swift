/// A value on a ``Tape``: what operations take and give.
///
/// A constant, and any result that depends on constants only, is not on the tape: it has a value
/// and no gradient. A variable is valid until the tape is reset; it doesn't keep the tape alive.
public struct Variable<Scalar: TensorScalar> {
  /// The value.
  public let value: Tensor<Scalar>
  /// The tape that operations on this variable are recorded on.
  public unowned let tape: Tape<Scalar>
  /// The place on the tape, -1 for a constant.
  let node: Int32
  /// Which period of the tape between resets the place belongs to.
  let period: UInt32

  init(_ value: Tensor<Scalar>, tape: Tape<Scalar>, node: Int32, period: UInt32) {
    self.value = value
    self.tape = tape
    self.node = node
    self.period = period
  }

  /// The extent of each axis of the value.
  public var shape: Shape { value.shape }

  /// Whether a leaf that wants a gradient is behind this variable: a pullback may skip the others.
  public var needsGradient: Bool { node >= 0 }

  /// A constant with the same value (the same memory): the gradient stops here, as truncated
  /// backpropagation wants it.
  public func detached() -> Variable {
    Variable(value, tape: tape, node: -1, period: period)
  }

  /// Shows the value to the observers that want `name`, and promises them the cotangent.
  ///
  /// Observers must have been added before. A constant whose cotangent is wanted becomes a leaf:
  /// go on with the variable that is returned.
  public func named(_ name: String, step: Int? = nil) -> Variable {
    tape.observers.isEmpty ? self : tape.name(self, name, step)
  }

  var pool: Pool { tape.pool }
}
