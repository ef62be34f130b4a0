import Autodiff
import Recurrent

/// A model's walk over parts of one batch, on a tape.
struct BatchRun<Scalar: TrainingScalar> {
  let batch: Batch
  let tape: Tape<Scalar>
  /// What observers call the stack; `nil` leaves it unobserved.
  let name: String?
  let masks: DropoutMasks<Scalar>?
  /// [T, B, I], if the batch has vectors.
  private let vectors: Tensor<Scalar>?

  @specialized(where Scalar == Float)
  init(
    _ batch: Batch, on tape: Tape<Scalar>, masks: DropoutMasks<Scalar>? = nil, name: String? = nil
  ) {
    self.batch = batch
    self.tape = tape
    self.masks = masks
    self.name = name
    if case .vectors(let x) = batch.input { vectors = Scalar.tensor(x) } else { vectors = nil }
  }

  /// The layers over some of the steps, from the state before the first of them; zero if `nil`.
  @specialized(where Scalar == Float)
  func stack(
    _ model: ModelVariables<Scalar>, _ steps: Range<Int>, from state: [CellState<Scalar>]?
  ) -> StackOutput<Scalar> {
    var layer = 0
    return tape.recurrentStack(
      model.cells, input: input(steps), initial: state, lengths: batch.lengths, name: name,
      stepsBefore: steps.lowerBound
    ) { output in
      defer { layer += 1 }
      return masks?.apply(layer, output, steps: steps) ?? output
    }
  }

  @specialized(where Scalar == Float)
  private func input(_ steps: Range<Int>) -> SequenceInput<Scalar> {
    switch batch.input {
    case .vectors:
      .vectors(tape.constant(vectors!.sliced(axis: 0, steps)))
    case .tokens(let tokens):
      .tokens(rows(of: tokens, steps), steps: steps.count, batch: batch.size)
    }
  }

  /// The numbers of some steps in a time-major list.
  @specialized(where Scalar == Float)
  private func rows(of tokens: [Int32], _ steps: Range<Int>) -> [Int32] {
    if steps == 0..<batch.steps { return tokens }
    return Array(tokens[steps.lowerBound * batch.size..<steps.upperBound * batch.size])
  }

  // MARK: Answers

  /// What the model says after those of `steps` that are asked about, and what it should say; `nil`
  /// if none is.
  ///
  /// - Parameters:
  ///   - output: the layers over some steps, of which `steps` are the last.
  @specialized(where Scalar == Float)
  func answer(
    _ model: ModelVariables<Scalar>, _ output: StackOutput<Scalar>, _ steps: Range<Int>
  ) -> Answer<Scalar>? {
    if steps.isEmpty { return nil }
    if case .tokens(let targets) = batch.target {
      let all = output.sequence
      let hidden =
        all.shape[0] == steps.count
        ? all : all.sliced(axis: 0, all.shape[0] - steps.count..<all.shape[0])
      return Answer(says: head(model, hidden, steps), should: .tokens(rows(of: targets, steps)))
    }
    guard steps.upperBound == batch.steps, let top = output.final.last else { return nil }
    let says = head(model, top.hidden, batch.steps - 1..<batch.steps)
    return Answer(says: says, should: batch.target)
  }

  @specialized(where Scalar == Float)
  private func head(
    _ model: ModelVariables<Scalar>, _ hidden: Variable<Scalar>, _ steps: Range<Int>
  ) -> Variable<Scalar> {
    let kept = masks?.apply(model.cells.count - 1, hidden, steps: steps) ?? hidden
    return tape.linear(kept, weight: model.headWeight, bias: model.headBias)
  }
}

/// What a model says, beside what it should say.
struct Answer<Scalar: TrainingScalar> {
  /// [rows, O].
  let says: Variable<Scalar>
  let should: Batch.Target

  /// The losses of all rows (or numbers), summed.
  var lossSum: Variable<Scalar> {
    switch should {
    case .tokens(let targets), .lastToken(let targets):
      says.crossEntropy(targets: targets, reduction: .sum)
    case .lastNumbers(let y):
      says.meanSquaredError(says.tape.constant(Scalar.tensor(y)), reduction: .sum)
    }
  }

  /// How many rows' largest logit is that of the target; `nil` for numbers.
  var correct: Int? {
    switch should {
    case .lastNumbers: nil
    case .tokens(let targets), .lastToken(let targets):
      countLargest(says.value.doubles, classes: says.shape[1], targets)
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
