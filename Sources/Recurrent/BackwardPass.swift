import Autodiff

/// The way back over a `ForwardPass`: from dL/dh_t of the layers above to the cotangents of everything below.
///
/// Works in place: `cotangent` becomes the total dL/dh_t of every step, `pass.gates` the cotangents of W x, and
/// `pass.fromState` those of U h. A pass can be walked back once.
struct BackwardPass<Scalar: RecurrentScalar> {
  var pass: ForwardPass<Scalar>
  /// dL/dh_t from above on the way in, in total on the way out; [T, B, H].
  var cotangent: Tensor<Scalar>
  /// dL/dc_T on the way in, dL/dc_0 on the way out; [B, H].
  var cellCotangent: Tensor<Scalar>?
  /// dL/dh_0 on the way out; [B, H].
  var initialHidden: Tensor<Scalar>

  /// Called with t and the total dL/dc_t ([B, H]) if someone asked for it.
  var onCell: ((Int, UnsafeMutablePointer<Scalar>) -> Void)?

  /// Walks from the last step to the first. O(T B G H²).
  @specialized(where Scalar == Float)
  mutating func run(weightHH: Tensor<Scalar>) {
    let (T, B, H, kind) = (pass.T, pass.B, pass.H, pass.kind)
    let width = kind.gates * H
    let dh = cotangent.uniquePointer()
    let dhStart = initialHidden.uniquePointer()
    let gates = pass.gates.uniquePointer()
    let fromState = pass.fromState?.uniquePointer()
    // dL/dc_t in total (LSTM) or dh z (GRU); then the rows that a mask keeps.
    var scratch = Tensor<Scalar>.zeros([2, B, H])
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
          dcTotal: onCell == nil ? nil : extra)
        restoreEnded(t, dc!, from: extra + B * H)
        if let onCell {
          restoreEnded(t, extra, from: extra + B * H)
          onCell(t, extra)
        }
      case .gru:
        toState = fromState! + t * B * width
        Scalar.gruBackward(
          B, H, gates: a, fromState: toState, hBefore: hBefore, dh: dhNow, dhBefore: extra)
        silenceEnded(t, extra, width: H)
        Scalar.addScaled(B * H, 1, extra, dhBefore)
        silenceEnded(t, toState, width: width)
      }
      silenceEnded(t, a, width: width)
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
