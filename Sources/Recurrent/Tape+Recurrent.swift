import Autodiff

/// A layer's state at one moment, on the tape: h and, for an LSTM, c; [B, H] each.
public struct CellState<Scalar: RecurrentScalar> {
  /// h.
  public var hidden: Variable<Scalar>
  /// c of an LSTM.
  public var cell: Variable<Scalar>?

  /// A state of given parts.
  public init(hidden: Variable<Scalar>, cell: Variable<Scalar>? = nil) {
    self.hidden = hidden
    self.cell = cell
  }

  /// The same numbers, behind which no gradient flows: where truncated BPTT cuts.
  public func detached() -> CellState {
    CellState(hidden: hidden.detached(), cell: cell?.detached())
  }

  /// h and, for an LSTM, c.
  var parts: [Variable<Scalar>] { [hidden] + (cell.map { [$0] } ?? []) }
}

/// What one layer makes of a batch of sequences.
public struct RecurrentOutput<Scalar: RecurrentScalar> {
  /// h_1 ... h_T, [T, B, H]; past a sequence's end its last h.
  public let sequence: Variable<Scalar>
  /// The state after the last step (of a reversed layer: after time step 1).
  public let final: CellState<Scalar>

  /// Outputs that were computed elsewhere.
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
  public func recurrent(
    _ weights: CellVariables<Scalar>, input: SequenceInput<Scalar>,
    initial: CellState<Scalar>? = nil, lengths: [Int]? = nil, reversed: Bool = false,
    name: String? = nil, stepsBefore: Int = 0
  ) -> RecurrentOutput<Scalar> {
    let walk = LayerWalk(
      weights.values, input: input.values,
      initial: initial.map { LayerState(hidden: $0.hidden.value, cell: $0.cell?.value) },
      lengths: lengths, reversed: reversed,
      instrument: name.map { NamedInstrument([$0], on: self) },
      stepsBefore: stepsBefore, on: self)
    let final = walk.final
    var inputs = weights.all + (initial?.parts ?? [])
    var wantsInput = false
    if case .vectors(let x) = input {
      inputs.append(x)
      wantsInput = x.needsGradient
    }
    let outputs = record(
      "recurrent", values: [walk.sequence, final.hidden] + (final.cell.map { [$0] } ?? []),
      inputs: inputs
    ) { [unowned self] cotangents in
      let found = walk.back(
        from: cotangents[0], final: finalCotangents(cotangents, like: final),
        wantsInput: wantsInput, wantsInitial: initial != nil)
      return [found.weightIH, found.weightHH, found.biasIH, found.biasHH]
        + (initial == nil ? [] : [found.initial?.hidden])
        + (initial?.cell == nil ? [] : [found.initial?.cell])
        + (inputs.count > 4 + (initial?.parts.count ?? 0) ? [found.input] : [])
    }
    return RecurrentOutput(
      sequence: outputs[0],
      final: CellState(hidden: outputs[1], cell: outputs.count > 2 ? outputs[2] : nil))
  }

  private func finalCotangents(
    _ cotangents: [Tensor<Scalar>?], like final: LayerState<Scalar>
  ) -> LayerState<Scalar>? {
    if cotangents.dropFirst().allSatisfy({ $0 == nil }) { return nil }
    return LayerState(
      hidden: cotangents[1] ?? zeros(final.hidden.shape),
      cell: final.cell.map { cotangents[2] ?? zeros($0.shape) })
  }
}
