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
  /// The transpose of each gate's block of W_hh: products of many rows are fastest where neither
  /// factor is transposed, and where the second lies in one piece.
  private let transposedBlocks: [Matrix]

  init(weights: CellWeights, coefficients: Matrix) {
    self.weights = weights
    self.coefficients = coefficients
    transposedBlocks = (0..<weights.kind.gates).map { weights.recurrentBlock($0).transposed() }
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
    let (n, width) = (stateSize, weights.weightHH.rows)
    let u = Scratch(min(steps.count, bandRows) * width)
    let fromInput = Scratch(weights.kind == .gru && input != nil ? bandRows * hiddenSize : 0)
    tangents.elements.withUnsafeBufferPointer { v in
      result.elements.withUnsafeMutableBufferPointer { out in
        forEachBand(steps, u) { first, pass in
          let (v, out) = (v.baseAddress! + first * n, out.baseAddress! + first * n)
          for (gate, block) in transposedBlocks.enumerated() {
            multiply(
              v, pass.m, stride: n, by: block, into: u.pointer + gate * hiddenSize, stride: width)
          }
          if let input {
            addInput(input, first, pass.m, to: u.pointer, candidate: fromInput.pointer)
          }
          switch weights.kind {
          case .rnn, .rnnRelu: pushRNN(pass, out: out)
          case .lstm: pushLSTM(pass, v: v, out: out)
          case .gru:
            pushGRU(pass, v: v, fromInput: input == nil ? nil : fromInput.pointer, out: out)
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
    let (n, width) = (stateSize, weights.weightHH.rows)
    let u = Scratch(min(steps.count, bandRows) * width)
    let toInput = Scratch(wantsInput && weights.kind == .gru ? bandRows * hiddenSize : 0)
    var input = wantsInput ? Matrix(zeros: steps.count, weights.inputSize) : nil
    cotangents.elements.withUnsafeBufferPointer { y in
      state.elements.withUnsafeMutableBufferPointer { out in
        forEachBand(steps, u) { first, pass in
          let (y, out) = (y.baseAddress! + first * n, out.baseAddress! + first * n)
          switch weights.kind {
          case .rnn, .rnnRelu: pullRNN(pass, y: y)
          case .lstm: pullLSTM(pass, y: y, out: out)
          case .gru:
            pullGRU(pass, y: y, toInput: toInput.count == 0 ? nil : toInput.pointer, out: out)
          }
          // Only the GRU's state has a way back of its own beside W_hh.
          multiply(
            u.pointer, pass.m, stride: width, by: weights.weightHH, into: out, stride: n,
            adding: weights.kind == .gru)
          if wantsInput { pullInput(pass, toInput, into: &input!, first) }
        }
      }
    }
    return input
  }

  /// Goes through the rows a few at a time, so that what lies between a product and its pass stays in
  /// the processor's cache.
  private func forEachBand(_ steps: [Int], _ u: Scratch, _ body: (Int, PassBuffers) -> Void) {
    steps.withUnsafeBufferPointer { steps in
      coefficients.elements.withUnsafeBufferPointer { k in
        for first in stride(from: 0, to: steps.count, by: bandRows) {
          body(
            first,
            PassBuffers(
              m: min(bandRows, steps.count - first), H: hiddenSize,
              steps: steps.baseAddress! + first, coefficients: k.baseAddress!,
              stride: coefficients.columns, u: u.pointer))
        }
      }
    }
  }

  private func pullInput(
    _ pass: PassBuffers, _ toInput: Scratch, into input: inout Matrix, _ first: Int
  ) {
    let (H, I, width) = (hiddenSize, weights.inputSize, weights.weightHH.rows)
    if toInput.count > 0 {  // the GRU's candidate sees the input without the reset gate's factor
      for row in 0..<pass.m {
        (pass.u + row * width + 2 * H).update(from: toInput.pointer + row * H, count: H)
      }
    }
    input.elements.withUnsafeMutableBufferPointer {
      multiply(
        pass.u, pass.m, stride: width, by: weights.weightIH, into: $0.baseAddress! + first * I,
        stride: I)
    }
  }

  /// u += W_ih δx, but for the GRU's n block, which is kept apart: the reset gate multiplies only what comes from h.
  private func addInput(
    _ input: Matrix, _ first: Int, _ m: Int, to u: UnsafeMutablePointer<Double>,
    candidate: UnsafeMutablePointer<Double>
  ) {
    let H = hiddenSize
    let I = weights.inputSize
    let gatesTogether = weights.kind == .gru ? 2 * H : weights.weightIH.rows
    let width = weights.weightIH.rows
    weights.weightIH.elements.withUnsafeBufferPointer { w in
      input.elements.withUnsafeBufferPointer { x in
        let x = x.baseAddress! + first * I
        gemm(false, true, m, gatesTogether, I, 1, x, I, w.baseAddress!, I, 1, u, width)
        guard weights.kind == .gru else { return }
        gemm(false, true, m, H, I, 1, x, I, w.baseAddress! + 2 * H * I, I, 0, candidate, H)
      }
    }
  }
}

/// How many rows a product and its pass take at a time: twice what a product's part takes.
private let bandRows = 48

/// out = X W, or out += X W, for m rows of X; the rows of X and of `out` lie so far apart.
private func multiply(
  _ x: UnsafePointer<Double>, _ m: Int, stride: Int, by w: Matrix,
  into out: UnsafeMutablePointer<Double>, stride outStride: Int, adding: Bool = false
) {
  w.elements.withUnsafeBufferPointer { w0 in
    gemm(
      false, false, m, w.columns, w.rows, 1, x, stride, w0.baseAddress!, w.columns,
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
