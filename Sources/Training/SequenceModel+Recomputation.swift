import Autodiff
import Recurrent

extension SequenceModel {
  /// The loss of a batch and its gradient, full backpropagation in memory that grows like sqrt(T).
  ///
  /// The sequence is cut into segments of about sqrt(T) steps. A first walk keeps only the states
  /// before each; then, from the last segment to the first, each is run again with a record, and the
  /// cotangent of the state before it is handed on to the one before (Griewank 1992; Chen, Xu, Zhang
  /// and Guestrin 2016). The gradient is that of ``pullback(_:from:on:truncation:masks:name:)`` but
  /// for the order of sums.
  ///
  /// - Parameter segment: steps of a segment; sqrt(T), rounded up, if `nil`.
  /// - Complexity: the time of one more forward walk, O(T B G H (H + I)); the memory of one segment's
  ///   gates and states and of T / segment states, besides the batch.
  public func recomputedPullback(
    _ batch: Batch, from state: ModelState<Scalar>? = nil, on tape: Tape<Scalar>,
    segment: Int? = nil, masks: DropoutMasks<Scalar>? = nil, name: String? = nil
  ) -> BatchPullback<Scalar> {
    precondition(batch.lengths == nil, "recomputation needs sequences of equal length")
    let length = segment ?? Int(Double(batch.steps).squareRoot().rounded(.up))
    precondition(length >= 1, "segments of \(length) steps")
    let starts = Array(stride(from: 0, to: batch.steps, by: length))
    let segments = starts.map { $0..<min($0 + length, batch.steps) }
    var walk = SegmentWalk(
      model: self, tape: tape, counted: Double(max(batch.counted, 1)),
      silent: BatchRun(batch, on: tape, masks: masks),
      watched: BatchRun(batch, on: tape, masks: masks, name: name))
    var states =
      [state] + walk.states(before: segments.dropFirst(), from: state, first: segments[0])
    for (index, steps) in segments.enumerated().reversed() {
      walk.goBack(over: steps, from: states[index], isFirst: index == 0)
      states.removeLast()
    }
    return walk.result
  }
}

private struct SegmentWalk<Scalar: TrainingScalar> {
  let model: SequenceModel<Scalar>
  let tape: Tape<Scalar>
  let counted: Double
  /// Unobserved, for the first walk.
  let silent: BatchRun<Scalar>
  let watched: BatchRun<Scalar>
  var loss = 0.0
  var gradients: [Tensor<Scalar>?] = []
  var final: ModelState<Scalar>?
  /// dL/ds of the state after the segment that comes next on the way back: h, c of each layer.
  var cotangents: [Tensor<Scalar>] = []

  /// The states before all segments but the first.
  func states(
    before segments: ArraySlice<Range<Int>>, from state: ModelState<Scalar>?, first: Range<Int>
  ) -> [ModelState<Scalar>?] {
    let wasRecording = tape.isRecording
    tape.isRecording = false
    defer { tape.isRecording = wasRecording }
    var states: [ModelState<Scalar>?] = []
    var (now, steps) = (state, first)
    for next in segments {
      let output = silent.stack(ModelVariables(model, on: tape), steps, from: now?.onTape(tape))
      now = ModelState(output.final)
      states.append(now)
      steps = next
      tape.reset()
    }
    return states
  }

  /// Runs a segment with a record, and takes the gradient of its losses and of what lies behind it.
  mutating func goBack(over steps: Range<Int>, from state: ModelState<Scalar>?, isFirst: Bool) {
    defer { tape.reset() }
    let variables = ModelVariables(model, on: tape)
    let start = isFirst ? state?.onTape(tape) : state?.asLeaves(on: tape)
    let output = watched.stack(variables, steps, from: start)
    final = final ?? ModelState(output.final)
    guard let total = total(of: variables, output, steps) else { return }
    let found = tape.gradients(of: total)
    for (index, variable) in variables.all.enumerated() {
      let gradient = found.of(variable)
      if gradients.count == index { gradients.append(gradient) } else { add(gradient, index) }
    }
    cotangents = isFirst ? [] : (start ?? []).flatMap(\.parts).map { found[$0] }
  }

  private mutating func add(_ gradient: Tensor<Scalar>?, _ index: Int) {
    guard let gradient else { return }
    if gradients[index] == nil {
      gradients[index] = gradient
    } else {
      gradients[index]! += gradient
    }
  }

  /// A scalar whose gradient is that of the whole loss, as far as it passes this segment: the mean's
  /// share of its own losses, and the product of its last state with that state's cotangent.
  private mutating func total(
    of variables: ModelVariables<Scalar>, _ output: StackOutput<Scalar>, _ steps: Range<Int>
  ) -> Variable<Scalar>? {
    var total: Variable<Scalar>?
    if let sum = watched.answer(variables, output, steps)?.lossSum {
      loss += Double(sum.value.item) / counted
      total = sum * tape.constant(.scalar(Scalar(1 / counted)))
    }
    let parts = output.final.flatMap(\.parts)
    for (part, cotangent) in zip(parts, cotangents) {
      let product = (part * tape.constant(cotangent)).sum()
      total = total.map { $0 + product } ?? product
    }
    return total
  }

  var result: BatchPullback<Scalar> {
    let shapes = model.namedTensors.map(\.tensor.shape)
    let found = shapes.indices.map { index in
      (index < gradients.count ? gradients[index] : nil) ?? .zeros(shapes[index])
    }
    return BatchPullback(loss: loss, gradients: found, final: final!)
  }
}

extension ModelState {
  /// The state on a tape as leaves that want gradients.
  fileprivate func asLeaves(on tape: Tape<Scalar>) -> [CellState<Scalar>] {
    layers.map { layer in
      CellState(hidden: tape.variable(layer.hidden), cell: layer.cell.map { tape.variable($0) })
    }
  }
}

extension CellState {
  /// h and, for an LSTM, c.
  fileprivate var parts: [Variable<Scalar>] { [hidden] + (cell.map { [$0] } ?? []) }
}
