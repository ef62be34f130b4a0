import Autodiff
import Recurrent

/// The loss of a batch and its gradient.
public struct BatchPullback<Scalar: TrainingScalar> {
  /// The mean over all that the batch asks.
  public let loss: Double
  /// dL/dw of each parameter, in the order of `SequenceModel.namedTensors`.
  public var gradients: [Tensor<Scalar>]
  /// The state after the last step.
  public let final: ModelState<Scalar>
}

extension SequenceModel {
  /// The loss of a batch and its gradient, by backpropagation through time, full or truncated.
  ///
  /// The tape is reset; the memory that it keeps is used again by the next batch.
  /// - Parameters:
  ///   - state: the state before the first step; zero if `nil`. No gradient flows into it.
  ///   - name: what observers of the tape call the layers: `NAME.0.h`, `NAME.0.c`, ...
  /// - Complexity: O(T B G H (H + I)) time and memory; with truncation about K/S times the time, and
  ///   the memory of K steps.
  @specialized(where Scalar == Float)
  public func pullback(
    _ batch: Batch, from state: ModelState<Scalar>? = nil, on tape: Tape<Scalar>,
    truncation: Truncation? = nil, masks: DropoutMasks<Scalar>? = nil, name: String? = nil
  ) -> BatchPullback<Scalar> {
    precondition(
      truncation == nil || batch.lengths == nil, "truncation needs sequences of equal length")
    var sweep = Sweep(self, BatchRun(batch, on: tape, masks: masks, name: name), state)
    for span in Truncation.spans(truncation, steps: batch.steps) { sweep.go(over: span) }
    return sweep.result
  }
}

/// Backpropagation through one span after another.
private struct Sweep<Scalar: TrainingScalar> {
  let model: SequenceModel<Scalar>
  let run: BatchRun<Scalar>
  /// What the sum of losses is divided by.
  let counted: Double
  /// The state before the next span.
  var state: ModelState<Scalar>?
  var loss = 0.0
  var gradients: [Tensor<Scalar>?]

  @specialized(where Scalar == Float)
  init(
    _ model: SequenceModel<Scalar>, _ run: BatchRun<Scalar>, _ state: ModelState<Scalar>?
  ) {
    self.model = model
    self.run = run
    self.state = state
    counted = Double(max(run.batch.counted, 1))
    gradients = Array(repeating: nil, count: model.parameterCount)
  }

  @specialized(where Scalar == Float)
  mutating func go(over span: Truncation.Span) {
    let tape = run.tape
    let wasRecording = tape.isRecording
    defer {
      tape.isRecording = wasRecording
      tape.reset()
    }
    let variables = ModelVariables(model, on: tape)
    // Where nothing is asked, only the state goes on.
    guard asks(span) else {
      tape.isRecording = false
      let steps = span.steps.lowerBound..<span.nextStart
      if steps.isEmpty { return }
      let output = run.stack(variables, steps, from: state?.onTape(tape))
      state = ModelState(output.final)
      return
    }
    guard let loss = forward(variables, span) else { return }
    let seed = Tensor<Scalar>.scalar(Scalar(1 / counted))
    let found = tape.gradients(of: loss, seed: seed)
    self.loss += Double(loss.value.item) / counted
    for (index, variable) in variables.all.enumerated() {
      guard let gradient = found.of(variable) else { continue }
      if gradients[index] == nil {
        gradients[index] = gradient
      } else {
        gradients[index]! += gradient
      }
    }
  }

  @specialized(where Scalar == Float)
  private func asks(_ span: Truncation.Span) -> Bool {
    if case .tokens = run.batch.target { return true }
    return span.steps.upperBound == run.batch.steps
  }

  /// Runs a span in two parts, before and after the state that the next span starts from, joined so
  /// that the gradient passes between them; the sum of the losses.
  @specialized(where Scalar == Float)
  private mutating func forward(
    _ variables: ModelVariables<Scalar>, _ span: Truncation.Span
  ) -> Variable<Scalar>? {
    var now = state?.onTape(run.tape)
    var loss: Variable<Scalar>?
    let parts = [
      span.steps.lowerBound..<span.nextStart, span.nextStart..<span.steps.upperBound,
    ]
    for part in parts where !part.isEmpty {
      let output = run.stack(variables, part, from: now)
      now = output.final
      if part.upperBound == span.nextStart { state = ModelState(output.final) }
      let asked = min(max(part.lowerBound, span.firstLoss), part.upperBound)..<part.upperBound
      if let sum = run.answer(variables, output, asked)?.lossSum {
        loss = loss.map { $0 + sum } ?? sum
      }
    }
    return loss
  }

  var result: BatchPullback<Scalar> {
    var found = gradients.compactMap { $0 }
    if found.count < gradients.count {
      let shapes = model.namedTensors.map(\.tensor.shape)
      found = gradients.enumerated().map { $1 ?? .zeros(shapes[$0]) }
    }
    return BatchPullback(loss: loss, gradients: found, final: state!)
  }
}
