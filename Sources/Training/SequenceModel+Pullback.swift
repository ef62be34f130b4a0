import Autodiff
import Recurrent

/// The loss of a batch and its gradient.
public struct BatchPullback<Scalar: TrainingScalar>: Sendable {
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
  /// Memory is the tape's, which keeps it for the next batch; nothing is recorded on it.
  /// - Parameters:
  ///   - state: the state before the first step; zero if `nil`. No gradient flows into it.
  ///   - instrument: what is shown the layers.
  /// - Complexity: O(T B G H (H + I)) time and memory; with truncation about K/S times the time, and
  ///   the memory of K steps.
  @specialized(where Scalar == Float)
  public func pullback(
    _ batch: Batch, from state: ModelState<Scalar>? = nil, on tape: Tape<Scalar>,
    truncation: Truncation? = nil, masks: DropoutMasks<Scalar>? = nil,
    instrument: (any LayerInstrument<Scalar>)? = nil
  ) -> BatchPullback<Scalar> {
    precondition(
      truncation == nil || batch.lengths == nil, "truncation needs sequences of equal length")
    let run = BatchRun(self, batch, on: tape, masks: masks, instrument: instrument)
    if let truncation { return truncatedPullback(run, from: state, truncation) }
    let steps = 0..<batch.steps
    var sum = GradientSum<Scalar>(count: parameterCount)
    let walk = ModelWalk(run, steps, from: state, asked: steps)
    let loss = walk.answer?.loss ?? 0
    _ = walk.back(into: &sum, wantsInitial: false)
    tape.pool.trim()
    return BatchPullback(loss: loss, gradients: sum.gradients(of: self), final: walk.final)
  }

  private func truncatedPullback(
    _ run: BatchRun<Scalar>, from state: ModelState<Scalar>?, _ truncation: Truncation
  ) -> BatchPullback<Scalar> {
    var sweep = Sweep(
      run: run, state: state, gradients: GradientSum(count: parameterCount))
    for span in truncation.spans(steps: run.batch.steps) { sweep.go(over: span) }
    return BatchPullback(
      loss: sweep.loss, gradients: sweep.gradients.gradients(of: self), final: sweep.state!)
  }
}

/// Backpropagation through one span after another.
private struct Sweep<Scalar: TrainingScalar> {
  let run: BatchRun<Scalar>
  /// The state before the next span.
  var state: ModelState<Scalar>?
  var loss = 0.0
  var gradients: GradientSum<Scalar>

  /// Runs a span in two parts, before and after the state that the next span starts from, and back
  /// through both.
  @specialized(where Scalar == Float)
  mutating func go(over span: Truncation.Span) {
    defer { run.tape.pool.trim() }
    var walks: [ModelWalk<Scalar>] = []
    var now = state
    var parts = [
      span.steps.lowerBound..<span.nextStart, span.nextStart..<span.steps.upperBound,
    ]
    // Where nothing is asked, only the state goes on.
    if run.asks(span.firstLoss..<span.steps.upperBound) == nil { parts.removeLast() }
    for part in parts where !part.isEmpty {
      let asked = min(max(part.lowerBound, span.firstLoss), part.upperBound)..<part.upperBound
      let walk = ModelWalk(run, part, from: now, asked: asked)
      now = walk.final
      if part.upperBound == span.nextStart { state = now }
      loss += walk.answer?.loss ?? 0
      walks.append(walk)
    }
    var cotangents: [LayerState<Scalar>]?
    while let walk = walks.popLast() {
      cotangents = walk.back(from: cotangents, into: &gradients, wantsInitial: !walks.isEmpty)
    }
  }
}
