import Autodiff
import CKernels

/// The fused gate passes of the cells, on arrays: no inner loop of a sequence is generic.
///
/// B rows of H (or G H) numbers, row-major; what each pass reads and writes is said in `CKernels.h`.
public protocol RecurrentScalar: TensorScalar {
  typealias Input = UnsafePointer<Self>
  typealias Buffer = UnsafeMutablePointer<Self>

  /// h = tanh(a + bias), in place allowed.
  static func rnnForward(_ B: Int, _ H: Int, bias: Input, a: Input, h: Buffer)
  /// da = dh (1 - h²).
  static func rnnBackward(_ B: Int, _ H: Int, h: Input, dh: Input, da: Buffer)
  /// h = max(a + bias, 0), in place allowed.
  static func reluForward(_ B: Int, _ H: Int, bias: Input, a: Input, h: Buffer)
  /// da = dh where h > 0.
  static func reluBackward(_ B: Int, _ H: Int, h: Input, dh: Input, da: Buffer)
  /// Gates in place, then c and h.
  static func lstmForward(
    _ B: Int, _ H: Int, bias: Input, gates: Buffer, cBefore: Input, c: Buffer, tanhC: Buffer,
    h: Buffer)
  /// Gates become the cotangents of their pre-activations; dc goes from step t to step t - 1.
  static func lstmBackward(
    _ B: Int, _ H: Int, gates: Buffer, cBefore: Input, tanhC: Input, dh: Input, dc: Buffer,
    dcTotal: Buffer?)
  /// Gates r, z, n in place over W x; the n block of `fromState` keeps U_n h + b_hn.
  static func gruForward(
    _ B: Int, _ H: Int, biasIH: Input, biasHH: Input, gates: Buffer, fromState: Buffer,
    hBefore: Input, h: Buffer)
  /// Gates become the cotangents of W x + b_ih, `fromState` those of U h + b_hh, `dhBefore` the direct part dh z.
  static func gruBackward(
    _ B: Int, _ H: Int, gates: Buffer, fromState: Buffer, hBefore: Input, dh: Input,
    dhBefore: Buffer)
}

extension Float: RecurrentScalar {
  /// h = tanh(a + bias), in place allowed.
  public static func rnnForward(_ B: Int, _ H: Int, bias: Input, a: Input, h: Buffer) {
    gf_rnn_tanh_forward_f32(B, H, bias, a, h)
  }
  /// da = dh (1 - h²).
  public static func rnnBackward(_ B: Int, _ H: Int, h: Input, dh: Input, da: Buffer) {
    gf_rnn_tanh_backward_f32(B, H, h, dh, da)
  }
  /// h = max(a + bias, 0), in place allowed.
  public static func reluForward(_ B: Int, _ H: Int, bias: Input, a: Input, h: Buffer) {
    gf_rnn_relu_forward_f32(B, H, bias, a, h)
  }
  /// da = dh where h > 0.
  public static func reluBackward(_ B: Int, _ H: Int, h: Input, dh: Input, da: Buffer) {
    gf_rnn_relu_backward_f32(B, H, h, dh, da)
  }
  /// Gates in place, then c and h.
  public static func lstmForward(
    _ B: Int, _ H: Int, bias: Input, gates: Buffer, cBefore: Input, c: Buffer, tanhC: Buffer,
    h: Buffer
  ) { gf_lstm_forward_f32(B, H, bias, gates, cBefore, c, tanhC, h) }
  /// Gates become the cotangents of their pre-activations; dc goes from step t to step t - 1.
  public static func lstmBackward(
    _ B: Int, _ H: Int, gates: Buffer, cBefore: Input, tanhC: Input, dh: Input, dc: Buffer,
    dcTotal: Buffer?
  ) { gf_lstm_backward_f32(B, H, gates, cBefore, tanhC, dh, dc, dcTotal) }
  /// Gates r, z, n in place over W x; the n block of `fromState` keeps U_n h + b_hn.
  public static func gruForward(
    _ B: Int, _ H: Int, biasIH: Input, biasHH: Input, gates: Buffer, fromState: Buffer,
    hBefore: Input, h: Buffer
  ) { gf_gru_forward_f32(B, H, biasIH, biasHH, gates, fromState, hBefore, h) }
  /// Gates become the cotangents of W x + b_ih, `fromState` those of U h + b_hh, `dhBefore` the direct part dh z.
  public static func gruBackward(
    _ B: Int, _ H: Int, gates: Buffer, fromState: Buffer, hBefore: Input, dh: Input,
    dhBefore: Buffer
  ) { gf_gru_backward_f32(B, H, gates, fromState, hBefore, dh, dhBefore) }
}

extension Double: RecurrentScalar {
  /// h = tanh(a + bias), in place allowed.
  public static func rnnForward(_ B: Int, _ H: Int, bias: Input, a: Input, h: Buffer) {
    gf_rnn_tanh_forward_f64(B, H, bias, a, h)
  }
  /// da = dh (1 - h²).
  public static func rnnBackward(_ B: Int, _ H: Int, h: Input, dh: Input, da: Buffer) {
    gf_rnn_tanh_backward_f64(B, H, h, dh, da)
  }
  /// h = max(a + bias, 0), in place allowed.
  public static func reluForward(_ B: Int, _ H: Int, bias: Input, a: Input, h: Buffer) {
    gf_rnn_relu_forward_f64(B, H, bias, a, h)
  }
  /// da = dh where h > 0.
  public static func reluBackward(_ B: Int, _ H: Int, h: Input, dh: Input, da: Buffer) {
    gf_rnn_relu_backward_f64(B, H, h, dh, da)
  }
  /// Gates in place, then c and h.
  public static func lstmForward(
    _ B: Int, _ H: Int, bias: Input, gates: Buffer, cBefore: Input, c: Buffer, tanhC: Buffer,
    h: Buffer
  ) { gf_lstm_forward_f64(B, H, bias, gates, cBefore, c, tanhC, h) }
  /// Gates become the cotangents of their pre-activations; dc goes from step t to step t - 1.
  public static func lstmBackward(
    _ B: Int, _ H: Int, gates: Buffer, cBefore: Input, tanhC: Input, dh: Input, dc: Buffer,
    dcTotal: Buffer?
  ) { gf_lstm_backward_f64(B, H, gates, cBefore, tanhC, dh, dc, dcTotal) }
  /// Gates r, z, n in place over W x; the n block of `fromState` keeps U_n h + b_hn.
  public static func gruForward(
    _ B: Int, _ H: Int, biasIH: Input, biasHH: Input, gates: Buffer, fromState: Buffer,
    hBefore: Input, h: Buffer
  ) { gf_gru_forward_f64(B, H, biasIH, biasHH, gates, fromState, hBefore, h) }
  /// Gates become the cotangents of W x + b_ih, `fromState` those of U h + b_hh, `dhBefore` the direct part dh z.
  public static func gruBackward(
    _ B: Int, _ H: Int, gates: Buffer, fromState: Buffer, hBefore: Input, dh: Input,
    dhBefore: Buffer
  ) { gf_gru_backward_f64(B, H, gates, fromState, hBefore, dh, dhBefore) }
}
