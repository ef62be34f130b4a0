import Autodiff
import Recurrent

/// A model and one batch on its way through it: what is read and asked at any of its steps.
final class BatchRun<Scalar: TrainingScalar> {
  let model: SequenceModel<Scalar>
  let batch: Batch
  /// Whose memory is used; nothing is recorded on it.
  unowned let tape: Tape<Scalar>
  /// What is shown the layers, if anything.
  let instrument: (any LayerInstrument<Scalar>)?
  /// What the sum of losses is divided by.
  let counted: Double
  private let masks: DropoutMasks<Scalar>?
  /// [T, B, I], if the batch has vectors.
  private let vectors: Tensor<Scalar>?

  @specialized(where Scalar == Float)
  init(
    _ model: SequenceModel<Scalar>, _ batch: Batch, on tape: Tape<Scalar>,
    masks: DropoutMasks<Scalar>? = nil, instrument: (any LayerInstrument<Scalar>)? = nil
  ) {
    self.model = model
    self.batch = batch
    self.tape = tape
    self.masks = masks
    self.instrument = instrument
    counted = Double(max(batch.counted, 1))
    if case .vectors(let x) = batch.input { vectors = Scalar.tensor(x) } else { vectors = nil }
  }

  /// What the first layer reads at some of the steps.
  @specialized(where Scalar == Float)
  func input(_ steps: Range<Int>) -> LayerInput<Scalar> {
    switch batch.input {
    case .vectors:
      let all = vectors!
      return .vectors(steps.count == batch.steps ? all : all.sliced(axis: 0, steps))
    case .tokens(let tokens):
      return .tokens(rows(of: tokens, steps), steps: steps.count, batch: batch.size)
    }
  }

  /// What is asked of some steps; `nil` for nothing.
  @specialized(where Scalar == Float)
  func asks(_ steps: Range<Int>) -> Asked? {
    if steps.isEmpty { return nil }
    if case .tokens(let targets) = batch.target {
      return Asked(steps: steps, target: .tokens(rows(of: targets, steps)))
    }
    guard steps.upperBound == batch.steps else { return nil }
    return Asked(steps: batch.steps - 1..<batch.steps, target: batch.target)
  }

  /// The output of a layer, or its cotangent, [n, B, H] or [B, H], with dropout.
  @specialized(where Scalar == Float)
  func dropped(_ x: Tensor<Scalar>, after layer: Int, _ steps: Range<Int>) -> Tensor<Scalar> {
    masks?.apply(layer, x, steps: steps) ?? x
  }

  /// The numbers of some steps in a time-major list.
  @specialized(where Scalar == Float)
  private func rows(of tokens: [Int32], _ steps: Range<Int>) -> [Int32] {
    if steps == 0..<batch.steps { return tokens }
    return Array(tokens[steps.lowerBound * batch.size..<steps.upperBound * batch.size])
  }
}
