import Autodiff
import Recurrent

/// What a batch asks of some of its steps.
struct Asked {
  /// Those steps; of a batch that asks after its last step, that one.
  let steps: Range<Int>
  let target: Batch.Target

  /// Whether every step is asked, not the last state alone.
  var isEachStep: Bool {
    if case .tokens = target { true } else { false }
  }
}

/// What a model says through its head beside what it should say, with the loss and its gradient.
final class Answer<Scalar: TrainingScalar> {
  let asked: Asked
  /// The losses here, summed and divided by what the whole batch counts.
  let loss: Double

  private let run: BatchRun<Scalar>
  private let head: LinearLayer<Scalar>
  private let hiddenShape: Shape
  private let layers: Int
  /// y, [rows, O].
  let says: Tensor<Scalar>
  /// dL/dy, if it is wanted.
  private let cotangent: Tensor<Scalar>?

  /// - Parameter hidden: h of the top layer where it is asked, [n, B, H] or [B, H].
  @specialized(where Scalar == Float)
  init(
    _ run: BatchRun<Scalar>, _ asked: Asked, _ hidden: Tensor<Scalar>,
    wantsGradient: Bool
  ) {
    let (model, pool) = (run.model, run.tape.pool)
    self.asked = asked
    self.run = run
    layers = model.layers
    hiddenShape = hidden.shape
    head = LinearLayer(
      x: run.dropped(hidden, after: layers - 1, asked.steps), weight: model.headWeight)
    let says = head.forward(model.headBias, in: pool)
    self.says = says
    (loss, cotangent) = asked.loss(says, over: run.counted, wantsGradient: wantsGradient, in: pool)
  }

  /// Adds dL/dW and dL/db of the head to the gradients.
  ///
  /// - Returns: dL/dh where h was asked.
  @specialized(where Scalar == Float)
  func back(into gradients: inout GradientSum<Scalar>, at index: Int) -> Tensor<Scalar> {
    guard let cotangent else { preconditionFailure("a walk forward only has no way back") }
    let pool = run.tape.pool
    gradients.add(head.weightCotangent(cotangent, in: pool), at: index)
    gradients.add(head.biasCotangent(cotangent, in: pool), at: index + 1)
    let hidden = head.inputCotangent(cotangent, shape: hiddenShape, in: pool)
    return run.dropped(hidden, after: layers - 1, asked.steps)
  }

  /// How many rows' largest logit is that of the target; `nil` for numbers.
  var correct: Int? {
    switch asked.target {
    case .lastNumbers: nil
    case .tokens(let targets), .lastToken(let targets):
      countLargest(says.doubles, classes: says.shape[1], targets)
    }
  }
}

extension Asked {
  /// The losses of all rows (or numbers) summed and divided by `counted`, and the gradient of that.
  @specialized(where Scalar == Float)
  fileprivate func loss<Scalar: TrainingScalar>(
    _ says: Tensor<Scalar>, over counted: Double, wantsGradient: Bool, in pool: Pool
  ) -> (Double, Tensor<Scalar>?) {
    switch target {
    case .tokens(let targets), .lastToken(let targets):
      let (rows, classes) = (says.shape[0], says.shape[1])
      precondition(
        targets.allSatisfy { $0 < classes }, "a target that isn't one of \(classes) classes")
      var gradient =
        wantsGradient ? Tensor<Scalar>(uninitialized: says.shape, in: pool) : nil
      let to = gradient?.withUnsafeMutablePointer { $0 }
      let sum = says.withUnsafePointer {
        Scalar.softmaxCrossEntropy(rows, classes, $0, targets, to, Scalar(1 / counted))
      }
      return (sum / counted, gradient)
    case .lastNumbers(let y):
      let difference = says - Scalar.tensor(y)
      return (
        difference.sumOfSquares / counted, wantsGradient ? Scalar(2 / counted) * difference : nil
      )
    }
  }
}

private func countLargest(_ logits: [Double], classes: Int, _ targets: [Int32]) -> Int {
  var correct = 0
  for (row, target) in targets.enumerated() where target >= 0 {
    var best = 0
    for k in 1..<max(classes, 1) where logits[row * classes + k] > logits[row * classes + best] {
      best = k
    }
    if best == Int(target) { correct += 1 }
  }
  return correct
}
