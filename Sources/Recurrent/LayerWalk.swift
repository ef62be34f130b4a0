import Autodiff

/// A layer's state at one moment: h and, for an LSTM, c; [B, H] each.
public struct LayerState<Scalar: RecurrentScalar>: Sendable {
  /// h.
  public var hidden: Tensor<Scalar>
  /// c of an LSTM.
  public var cell: Tensor<Scalar>?

  /// A state of given parts.
  @specialized(where Scalar == Float)
  public init(hidden: Tensor<Scalar>, cell: Tensor<Scalar>? = nil) {
    self.hidden = hidden
    self.cell = cell
  }
}

/// The cotangents of all that a layer takes.
public struct LayerCotangents<Scalar: RecurrentScalar> {
  /// dL/dW_ih, dL/dW_hh, dL/db_ih, dL/db_hh.
  public let weightIH, weightHH, biasIH, biasHH: Tensor<Scalar>
  /// dL/dh_0 and dL/dc_0, if they were wanted.
  public let initial: LayerState<Scalar>?
  /// dL/dx, [T, B, I], if it was wanted and the input is of vectors.
  public let input: Tensor<Scalar>?
}

/// One layer over a batch of sequences, forward when it is made and back once: on tensors alone.
///
/// Training walks layers by it; `Tape.recurrent` puts the same walk on a tape as one operation, so that other
/// operations may follow. It lives in a tape's memory.
public final class LayerWalk<Scalar: RecurrentScalar> {
  private let weights: CellParameters<Scalar>
  private let input: LayerInput<Scalar>
  private unowned let tape: Tape<Scalar>
  private let instrument: (any LayerInstrument<Scalar>)?
  private let wishes: LayerWishes
  private let layer: Int
  private let stepsBefore: Int
  /// The record, until it is walked back.
  @exclusivity(unchecked) private var record: ForwardPass<Scalar>?

  /// Walks over the sequences, from `initial` or from zero. Arguments and complexity are those of `Tape.recurrent`,
  /// with an `instrument`, which knows the layer by number, in the place of a name.
  @specialized(where Scalar == Float)
  public init(
    _ weights: CellParameters<Scalar>, input: LayerInput<Scalar>,
    initial: LayerState<Scalar>? = nil, lengths: [Int]? = nil, reversed: Bool = false,
    instrument: (any LayerInstrument<Scalar>)? = nil, layer: Int = 0, stepsBefore: Int = 0,
    on tape: Tape<Scalar>
  ) {
    input.check(inputSize: weights.weightIH.shape[1])
    self.weights = weights
    self.input = input
    self.tape = tape
    self.instrument = instrument
    self.layer = layer
    wishes = instrument?.wishes ?? []
    self.stepsBefore = stepsBefore
    let pass = ForwardPass(
      kind: weights.kind, T: input.steps, B: input.batch, H: weights.weightHH.shape[1],
      reversed: reversed, lengths: lengths, initial: initial, pool: tape.pool)
    InputProduct.forward(
      input, weight: weights.weightIH, into: pass.gates.uniquePointer(), tape: tape)
    pass.run(weightHH: weights.weightHH, biasIH: weights.biasIH, biasHH: weights.biasHH)
    sequence = pass.hidden
    final = pass.final
    record = pass
    if let instrument { show(pass, to: instrument) }
  }

  /// h_1 ... h_T, [T, B, H]; past a sequence's end its last h.
  public let sequence: Tensor<Scalar>
  /// The state after the last step walked.
  public let final: LayerState<Scalar>

  /// Walks back, in place: the record becomes the cotangents, so a walk can be walked back once.
  ///
  /// - Parameters:
  ///   - sequence: dL/dh_t from above, [T, B, H]; zero if nil.
  ///   - final: what is added to it for the last step walked, and dL/dc_T of an LSTM.
  ///   - wantsInput: whether dL/dx is wanted.
  ///   - wantsInitial: whether dL/dh_0 and dL/dc_0 are wanted.
  @specialized(where Scalar == Float)
  public func back(
    from sequence: consuming Tensor<Scalar>?, final: LayerState<Scalar>? = nil,
    wantsInput: Bool = false, wantsInitial: Bool = true
  ) -> LayerCotangents<Scalar> {
    precondition(
      record != nil, "a walk over a sequence can be walked back once for each walk forward")
    let isLSTM = weights.kind == .lstm
    var walk = BackwardPass(
      taking: &record, cotangent: sequence, cellCotangent: isLSTM ? final?.cell : nil,
      wantsInitial: wantsInitial, wantsCellTotals: wishes.contains(.cellCotangents))
    if let final { walk.addToLast(final.hidden) }
    walk.run(weightHH: weights.weightHH)
    if let instrument { show(walk, to: instrument) }
    return walk.cotangents(of: weights, input: input, wantsInput: wantsInput, on: tape)
  }

  // MARK: What an instrument sees

  @specialized(where Scalar == Float)
  private func show(_ pass: ForwardPass<Scalar>, to instrument: any LayerInstrument<Scalar>) {
    if wishes.contains(.hidden) { instrument.see(.hidden, steps(pass, pass.hidden)) }
    if let cell = pass.cell, wishes.contains(.cell) {
      instrument.see(.cell, steps(pass, cell))
    }
    if pass.kind.gates > 1 && wishes.contains(.gates) {
      instrument.see(.gates, steps(pass, pass.gates))
    }
  }

  @specialized(where Scalar == Float)
  private func show(_ walk: BackwardPass<Scalar>, to instrument: any LayerInstrument<Scalar>) {
    if wishes.contains(.hiddenCotangents) {
      instrument.see(cotangentsOf: .hidden, steps(walk.pass, walk.cotangent))
    }
    if let totals = walk.pass.cell, wishes.contains(.cellCotangents) {
      instrument.see(cotangentsOf: .cell, steps(walk.pass, totals))
    }
  }

  /// A tensor [T, ...] as blocks of the time steps that this walk goes over.
  @specialized(where Scalar == Float)
  private func steps(_ pass: ForwardPass<Scalar>, _ tensor: Tensor<Scalar>) -> StepValues<Scalar> {
    StepValues(
      layer: layer, firstStep: stepsBefore + 1, count: pass.T, batch: pass.B, hiddenSize: pass.H,
      size: tensor.count / max(pass.T, 1), values: tensor.pointer)
  }
}
