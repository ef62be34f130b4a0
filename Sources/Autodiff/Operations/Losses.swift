/// How the losses of the rows of a batch become one number.
public enum LossReduction: Sendable {
  /// Their mean.
  case mean
  /// Their sum.
  case sum
}

extension Variable {
  /// Softmax cross-entropy of logits [..., O] against one class a row, in nats:
  /// L = mean over rows k of -ln softmax(x_k)[target_k]; dL/dx_k = (softmax(x_k) - onehot) / rows.
  ///
  /// - Parameter targets: A class for each row, in row-major order. A negative one leaves its row
  ///   out, of the mean too (padding of sequences of unequal length).
  public func crossEntropy(targets: [Int32], reduction: LossReduction = .mean) -> Variable {
    let logits = value.rows
    let (rows, classes) = (logits.shape[0], logits.shape[1])
    require(targets.count == rows, "\(targets.count) targets for logits of shape \(shape)")
    require(
      targets.allSatisfy { $0 < classes }, "a target of \(targets.max()!) for \(classes) classes")
    let counted = targets.count { $0 >= 0 }
    let scale = reduction == .mean ? 1 / Scalar(Swift.max(counted, 1)) : 1
    let gradient = needsGradient ? tape.uninitialized(shape) : nil
    let loss = logits.withUnsafePointer { x in
      Scalar.softmaxCrossEntropy(rows, classes, x, targets, gradient?.storage.base, scale)
    }
    let value = Tensor.scalar(Scalar(loss) * scale, in: pool)
    return tape.record("crossEntropy", value: value, inputs: [self]) { g in
      [gradient?.scaled(by: g.item)]
    }
  }
}
