import Autodiff

/// The way back over a `ForwardPass`: from dL/dh_t of the layers above to the cotangents of everything below.
///
/// Works in place: `cotangent` becomes the total dL/dh_t of every step, `pass.gates` the cotangents of W x, and
/// `pass.fromState` those of U h. A pass can be walked back once.
struct BackwardPass<Scalar: RecurrentScalar> {
  let pass: ForwardPass<Scalar>
  /// dL/dh_t from above on the way in, in total on the way out; [T, B, H].
  var cotangent: Tensor<Scalar>
  /// dL/dc_T on the way in, dL/dc_0 on the way out; [B, H].
  var cellCotangent: Tensor<Scalar>?
  /// dL/dh_0 on the way out, if it is wanted; [B, H].
  var initialHidden: Tensor<Scalar>?

  /// Whether `pass.cell` is to become dL/dc_t in total.
  private let wantsCellTotals: Bool

  /// The way back over a record, of which this becomes the only owner: what is seen elsewhere would be copied.
  ///
  /// - Parameters:
  ///   - cotangent: dL/dh_t from above; zero if nil.
  ///   - cellCotangent: dL/dc_T of an LSTM; zero if nil.
  @specialized(where Scalar == Float)
  init(
    taking record: inout ForwardPass<Scalar>?, cotangent: consuming Tensor<Scalar>?,
    cellCotangent: Tensor<Scalar>?, wantsInitial: Bool,
    wantsCellTotals: Bool
  ) {
    pass = record.take()!
    let state = Shape(pass.B, pass.H)
    self.cotangent = cotangent ?? .zeros([pass.T, pass.B, pass.H], in: pass.pool)
    self.cellCotangent =
      pass.kind == .lstm ? cellCotangent ?? .zeros(state, in: pass.pool) : nil
    initialHidden = wantsInitial ? .zeros(state, in: pass.pool) : nil
    self.wantsCellTotals = wantsCellTotals
  }

  /// Adds to dL/dh of the last step walked.
  @specialized(where Scalar == Float)
  mutating func addToLast(_ hidden: Tensor<Scalar>) {
    let (n, last) = (pass.B * pass.H, pass.order.time(pass.T - 1))
    Scalar.addScaled(n, 1, hidden.pointer, cotangent.uniquePointer() + last * n)
  }

  /// Walks from the last step to the first. O(T B G H²).
  @specialized(where Scalar == Float)
  mutating func run(weightHH: Tensor<Scalar>) {
    let (T, B, H, kind) = (pass.T, pass.B, pass.H, pass.kind)
    let width = kind.gates * H
    let dh = cotangent.uniquePointer()
    let dhStart = initialHidden?.uniquePointer()
    let gates = pass.gates.uniquePointer()
    let fromState = pass.fromState?.uniquePointer()
    // Once the step after t was walked, c_t is of no use.
    let totals = wantsCellTotals ? pass.cell?.uniquePointer() : nil
    // dh z (GRU); then the rows that a mask keeps.
    var scratch = Tensor<Scalar>.zeros([kind.gates > 1 ? 2 : 0, B, H], in: pass.pool)
    let extra = scratch.uniquePointer()
    let dc = cellCotangent?.uniquePointer()
    for s in (0..<T).reversed() {
      let t = pass.order.time(s)
      let isFirst = s == 0
      let previous = isFirst ? 0 : pass.order.time(s - 1)
      let hBefore = isFirst ? pass.initialHidden.pointer : pass.hidden.pointer + previous * B * H
      let dhBefore = isFirst ? dhStart : dh + previous * B * H
      let a = gates + t * B * width
      let dhNow = dh + t * B * H
      var toState = a
      switch kind {
      case .rnn: Scalar.rnnBackward(B, H, h: pass.hidden.pointer + t * B * H, dh: dhNow, da: a)
      case .rnnRelu: Scalar.reluBackward(B, H, h: pass.hidden.pointer + t * B * H, dh: dhNow, da: a)
      case .lstm:
        let cBefore = isFirst ? pass.initialCell!.pointer : pass.cell!.pointer + previous * B * H
        keepEnded(t, dc!, in: extra + B * H)
        Scalar.lstmBackward(
          B, H, gates: a, cBefore: cBefore, tanhC: pass.tanhCell!.pointer + t * B * H, dh: dhNow,
          dc: dc!,
          dcTotal: totals.map { $0 + t * B * H })
        restoreEnded(t, dc!, from: extra + B * H)
        if let totals { restoreEnded(t, totals + t * B * H, from: extra + B * H) }
      case .gru:
        toState = fromState! + t * B * width
        Scalar.gruBackward(
          B, H, gates: a, fromState: toState, hBefore: hBefore, dh: dhNow, dhBefore: extra)
        silenceEnded(t, extra, width: H)
        if let dhBefore { Scalar.addScaled(B * H, 1, extra, dhBefore) }
        silenceEnded(t, toState, width: width)
      }
      silenceEnded(t, a, width: width)
      guard let dhBefore else { continue }
      passEnded(t, from: dhNow, to: dhBefore)
      Scalar.gemm(false, false, B, H, width, 1, toState, width, weightHH.pointer, H, 1, dhBefore, H)
    }
    withExtendedLifetime((pass, weightHH, scratch)) {}
  }

  // MARK: Rows whose sequence has ended at step t: the state was carried, so its cotangent is too.

  @specialized(where Scalar == Float)
  private func ended(_ t: Int, _ body: (Int) -> Void) {
    guard let lengths = pass.lengths else { return }
    for row in 0..<pass.B where t >= lengths[row] { body(row) }
  }

  @specialized(where Scalar == Float)
  private func keepEnded(
    _ t: Int, _ source: UnsafeMutablePointer<Scalar>, in kept: UnsafeMutablePointer<Scalar>
  ) {
    let H = pass.H
    ended(t) { row in (kept + row * H).update(from: source + row * H, count: H) }
  }

  @specialized(where Scalar == Float)
  private func restoreEnded(
    _ t: Int, _ target: UnsafeMutablePointer<Scalar>, from kept: UnsafeMutablePointer<Scalar>
  ) {
    let H = pass.H
    ended(t) { row in (target + row * H).update(from: kept + row * H, count: H) }
  }

  @specialized(where Scalar == Float)
  private func silenceEnded(_ t: Int, _ target: UnsafeMutablePointer<Scalar>, width: Int) {
    ended(t) { row in (target + row * width).update(repeating: 0, count: width) }
  }

  @specialized(where Scalar == Float)
  private func passEnded(
    _ t: Int, from now: UnsafeMutablePointer<Scalar>, to before: UnsafeMutablePointer<Scalar>
  ) {
    let H = pass.H
    ended(t) { row in Scalar.addScaled(H, 1, now + row * H, before + row * H) }
  }
}
