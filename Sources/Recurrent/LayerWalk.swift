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
/// operations may follow. It lives in a tape's memory and shows the tape's observers what `Tape.recurrent` says.
public final class LayerWalk<Scalar: RecurrentScalar> {
  private let weights: CellParameters<Scalar>
  private let input: LayerInput<Scalar>
  private unowned let tape: Tape<Scalar>
  private let names: LayerNames?
  private let stepsBefore: Int
  /// The record, until it is walked back.
  @exclusivity(unchecked) private var record: ForwardPass<Scalar>?

  /// Walks over the sequences, from `initial` or from zero. Arguments and complexity are those of `Tape.recurrent`.
  @specialized(where Scalar == Float)
  public init(
    _ weights: CellParameters<Scalar>, input: LayerInput<Scalar>,
    initial: LayerState<Scalar>? = nil, lengths: [Int]? = nil, reversed: Bool = false,
    names: LayerNames? = nil, stepsBefore: Int = 0, on tape: Tape<Scalar>
  ) {
    input.check(inputSize: weights.weightIH.shape[1])
    self.weights = weights
    self.input = input
    self.tape = tape
    self.names = names
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
    if names != nil { reportValues(pass) }
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
    let shape = self.final.hidden.shape
    let isLSTM = weights.kind == .lstm
    let reportHidden = names.flatMap { reporter($0.hidden, shape) }
    let reportCell = isLSTM ? names.flatMap { reporter($0.cell, shape) } : nil
    var walk = BackwardPass(
      taking: &record, cotangent: sequence, cellCotangent: isLSTM ? final?.cell : nil,
      wantsInitial: wantsInitial, onCell: reportCell)
    if let final { walk.addToLast(final.hidden) }
    walk.run(weightHH: weights.weightHH)
    if let reportHidden {
      let size = shape[0] * shape[1]
      for t in 0..<walk.pass.T { reportHidden(t, walk.cotangent.pointer + t * size) }
    }
    return walk.cotangents(of: weights, input: input, wantsInput: wantsInput, on: tape)
  }

  // MARK: What observers see

  /// Shows the cotangent of time step t = 0 ..< T to those who want it.
  @specialized(where Scalar == Float)
  private func reporter(
    _ name: String, _ shape: Shape
  ) -> ((Int, UnsafePointer<Scalar>) -> Void)? {
    let before = stepsBefore
    return tape.reporter(ofCotangents: true, name: name, shape: shape).map { report in
      { t, values in report(before + t + 1, values) }
    }
  }

  @specialized(where Scalar == Float)
  private func reportValues(_ pass: ForwardPass<Scalar>) {
    guard let names else { return }
    report(names.hidden, pass.hidden)
    if let cell = pass.cell { report(names.cell, cell) }
    if weights.kind.gates > 1 { report(names.gates, pass.gates, split: weights.kind.gates) }
  }

  @specialized(where Scalar == Float)
  private func report(_ name: String, _ tensor: Tensor<Scalar>, split: Int = 1) {
    let (T, B, width) = (tensor.shape[0], tensor.shape[1], tensor.shape[2])
    let shape: Shape = split == 1 ? [B, width] : [B, split, width / split]
    guard let report = tape.reporter(ofCotangents: false, name: name, shape: shape) else { return }
    for t in 0..<T { report(stepsBefore + t + 1, tensor.pointer + t * B * width) }
  }
}

/// What observers call the values of a layer.
public struct LayerNames: Sendable {
  /// `NAME.h`, `NAME.c`, `NAME.gates`.
  public let hidden, cell, gates: String

  /// The names of a layer's values, from the layer's.
  public init(_ name: String) {
    hidden = name + ".h"
    cell = name + ".c"
    gates = name + ".gates"
  }
}
