import Autodiff

extension Tape where Scalar: RecurrentScalar {
  /// The same layer as `recurrent(_:input:initial:lengths:reversed:name:)`, its equations written out in the tape's
  /// elementary operations: what the fused operation is held to, and the readable statement of each cell.
  ///
  /// Slower by an order of magnitude; sequences of equal length only.
  public func composedRecurrent(
    _ weights: CellVariables<Scalar>, input: Variable<Scalar>, initial: CellState<Scalar>? = nil,
    reversed: Bool = false
  ) -> RecurrentOutput<Scalar> {
    let (T, B, H) = (input.shape[0], input.shape[1], weights.hiddenSize)
    let zero = constant(zeros([B, H]))
    var state = initial ?? CellState(hidden: zero, cell: weights.kind == .lstm ? zero : nil)
    let order = StepOrder(T: T, reversed: reversed)
    var hidden: [Variable<Scalar>] = []
    for s in 0..<T {
      let x = input.sliced(axis: 0, order.time(s)..<order.time(s) + 1).reshaped([
        B, weights.inputSize,
      ])
      state = composedStep(weights, x, state)
      hidden.append(state.hidden)
    }
    let inTime = reversed ? hidden.reversed() : hidden
    return RecurrentOutput(sequence: Variable.stack(inTime, axis: 0), final: state)
  }

  /// One step of a cell: s_t from x_t [B, I] and s_(t-1).
  public func composedStep(
    _ weights: CellVariables<Scalar>, _ x: Variable<Scalar>, _ state: CellState<Scalar>
  ) -> CellState<Scalar> {
    let H = weights.hiddenSize
    let fromInput = x.matmul(weights.weightIH, transposingOther: true) + weights.biasIH
    let fromState = state.hidden.matmul(weights.weightHH, transposingOther: true) + weights.biasHH
    func gate(_ a: Variable<Scalar>, _ k: Int) -> Variable<Scalar> {
      a.sliced(axis: 1, k * H..<(k + 1) * H)
    }
    switch weights.kind {
    case .rnn: return CellState(hidden: (fromInput + fromState).tanh())
    case .rnnRelu: return CellState(hidden: (fromInput + fromState).relu())
    case .lstm:
      let a = fromInput + fromState
      let (i, f) = (gate(a, 0).sigmoid(), gate(a, 1).sigmoid())
      let (g, o) = (gate(a, 2).tanh(), gate(a, 3).sigmoid())
      let c = f * state.cell! + i * g
      return CellState(hidden: o * c.tanh(), cell: c)
    case .gru:
      let r = (gate(fromInput, 0) + gate(fromState, 0)).sigmoid()
      let z = (gate(fromInput, 1) + gate(fromState, 1)).sigmoid()
      let n = (gate(fromInput, 2) + r * gate(fromState, 2)).tanh()
      return CellState(hidden: n + z * (state.hidden - n))
    }
  }
}
