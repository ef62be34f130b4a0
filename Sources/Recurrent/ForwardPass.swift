import Autodiff

/// A layer's walk over a batch of sequences, and all that it leaves in memory for the way back.
///
/// Everything is time-major and contiguous: gates [T, B, G H] in one block a step, states [T, B, H]. Nothing is
/// allocated inside a step. One object, so that handing it on copies none of its tensors; it has one user at a time,
/// and its accesses aren't checked, which a small step would notice. Sequences shorter than T carry their state unchanged through the steps past their end.
final class ForwardPass<Scalar: RecurrentScalar> {
  let kind: CellKind
  let T: Int
  let B: Int
  let H: Int
  let order: StepOrder
  /// The number of valid steps of each sequence; nil when all have T.
  let lengths: [Int]?

  /// Where memory comes from.
  let pool: Pool?
  /// W x before `run`, activated gates after it; [T, B, G H]. For a vanilla RNN it shares nothing with `hidden`.
  @exclusivity(unchecked) var gates: Tensor<Scalar>
  /// U h + b_hh of the GRU, of which the backward pass reads the n block; [T, B, 3 H].
  @exclusivity(unchecked) var fromState: Tensor<Scalar>?
  /// h_1 ... h_T, [T, B, H].
  @exclusivity(unchecked) var hidden: Tensor<Scalar>
  /// c_1 ... c_T and tanh of it, [T, B, H], for the LSTM.
  @exclusivity(unchecked) var cell: Tensor<Scalar>?
  @exclusivity(unchecked) var tanhCell: Tensor<Scalar>?
  /// h_0 and c_0, [B, H].
  let initialHidden: Tensor<Scalar>
  let initialCell: Tensor<Scalar>?
  /// Whether h_0 is zero, so that products with it are left out.
  let startsAtZero: Bool

  @specialized(where Scalar == Float)
  init(
    kind: CellKind, T: Int, B: Int, H: Int, reversed: Bool, lengths: [Int]?,
    initial: LayerState<Scalar>?, pool: Pool? = nil
  ) {
    precondition(
      T > 0 && B > 0, "a sequence has at least one step and one row, not T = \(T), B = \(B)")
    precondition(
      lengths == nil || (lengths!.count == B && lengths!.allSatisfy { (1...T).contains($0) }),
      "lengths of \(B) sequences lie in 1...\(T), not \(lengths ?? [])")
    (self.kind, self.T, self.B, self.H) = (kind, T, B, H)
    order = StepOrder(T: T, reversed: reversed)
    self.lengths = lengths
    func states(_ width: Int) -> Tensor<Scalar> { Tensor(uninitialized: [T, B, width], in: pool) }
    self.pool = pool
    gates = states(kind.gates * H)
    hidden = states(H)
    fromState = kind == .gru ? states(3 * H) : nil
    cell = kind == .lstm ? states(H) : nil
    tanhCell = kind == .lstm ? states(H) : nil
    startsAtZero = initial == nil
    initialHidden = initial?.hidden ?? .zeros(Shape(B, H), in: pool)
    initialCell = kind == .lstm ? initial?.cell ?? .zeros(Shape(B, H), in: pool) : nil
    precondition(
      initialHidden.shape == Shape(B, H) && (initialCell?.shape ?? Shape(B, H)) == Shape(B, H),
      "a state is [B, H] = \([B, H]), not \(initialHidden.shape)")
    precondition(
      initial == nil || (initial?.cell != nil) == (kind == .lstm),
      "an LSTM's state is h and c; other cells have h alone")
  }

  /// Walks over the sequence; `gates` must hold W x. O(T B G H²).
  @specialized(where Scalar == Float)
  func run(weightHH: Tensor<Scalar>, biasIH: Tensor<Scalar>, biasHH: Tensor<Scalar>) {
    let width = kind.gates * H
    let bias = sum(biasIH, biasHH)
    let gates = gates.uniquePointer()
    let hidden = hidden.uniquePointer()
    let fromState = fromState?.uniquePointer()
    let cell = cell?.uniquePointer()
    let tanhCell = tanhCell?.uniquePointer()
    for s in 0..<T {
      let t = order.time(s)
      let before =
        s == 0 ? initialHidden.pointer : UnsafePointer(hidden + order.time(s - 1) * B * H)
      let a = gates + t * B * width
      let h = hidden + t * B * H
      // The GRU's reset gate multiplies U_n h + b_hn alone, so its recurrent part stays apart from W x.
      let target = fromState.map { $0 + t * B * width } ?? a
      let isFromZero = s == 0 && startsAtZero
      if !isFromZero {
        Scalar.gemm(
          false, true, B, width, H, 1, before, H, weightHH.pointer, H, kind == .gru ? 0 : 1, target,
          width)
      } else if kind == .gru {
        target.update(repeating: 0, count: B * width)
      }
      switch kind {
      case .rnn: Scalar.rnnForward(B, H, bias: bias.pointer, a: a, h: h)
      case .rnnRelu: Scalar.reluForward(B, H, bias: bias.pointer, a: a, h: h)
      case .lstm:
        let cBefore =
          s == 0 ? initialCell!.pointer : UnsafePointer(cell! + order.time(s - 1) * B * H)
        Scalar.lstmForward(
          B, H, bias: bias.pointer, gates: a, cBefore: cBefore, c: cell! + t * B * H,
          tanhC: tanhCell! + t * B * H, h: h)
        carry(t, from: cBefore, to: cell! + t * B * H)
      case .gru:
        Scalar.gruForward(
          B, H, biasIH: biasIH.pointer, biasHH: biasHH.pointer, gates: a, fromState: target,
          hBefore: before, h: h)
      }
      carry(t, from: before, to: h)
    }
    withExtendedLifetime((bias, weightHH, biasIH, biasHH, initialHidden, initialCell)) {}
  }

  /// The state after the last step walked, in memory of its own.
  var final: LayerState<Scalar> {
    @specialized(where Scalar == Float)
    get { LayerState(hidden: last(of: hidden), cell: cell.map { last(of: $0) }) }
  }

  @specialized(where Scalar == Float)
  private func last(of states: Tensor<Scalar>) -> Tensor<Scalar> {
    var part = Tensor<Scalar>(uninitialized: Shape(B, H), in: pool)
    part.uniquePointer().update(from: states.pointer + order.time(T - 1) * B * H, count: B * H)
    return part
  }

  /// Rows whose sequence has ended keep the state of the step before.
  @specialized(where Scalar == Float)
  private func carry(
    _ t: Int, from before: UnsafePointer<Scalar>, to state: UnsafeMutablePointer<Scalar>
  ) {
    guard let lengths else { return }
    for row in 0..<B where t >= lengths[row] {
      (state + row * H).update(from: before + row * H, count: H)
    }
  }

  @specialized(where Scalar == Float)
  private func sum(_ a: Tensor<Scalar>, _ b: Tensor<Scalar>) -> Tensor<Scalar> {
    var result = Tensor<Scalar>(uninitialized: a.shape, in: pool)
    Scalar.add(a.count, a.pointer, b.pointer, result.uniquePointer())
    return result
  }
}
