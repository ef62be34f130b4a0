import Autodiff
import Recurrent

extension SequenceModel {
  /// The loss of a batch and its gradient, full backpropagation in memory that grows like sqrt(T).
  ///
  /// The sequence is cut into segments of about sqrt(T) steps. A first walk keeps only the states
  /// before each; then, from the last segment to the first, each is run again with a record, and the
  /// cotangent of the state before it is handed on to the one before (Griewank 1992; Chen, Xu, Zhang
  /// and Guestrin 2016). The gradient is that of ``pullback(_:from:on:truncation:masks:instrument:)`` but
  /// for the order of sums.
  ///
  /// - Parameter segment: steps of a segment; sqrt(T), rounded up, if `nil`.
  /// - Complexity: the time of one more forward walk, O(T B G H (H + I)); the memory of one segment's
  ///   gates and states and of T / segment states, besides the batch.
  public func recomputedPullback(
    _ batch: Batch, from state: ModelState<Scalar>? = nil, on tape: Tape<Scalar>,
    segment: Int? = nil, masks: DropoutMasks<Scalar>? = nil,
    instrument: (any LayerInstrument<Scalar>)? = nil
  ) -> BatchPullback<Scalar> {
    precondition(batch.lengths == nil, "recomputation needs sequences of equal length")
    let length = segment ?? Int(Double(batch.steps).squareRoot().rounded(.up))
    precondition(length >= 1, "segments of \(length) steps")
    let starts = Array(stride(from: 0, to: batch.steps, by: length))
    let segments = starts.map { $0..<min($0 + length, batch.steps) }
    let silent = BatchRun(self, batch, on: tape, masks: masks)
    let watched = BatchRun(self, batch, on: tape, masks: masks, instrument: instrument)
    var states = [state]
    for steps in segments.dropLast() {
      let nothing = steps.upperBound..<steps.upperBound
      states.append(ModelWalk(silent, steps, from: states.last!, asked: nothing).final)
      tape.pool.trim()
    }
    var (loss, gradients) = (0.0, GradientSum<Scalar>(count: parameterCount))
    var (final, cotangents) = (ModelState<Scalar>?.none, [LayerState<Scalar>]?.none)
    for steps in segments.reversed() {
      let walk = ModelWalk(watched, steps, from: states.removeLast(), asked: steps)
      final = final ?? walk.final
      loss += walk.answer?.loss ?? 0
      cotangents = walk.back(
        from: cotangents, into: &gradients, wantsInitial: steps.lowerBound > 0)
      tape.pool.trim()
    }
    return BatchPullback(loss: loss, gradients: gradients.gradients(of: self), final: final!)
  }
}
