/// What the model calls a node.
struct Label {
  let name: String
  let step: Int?
}

extension Tape {
  /// Adds an instrument, for what is named from now on.
  public func observe(_ observer: Observer<Scalar>) { observers.append(observer) }

  /// Removes all instruments.
  public func removeObservers() { observers.removeAll() }

  /// Whether an observer wants to see the values of a name.
  public func wantsValue(_ name: String) -> Bool {
    observers.contains { $0.value != nil && $0.wants(name) }
  }

  /// Whether an observer wants to see the cotangents of a name.
  public func wantsCotangent(_ name: String) -> Bool {
    observers.contains { $0.cotangent != nil && $0.wants(name) }
  }

  /// Shows observers a value that has no node of its own, such as one step of a fused sequence.
  public func reportValue(
    name: String, step: Int? = nil, shape: Shape, values: UnsafePointer<Scalar>
  ) {
    report(name, step, shape, values) { $0.value }
  }

  /// Shows observers the total cotangent of such a value.
  public func reportCotangent(
    name: String, step: Int? = nil, shape: Shape, values: UnsafePointer<Scalar>
  ) {
    report(name, step, shape, values) { $0.cotangent }
  }

  @specialized(where Scalar == Float)
  private func report(
    _ name: String, _ step: Int?, _ shape: Shape, _ values: UnsafePointer<Scalar>,
    to channel: (Observer<Scalar>) -> ((Sighting<Scalar>) -> Void)?
  ) {
    let values = UnsafeBufferPointer(start: values, count: shape.elementCount)
    let sighting = Sighting(name: name, step: step, shape: shape, values: values)
    for observer in observers {
      if let see = channel(observer), observer.wants(name) { see(sighting) }
    }
  }

  /// Reports the value of `variable`, and notes the name for the sweep if its cotangent is wanted.
  func name(_ variable: Variable<Scalar>, _ name: String, _ step: Int?) -> Variable<Scalar> {
    variable.value.withUnsafePointer {
      reportValue(name: name, step: step, shape: variable.shape, values: $0)
    }
    guard isRecording, wantsCotangent(name) else { return variable }
    let seen = variable.needsGradient ? variable : append(variable.value, "leaf", edges: 0, .none)
    labels[seen.node, default: []].append(Label(name: name, step: step))
    return seen
  }

  func reportCotangent(_ cotangent: Tensor<Scalar>?, ofNode node: Int) {
    guard let cotangent, let labels = labels[Int32(node)] else { return }
    cotangent.withUnsafePointer { values in
      for label in labels {
        reportCotangent(
          name: label.name, step: label.step, shape: cotangent.shape, values: values)
      }
    }
  }
}
