import LinearAlgebra

/// The derivative of every step of one layer at the states of a trajectory, in factored form.
///
/// With u = W_hh δh + W_ih δx (by gate) and elementwise coefficients that depend on the step:
/// - RNN: δh' = d u, with d = 1 - h² (tanh) or 1 where h > 0 (relu)
/// - LSTM: δc' = f δc + p_i u_i + p_f u_f + p_g u_g and δh' = q u_o + m δc', with p_i = g i(1-i), p_f = c_(t-1) f(1-f),
///   p_g = i(1-g²), q = tanh(c) o(1-o), m = o(1-tanh²(c)); c moves with h: nothing is held fixed
/// - GRU: δh' = z δh + a_r u_r + a_z u_z + a_n (W_n δx + r U_n δh), with a_z = (h_(t-1) - n) z(1-z), a_n = (1-z)(1-n²),
///   a_r = a_n (U_n h_(t-1) + b_hn) r(1-r)
///
/// The only dense matrices are the weights, which all steps share. Tangents and cotangents are rows of a block.
struct Linearization: Sendable {
  let weights: CellWeights
  /// Row t holds the coefficients of step t + 1, blocks of H in the order of `Coefficient`.
  let coefficients: Matrix
  /// W_hhᵀ: products of many rows are fastest where neither factor is transposed.
  private let transposedHH: Matrix

  init(weights: CellWeights, coefficients: Matrix) {
    self.weights = weights
    self.coefficients = coefficients
    transposedHH = weights.weightHH.transposed()
  }

  /// The blocks of a row of coefficients.
  enum Coefficient {
    static let rnn = 1  // d
    static let lstm = 6  // p_i, p_f, p_g, q (the order of the gates), then f, m
    static let gru = 5  // a_r, a_z, a_n r (the order of the gates), then a_n, z
  }

  var hiddenSize: Int { weights.hiddenSize }
  var stateSize: Int { weights.stateSize }

  /// δs_t from δs_(t-1) and, for a layer in a stack, δx_t.
  ///
  /// Row i of `tangents` (m x n), `input` (m x I) and `result` (m x n) belongs to step `steps[i]`.
  /// O(m G H (H + I)).
  func push(_ steps: [Int], _ tangents: Matrix, input: Matrix?, into result: inout Matrix) {
    let m = steps.count
    let u = Scratch(m * weights.weightHH.rows)
    let fromInput = Scratch(weights.kind == .gru && input != nil ? m * hiddenSize : 0)
    tangents.elements.withUnsafeBufferPointer {
      multiply(
        $0.baseAddress!, rows: m, stride: stateSize, by: transposedHH, into: u.pointer,
        stride: transposedHH.columns, adding: false)
    }
    if let input { addInput(input, to: u.pointer, candidate: fromInput.pointer) }
    tangents.elements.withUnsafeBufferPointer { v in
      result.elements.withUnsafeMutableBufferPointer { out in
        withPass(steps, u) { pass in
          switch weights.kind {
          case .rnn, .rnnRelu: pushRNN(pass, out: out.baseAddress!)
          case .lstm: pushLSTM(pass, v: v.baseAddress!, out: out.baseAddress!)
          case .gru:
            pushGRU(
              pass, v: v.baseAddress!, fromInput: input == nil ? nil : fromInput.pointer,
              out: out.baseAddress!)
          }
        }
      }
    }
  }

  /// The cotangent of s_(t-1) from that of s_t; with `wantsInput`, returns that of x_t too (m x I).
  @discardableResult
  func pull(
    _ steps: [Int], _ cotangents: Matrix, into state: inout Matrix, wantsInput: Bool = false
  ) -> Matrix? {
    let m = steps.count
    let u = Scratch(m * weights.weightHH.rows)
    let toInput = Scratch(wantsInput && weights.kind == .gru ? m * hiddenSize : 0)
    cotangents.elements.withUnsafeBufferPointer { y in
      state.elements.withUnsafeMutableBufferPointer { out in
        let (y, out) = (y.baseAddress!, out.baseAddress!)
        withPass(steps, u) { pass in
          switch weights.kind {
          case .rnn, .rnnRelu: pullRNN(pass, y: y)
          case .lstm: pullLSTM(pass, y: y, out: out)
          case .gru:
            pullGRU(pass, y: y, toInput: toInput.count == 0 ? nil : toInput.pointer, out: out)
          }
        }
        // Only the GRU's state has a way back of its own beside W_hh.
        multiply(
          u.pointer, rows: m, stride: weights.weightHH.rows, by: weights.weightHH, into: out,
          stride: stateSize, adding: weights.kind == .gru)
      }
    }
    return wantsInput ? inputCotangent(u, toInput, rows: m) : nil
  }

  private func withPass(_ steps: [Int], _ u: Scratch, _ body: (PassBuffers) -> Void) {
    steps.withUnsafeBufferPointer { steps in
      coefficients.elements.withUnsafeBufferPointer { k in
        body(
          PassBuffers(
            m: steps.count, H: hiddenSize, steps: steps.baseAddress!, coefficients: k.baseAddress!,
            stride: coefficients.columns, u: u.pointer))
      }
    }
  }

  private func inputCotangent(_ u: Scratch, _ toInput: Scratch, rows m: Int) -> Matrix {
    let (H, width) = (hiddenSize, weights.weightHH.rows)
    if toInput.count > 0 {  // the GRU's candidate sees the input without the reset gate's factor
      for row in 0..<m {
        (u.pointer + row * width + 2 * H).update(from: toInput.pointer + row * H, count: H)
      }
    }
    var input = Matrix(zeros: m, weights.inputSize)
    input.elements.withUnsafeMutableBufferPointer {
      multiply(
        u.pointer, rows: m, stride: width, by: weights.weightIH, into: $0.baseAddress!,
        stride: weights.inputSize, adding: false)
    }
    return input
  }

  /// u += W_ih δx, but for the GRU's n block, which is kept apart: the reset gate multiplies only what comes from h.
  private func addInput(
    _ input: Matrix, to u: UnsafeMutablePointer<Double>, candidate: UnsafeMutablePointer<Double>
  ) {
    let H = hiddenSize
    let I = weights.inputSize
    let gatesTogether = weights.kind == .gru ? 2 * H : weights.weightIH.rows
    let width = weights.weightIH.rows
    weights.weightIH.elements.withUnsafeBufferPointer { w in
      input.elements.withUnsafeBufferPointer { x in
        gemm(
          false, true, input.rows, gatesTogether, I, 1, x.baseAddress!, I, w.baseAddress!, I, 1, u,
          width)
        guard weights.kind == .gru else { return }
        gemm(
          false, true, input.rows, H, I, 1, x.baseAddress!, I, w.baseAddress! + 2 * H * I, I, 0,
          candidate, H)
      }
    }
  }
}

/// out = X W, or out += X W, where the rows of X and of `out` lie so far apart.
private func multiply(
  _ x: UnsafePointer<Double>, rows: Int, stride: Int, by w: Matrix,
  into out: UnsafeMutablePointer<Double>, stride outStride: Int, adding: Bool
) {
  w.elements.withUnsafeBufferPointer { w0 in
    gemm(
      false, false, rows, w.columns, w.rows, 1, x, stride, w0.baseAddress!, w.columns,
      adding ? 1 : 0, out, outStride)
  }
}

/// A run of doubles for one call, of any values.
private final class Scratch {
  let pointer: UnsafeMutablePointer<Double>
  let count: Int

  init(_ count: Int) {
    self.count = count
    pointer = .allocate(capacity: max(count, 1))
  }

  deinit { pointer.deallocate() }
}
