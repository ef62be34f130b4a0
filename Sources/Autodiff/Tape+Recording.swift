extension Tape {
  /// The names of the operations recorded since the last reset, in order.
  public var operations: [String] {
    nodes.compactMap { node in node.edgeCount > 0 ? "\(node.operation)" : nil }
  }

  /// Records an operation with one result.
  ///
  /// - Parameter pullback: Takes the cotangent of the result and gives those of the inputs, in
  ///   their order and of their shapes; `nil` for an input that needs none (see
  ///   ``Variable/needsGradient``) or whose cotangent is zero. It captures values, not the tape,
  ///   and runs once in each sweep that reaches it; never if no input needs a gradient.
  @specialized(where Scalar == Float)
  public func record(
    _ operation: StaticString, value: Tensor<Scalar>, inputs: [Variable<Scalar>],
    pullback: @escaping (_ cotangent: Tensor<Scalar>) -> [Tensor<Scalar>?]
  ) -> Variable<Scalar> {
    guard link(inputs) else { return constant(value) }
    return append(value, operation, edges: inputs.count, .one(pullback))
  }

  /// Records an operation with several results.
  ///
  /// - Parameter pullback: As for one result; takes the cotangents of all results, `nil` for one
  ///   that the loss doesn't depend on. It doesn't run if all are `nil`.
  @specialized(where Scalar == Float)
  public func record(
    _ operation: StaticString, values: [Tensor<Scalar>], inputs: [Variable<Scalar>],
    pullback: @escaping (_ cotangents: [Tensor<Scalar>?]) -> [Tensor<Scalar>?]
  ) -> [Variable<Scalar>] {
    guard link(inputs) else { return values.map(constant) }
    return values.enumerated().map { index, value in
      index == 0
        ? append(value, operation, edges: inputs.count, .several(values.count, pullback))
        : append(value, operation, edges: 0, .furtherResult)
    }
  }

  /// Records an operation with one result whose pullback adds to the inputs' cotangents in place.
  ///
  /// For operations that touch a small part of a large input, as a slice or a gather does, so that
  /// many uses share one cotangent.
  @specialized(where Scalar == Float)
  public func recordAccumulating(
    _ operation: StaticString, value: Tensor<Scalar>, inputs: [Variable<Scalar>],
    pullback: @escaping (_ cotangent: Tensor<Scalar>, _ inputs: inout Cotangents<Scalar>) -> Void
  ) -> Variable<Scalar> {
    guard link(inputs) else { return constant(value) }
    return append(value, operation, edges: inputs.count, .accumulating(pullback))
  }

  /// Lists the inputs of the next node; false, and lists nothing, if none needs a gradient.
  @specialized(where Scalar == Float)
  private func link(_ inputs: [Variable<Scalar>]) -> Bool {
    guard isRecording, inputs.contains(where: { $0.needsGradient }) else { return false }
    for index in inputs.indices {
      edges.append(inputs[index].node)
      guard inputs[index].needsGradient else { continue }
      require(inputs[index].tape === self, "an input of another tape")
      require(inputs[index].period == period, "an input from before the tape's reset")
    }
    return true
  }

  /// Adds a node whose inputs, if any, have just been listed.
  @specialized(where Scalar == Float)
  func append(
    _ value: Tensor<Scalar>, _ operation: StaticString, edges count: Int,
    _ pullback: Pullback<Scalar>
  ) -> Variable<Scalar> {
    nodes.append(
      Node(
        operation: operation, shape: value.shape, firstEdge: edges.count - count,
        edgeCount: count, pullback: pullback))
    return Variable(value, tape: self, node: Int32(nodes.count - 1), period: period)
  }
}
