import CKernels

/// The gate kernels of one precision on arrays, so that a law can be written once for both.
struct GateKernels<Scalar: BinaryFloatingPoint> {
  typealias In = UnsafePointer<Scalar>
  typealias Out = UnsafeMutablePointer<Scalar>
  let rnnForward: (Int, Int, In, In, Out) -> Void
  let rnnBackward: (Int, Int, In, In, Out) -> Void
  let reluForward: (Int, Int, In, In, Out) -> Void
  let reluBackward: (Int, Int, In, In, Out) -> Void
  let lstmForward: (Int, Int, In, Out, In, Out, Out, Out) -> Void
  let lstmBackward: (Int, Int, Out, In, In, In, Out, Out?) -> Void
  let gruForward: (Int, Int, In, In, Out, Out, In, Out) -> Void
  let gruBackward: (Int, Int, Out, Out, In, In, Out) -> Void

  static var f32: GateKernels<Float> {
    .init(
      rnnForward: gf_rnn_tanh_forward_f32, rnnBackward: gf_rnn_tanh_backward_f32,
      reluForward: gf_rnn_relu_forward_f32, reluBackward: gf_rnn_relu_backward_f32,
      lstmForward: gf_lstm_forward_f32, lstmBackward: gf_lstm_backward_f32,
      gruForward: gf_gru_forward_f32, gruBackward: gf_gru_backward_f32)
  }

  static var f64: GateKernels<Double> {
    .init(
      rnnForward: gf_rnn_tanh_forward_f64, rnnBackward: gf_rnn_tanh_backward_f64,
      reluForward: gf_rnn_relu_forward_f64, reluBackward: gf_rnn_relu_backward_f64,
      lstmForward: gf_lstm_forward_f64, lstmBackward: gf_lstm_backward_f64,
      gruForward: gf_gru_forward_f64, gruBackward: gf_gru_backward_f64)
  }
}

/// One LSTM step forward and its pullback, of B rows of H.
struct LSTMStep<Scalar: BinaryFloatingPoint> {
  let gates, c, tanhC, h: [Scalar]
  let dGates, dcPrevious, dcTotal: [Scalar]

  init(
    _ kernels: GateKernels<Scalar>, _ batch: Int, _ hidden: Int, bias: [Scalar],
    preactivations: [Scalar], cPrevious: [Scalar], dh: [Scalar], dc: [Scalar]
  ) {
    let zeros = [Scalar](repeating: 0, count: batch * hidden)
    let forward = guarded(bias, preactivations, cPrevious, zeros, zeros, zeros) {
      kernels.lstmForward(batch, hidden, $0[0], $0[1], $0[2], $0[3], $0[4], $0[5])
    }
    (gates, c, tanhC, h) = (forward[1], forward[3], forward[4], forward[5])
    let backward = guarded(gates, cPrevious, tanhC, dh, dc, zeros) {
      kernels.lstmBackward(batch, hidden, $0[0], $0[1], $0[2], $0[3], $0[4], $0[5])
    }
    (dGates, dcPrevious, dcTotal) = (backward[0], backward[4], backward[5])
  }
}

/// One GRU step forward and its pullback, of B rows of H.
struct GRUStep<Scalar: BinaryFloatingPoint> {
  let gates, candidate, h: [Scalar]
  let dInput, dRecurrent, dhPrevious: [Scalar]

  init(
    _ kernels: GateKernels<Scalar>, _ batch: Int, _ hidden: Int, biases: [[Scalar]],
    input: [Scalar], recurrent: [Scalar], hPrevious: [Scalar], dh: [Scalar]
  ) {
    let forward = guarded(biases[0], biases[1], input, recurrent, hPrevious, hPrevious) {
      kernels.gruForward(batch, hidden, $0[0], $0[1], $0[2], $0[3], $0[4], $0[5])
    }
    (gates, candidate, h) = (forward[2], forward[3], forward[5])
    let backward = guarded(gates, candidate, hPrevious, dh) {
      kernels.gruBackward(batch, hidden, $0[0], $0[1], $0[2], $0[3], $0[3])
    }
    (dInput, dRecurrent, dhPrevious) = (backward[0], backward[1], backward[3])
  }
}
