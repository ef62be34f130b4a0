/// What an observer sees: the value of a named variable on the way forward, or its cotangent (the
/// gradient of the loss with respect to it) on the way back.
public struct Sighting<Scalar: TensorScalar> {
  /// The name that the model gave.
  public let name: String
  /// The time step, where there is one.
  public let step: Int?
  /// The extent of each axis.
  public let shape: Shape
  /// The elements in row-major order, valid during the call.
  public let values: UnsafeBufferPointer<Scalar>

  /// A sighting of elements that live elsewhere.
  public init(name: String, step: Int?, shape: Shape, values: UnsafeBufferPointer<Scalar>) {
    self.name = name
    self.step = step
    self.shape = shape
    self.values = values
  }
}

/// An instrument: asks to see named variables of a run. A run without observers pays nothing.
public struct Observer<Scalar: TensorScalar> {
  /// Whether this observer wants to see variables of a name.
  public var wants: (_ name: String) -> Bool
  /// Called with the value when a variable is named.
  public var value: ((Sighting<Scalar>) -> Void)?
  /// Called with the *total* cotangent, summed over all uses, when the sweep reaches the variable.
  /// A variable that the loss doesn't depend on isn't reported: its cotangent is exactly zero.
  public var cotangent: ((Sighting<Scalar>) -> Void)?

  /// An observer of the names that `wants` accepts.
  public init(
    wants: @escaping (_ name: String) -> Bool,
    value: ((Sighting<Scalar>) -> Void)? = nil,
    cotangent: ((Sighting<Scalar>) -> Void)? = nil
  ) {
    self.wants = wants
    self.value = value
    self.cotangent = cotangent
  }
}
