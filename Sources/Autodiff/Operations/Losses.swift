/// How the losses of the elements or rows of a batch become one number.
public enum LossReduction: Sendable {
  /// Their mean.
  case mean
  /// Their sum.
  case sum

  /// What a sum over `count` is multiplied by.
  func scale<Scalar: TensorScalar>(_ count: Int) -> Scalar {
    self == .mean ? 1 / Scalar(max(count, 1)) : 1
  }
}

extension Variable {
  /// Softmax cross-entropy of logits [..., O] against one class a row, in nats:
  /// L = mean over rows k of -ln softmax(x_k)[target_k]; dL/dx_k = (softmax(x_k) - onehot) / rows.
  ///
  /// - Parameter targets: A class for each row, in row-major order. A negative one leaves its row
  ///   out, of the mean too (padding of sequences of unequal length).
  @specialized(where Scalar == Float)
  public func crossEntropy(targets: [Int32], reduction: LossReduction = .mean) -> Variable {
    let logits = value.rows
    let (rows, classes) = (logits.shape[0], logits.shape[1])
    require(targets.count == rows, "\(targets.count) targets for logits of shape \(shape)")
    require(targets.allSatisfy { $0 < classes }, "a target that isn't one of \(classes) classes")
    let scale: Scalar = reduction.scale(targets.count { $0 >= 0 })
    let gradient = needsGradient ? tape.uninitialized(shape) : nil
    let sum = logits.withUnsafePointer {
      Scalar.softmaxCrossEntropy(rows, classes, $0, targets, gradient?.storage.base, scale)
    }
    let loss = Tensor.scalar(Scalar(sum) * scale, in: pool)
    return tape.record("crossEntropy", value: loss, inputs: [self]) { g in
      [g.item == 1 ? gradient : gradient?.scaled(by: g.item)]
    }
  }

  /// L = mean of (x - y)^2; dL/dx = 2 (x - y) / count.
  public func meanSquaredError(_ target: Variable, reduction: LossReduction = .mean) -> Variable {
    let (d, scale) = difference(target, reduction)
    let loss = Tensor.scalar(Scalar(d.sumOfSquares) * scale, in: pool)
    return recordLoss("meanSquaredError", loss, target) { g in d.scaled(by: 2 * scale * g) }
  }

  /// L = mean of (d^2 / 2 where |d| <= delta, else delta (|d| - delta / 2)), d = x - y;
  /// dL/dx = clamp(d, -delta, delta) / count.
  ///
  /// Source: Huber, 1964.
  public func huber(
    _ target: Variable, delta: Scalar = 1, reduction: LossReduction = .mean
  ) -> Variable {
    require(delta > 0, "a Huber loss with a delta of \(delta)")
    let (d, scale) = difference(target, reduction)
    // With the clamped difference c, both branches are c d - c^2 / 2.
    let c = d.mapped({ n, x, y in Scalar.clamp(n, -delta, delta, x, y) })
    let sum = c.withUnsafePointer { c in d.withUnsafePointer { Scalar.dot(d.count, c, $0) } }
    let loss = Tensor.scalar(Scalar(sum - c.sumOfSquares / 2) * scale, in: pool)
    return recordLoss("huber", loss, target) { g in c.scaled(by: scale * g) }
  }

  private func difference(
    _ target: Variable, _ reduction: LossReduction
  ) -> (Tensor<Scalar>, scale: Scalar) {
    require(shape == target.shape, "a loss of shape \(shape) against \(target.shape)")
    return (value.combined(.subtract, target.value, in: pool), reduction.scale(value.count))
  }

  /// Records a loss of x - y from its gradient with respect to x.
  private func recordLoss(
    _ operation: StaticString, _ loss: Tensor<Scalar>, _ target: Variable,
    gradient: @escaping (Scalar) -> Tensor<Scalar>
  ) -> Variable {
    let needs = target.needsGradient
    return tape.record(operation, value: loss, inputs: [self, target]) { g in
      let gradient = gradient(g.item)
      return [gradient, needs ? -gradient : nil]
    }
  }
}
