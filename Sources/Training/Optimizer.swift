import Autodiff

/// An optimiser at work: its rule, and what it remembers of every parameter.
public struct Optimizer<Scalar: TrainingScalar> {
  /// The rule.
  public let rule: OptimizerRule
  /// t, the number of steps begun.
  public private(set) var steps: Int
  /// The momentum buffers, or the running means of the gradients; one a parameter, or none.
  private var means: [Tensor<Scalar>]
  /// The running means of the squared gradients; one a parameter, or none.
  private var squares: [Tensor<Scalar>]

  /// Of Adam, 1 - beta^t of both: what the means lack for having started at zero.
  private var corrections = (1.0, 1.0)

  /// An optimiser that remembers nothing yet, for parameters of these shapes.
  @specialized(where Scalar == Float)
  public init(_ rule: OptimizerRule, shapes: [Shape]) {
    self.rule = rule
    steps = 0
    let names = rule.slotNames
    means = names.contains("mean") || names.contains("momentum") ? shapes.map { .zeros($0) } : []
    squares = names.contains("square") ? shapes.map { .zeros($0) } : []
  }

  /// Begins step t + 1; every parameter is then updated once.
  @specialized(where Scalar == Float)
  public mutating func beginStep() {
    steps += 1
    guard case .adam(let beta1, let beta2, _) = rule else { return }
    corrections = (1 - power(beta1, steps), 1 - power(beta2, steps))
  }

  /// Updates one parameter in place by its gradient times `scale`.
  ///
  /// - Returns: The sum of squares of what was subtracted.
  /// - Complexity: One pass over the parameter, its gradient and what is remembered of it.
  @specialized(where Scalar == Float)
  public mutating func update(
    _ index: Int, _ weights: inout Tensor<Scalar>, by gradient: Tensor<Scalar>, rate: Double,
    scale: Double = 1
  ) -> Double {
    precondition(weights.shape == gradient.shape, "\(gradient.shape) updates \(weights.shape)")
    precondition(steps > 0, "an update before the first step has begun")
    let n = weights.count
    let w = weights.withUnsafeMutablePointer { $0 }
    let m = means.isEmpty ? nil : means[index].withUnsafeMutablePointer { $0 }
    let v = squares.isEmpty ? nil : squares[index].withUnsafeMutablePointer { $0 }
    return gradient.withUnsafePointer { g in
      switch rule {
      case .sgd(let momentum):
        Scalar.sgd(n, w, g, m, rate: rate, momentum: momentum, scale: scale)
      case .rmsprop(let smoothing, let epsilon):
        Scalar.rmsprop(
          n, w, g, v!, rate: rate, smoothing: smoothing, epsilon: epsilon, scale: scale)
      case .adam(let beta1, let beta2, let epsilon):
        Scalar.adam(
          n, w, g, m!, v!, rate: rate, betas: (beta1, beta2), epsilon: epsilon,
          corrections: corrections, scale: scale)
      }
    }
  }

  /// Makes the next step: updates every parameter of a model in place; the norms of the updates.
  @specialized(where Scalar == Float)
  mutating func update(
    _ model: inout SequenceModel<Scalar>, by gradients: [Tensor<Scalar>], rate: Double,
    scale: Double
  ) -> [Double] {
    beginStep()
    var norms: [Double] = []
    norms.reserveCapacity(gradients.count)
    model.forEachParameter { index, tensor in
      let square = update(index, &tensor, by: gradients[index], rate: rate, scale: scale)
      norms.append(square.squareRoot())
    }
    return norms
  }

  /// What is remembered: for each of the rule's `slotNames`, one tensor a parameter.
  public var slots: [[Tensor<Scalar>]] { [means, squares].filter { !$0.isEmpty } }

  /// An optimiser that goes on from where another was.
  @specialized(where Scalar == Float)
  public init(_ rule: OptimizerRule, steps: Int, slots: [[Tensor<Scalar>]]) {
    precondition(
      slots.count == rule.slotNames.count && steps >= 0,
      "\(rule.rawValue) remembers \(rule.slotNames), not \(slots.count) things")
    self.rule = rule
    self.steps = steps
    squares = rule.slotNames.last == "square" ? slots[slots.count - 1] : []
    means = rule.slotNames.first == "square" ? [] : slots.first ?? []
  }
}

/// base^exponent by squaring, so that it costs O(log t) and gives the same bits on every system.
private func power(_ base: Double, _ exponent: Int) -> Double {
  var (result, square, rest) = (1.0, base, exponent)
  while rest > 0 {
    if rest & 1 == 1 { result *= square }
    square *= square
    rest >>= 1
  }
  return result
}
