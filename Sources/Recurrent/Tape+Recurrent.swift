import Autodiff

/// A layer's state at one moment, on the tape: h and, for an LSTM, c; [B, H] each.
public struct CellState<Scalar: RecurrentScalar> {
  /// h.
  public var hidden: Variable<Scalar>
  /// c of an LSTM.
  public var cell: Variable<Scalar>?

  /// A state of given parts.
  @specialized(where Scalar == Float)
  public init(hidden: Variable<Scalar>, cell: Variable<Scalar>? = nil) {
    self.hidden = hidden
    self.cell = cell
  }

  /// The same numbers, behind which no gradient flows: where truncated BPTT cuts.
  @specialized(where Scalar == Float)
  public func detached() -> CellState {
    CellState(hidden: hidden.detached(), cell: cell?.detached())
  }
}

/// What one layer makes of a batch of sequences.
public struct RecurrentOutput<Scalar: RecurrentScalar> {
  /// h_1 ... h_T, [T, B, H]; past a sequence's end its last h.
  public let sequence: Variable<Scalar>
  /// The state after the last step (of a reversed layer: after time step 1).
  public let final: CellState<Scalar>

  /// Outputs that were computed elsewhere.
  @specialized(where Scalar == Float)
  public init(sequence: Variable<Scalar>, final: CellState<Scalar>) {
    self.sequence = sequence
    self.final = final
  }
}

extension Tape where Scalar: RecurrentScalar {
  /// One layer over a batch of sequences as one operation: gates fused, inputs of all steps in one product.
  ///
  /// Values and gradients are those of the equations in `CellKind` written step by step. Observers that want
  /// `NAME.h`, `NAME.c` and `NAME.gates` are given, for every time step t = 1 ... T, h_t [B, H], c_t [B, H] and the
  /// activated gates [B, G, H] on the way forward, and the *total* dL/dh_t and dL/dc_t on the way back.
  ///
  /// - Parameters:
  ///   - initial: the state before the first step; zeros if nil.
  ///   - lengths: the number of valid steps of each sequence; past its end a sequence's state stands still.
  ///   - reversed: walks from the last time step to the first.
  ///   - name: what observers call this layer; without a name it isn't observed.
  ///   - stepsBefore: the time steps of the sequence that lie before this part of it; observers count on from there.
  /// - Complexity: O(T B G H (H + I)) time, O(T B G H) memory. The backward pass works in place, so gradients through
  ///   one recording of this operation can be taken once.
  @specialized(where Scalar == Float)
  public func recurrent(
    _ weights: CellVariables<Scalar>, input: SequenceInput<Scalar>,
    initial: CellState<Scalar>? = nil,
    lengths: [Int]? = nil, reversed: Bool = false, name: String? = nil, stepsBefore: Int = 0
  ) -> RecurrentOutput<Scalar> {
    input.check(inputSize: weights.inputSize)
    let operation = FusedLayer(
      weights, input: input, initial: initial, tape: self, name: name, stepsBefore: stepsBefore)
    return operation.record(lengths: lengths, reversed: reversed)
  }
}

/// The fused operation while it is put on a tape.
private struct FusedLayer<Scalar: RecurrentScalar> {
  let weights: CellVariables<Scalar>
  let input: SequenceInput<Scalar>
  let initial: CellState<Scalar>
  unowned let tape: Tape<Scalar>  // the pullback lives on the tape
  let name: String?
  let stepsBefore: Int

  @specialized(where Scalar == Float)
  init(
    _ weights: CellVariables<Scalar>, input: SequenceInput<Scalar>, initial: CellState<Scalar>?,
    tape: Tape<Scalar>,
    name: String?, stepsBefore: Int
  ) {
    let shape = [input.batch, weights.hiddenSize]
    self.weights = weights
    self.input = input
    self.tape = tape
    self.name = name
    self.stepsBefore = stepsBefore
    self.initial =
      initial
      ?? CellState(
        hidden: tape.constant(tape.zeros(shape)),
        cell: weights.kind == .lstm ? tape.constant(tape.zeros(shape)) : nil)
    for part in [self.initial.hidden] + (self.initial.cell.map { [$0] } ?? []) {
      precondition(part.shape == shape, "a state is [B, H] = \(shape), not \(part.shape)")
    }
    precondition(
      (self.initial.cell != nil) == (weights.kind == .lstm),
      "an LSTM's state is h and c; other cells have h alone")
  }

  @specialized(where Scalar == Float)
  func record(lengths: [Int]?, reversed: Bool) -> RecurrentOutput<Scalar> {
    let pass = forward(lengths: lengths, reversed: reversed)
    report(pass)
    let last = pass.order.time(pass.T - 1)
    var values = [pass.hidden, slice(pass.hidden, last)]
    if let cell = pass.cell { values.append(slice(cell, last)) }
    var inputs = weights.all + [initial.hidden]
    if let cell = initial.cell { inputs.append(cell) }
    if case .vectors(let x) = input { inputs.append(x) }
    // The record must be walked back once only: its buffers become the cotangents.
    var remaining: ForwardPass<Scalar>? = pass
    let outputs = tape.record("recurrent", values: values, inputs: inputs) { cotangents in
      guard let pass = remaining.take() else {
        preconditionFailure(
          "gradients through a recurrent sequence can be taken once for each forward pass")
      }
      return backward(consume pass, cotangents)
    }
    return RecurrentOutput(
      sequence: outputs[0],
      final: CellState(hidden: outputs[1], cell: outputs.count > 2 ? outputs[2] : nil))
  }

  @specialized(where Scalar == Float)
  private func forward(lengths: [Int]?, reversed: Bool) -> ForwardPass<Scalar> {
    var pass = ForwardPass(
      kind: weights.kind, T: input.steps, B: input.batch, H: weights.hiddenSize, reversed: reversed,
      lengths: lengths,
      initialHidden: initial.hidden.value, initialCell: initial.cell?.value,
      allocate: tape.uninitialized)
    InputProduct.forward(
      input, weight: weights.weightIH.value, into: pass.gates.uniquePointer(), tape: tape)
    pass.run(
      weightHH: weights.weightHH.value, biasIH: weights.biasIH.value, biasHH: weights.biasHH.value)
    return pass
  }

  @specialized(where Scalar == Float)
  private func slice(_ states: Tensor<Scalar>, _ t: Int) -> Tensor<Scalar> {
    let (B, H) = (states.shape[1], states.shape[2])
    var part = tape.uninitialized([B, H])
    part.uniquePointer().update(from: states.pointer + t * B * H, count: B * H)
    return part
  }

  /// Takes `pass` over: were it seen elsewhere, turning its gates into cotangents would copy them.
  @specialized(where Scalar == Float)
  private func backward(
    _ pass: consuming ForwardPass<Scalar>, _ cotangents: [Tensor<Scalar>?]
  ) -> [Tensor<Scalar>?] {
    let (T, B, H) = (pass.T, pass.B, pass.H)
    let last = pass.order.time(T - 1)
    var dh = cotangents[0] ?? tape.zeros([T, B, H])
    if let final = cotangents[1] {
      Scalar.addScaled(B * H, 1, final.pointer, dh.uniquePointer() + last * B * H)
    }
    let dc = pass.cell == nil ? nil : cotangents[2] ?? tape.zeros([B, H])
    var walk = BackwardPass(
      pass: consume pass, cotangent: dh, cellCotangent: dc,
      initialHidden: tape.zeros([B, H]), onCell: cellReporter(B, H))
    dh = tape.zeros([0])  // `walk` is now the only owner
    walk.run(weightHH: weights.weightHH.value)
    if let name, let report = tape.reporter(ofCotangents: true, name: "\(name).h", shape: [B, H]) {
      for t in 0..<T { report(stepsBefore + t + 1, walk.cotangent.pointer + t * B * H) }
    }
    return WeightCotangents(walk, weights: weights, input: input, tape: tape).all
      + [walk.initialHidden] + (walk.cellCotangent.map { [$0] } ?? [])
      + inputCotangent(walk)
  }

  @specialized(where Scalar == Float)
  private func inputCotangent(_ walk: BackwardPass<Scalar>) -> [Tensor<Scalar>?] {
    guard case .vectors(let x) = input else { return [] }
    guard x.needsGradient else { return [nil] }
    return [
      InputProduct.inputCotangent(
        shape: x.shape, da: walk.pass.gates.pointer, weight: weights.weightIH.value, tape: tape)
    ]
  }

  // MARK: What observers see

  @specialized(where Scalar == Float)
  private func cellReporter(_ B: Int, _ H: Int) -> ((Int, UnsafeMutablePointer<Scalar>) -> Void)? {
    guard let name, weights.kind == .lstm,
      let report = tape.reporter(ofCotangents: true, name: "\(name).c", shape: [B, H])
    else { return nil }
    return { t, values in report(stepsBefore + t + 1, UnsafePointer(values)) }
  }

  @specialized(where Scalar == Float)
  private func report(_ pass: ForwardPass<Scalar>) {
    guard let name else { return }
    report("\(name).h", pass.hidden)
    if let cell = pass.cell { report("\(name).c", cell) }
    if weights.kind.gates > 1 { report("\(name).gates", pass.gates, split: weights.kind.gates) }
  }

  @specialized(where Scalar == Float)
  private func report(_ name: String, _ tensor: Tensor<Scalar>, split: Int = 1) {
    let (T, B, width) = (tensor.shape[0], tensor.shape[1], tensor.shape[2])
    let shape = split == 1 ? [B, width] : [B, split, width / split]
    guard let report = tape.reporter(ofCotangents: false, name: name, shape: shape) else { return }
    for t in 0..<T { report(stepsBefore + t + 1, tensor.pointer + t * B * width) }
  }
}
