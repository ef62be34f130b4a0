import CKernels
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

/// Central differences of `f`, with the step that balances truncation against rounding.
private func slopes(_ x: [Double], _ f: ([Double]) -> Double) -> [Double] {
  let step = 6e-6
  return x.indices.map { index in
    var (above, below) = (x, x)
    above[index] += step
    below[index] -= step
    return (f(above) - f(below)) / (2 * step)
  }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}

@Suite("Gates of the cells")
struct GatesTests {
  static let sizes = [(1, 1), (1, 3), (2, 5), (3, 16), (2, 33)]

  /// Differences take a run an input.
  static let slopeSizes = [(1, 3), (2, 5), (1, 17)]

  /// Inputs of one LSTM step; `Double`, to be rounded where Float32 is meant.
  private struct LSTMInputs {
    let batch, hidden: Int
    let bias, preactivations, cPrevious, dh, dc: [Double]

    init(_ batch: Int, _ hidden: Int) {
      var spread = Spread(state: UInt64(100 * batch + hidden))
      (self.batch, self.hidden) = (batch, hidden)
      bias = spread.values(4 * hidden, -1...1)
      preactivations = spread.values(4 * batch * hidden, -2...2)
      cPrevious = spread.values(batch * hidden)
      dh = spread.values(batch * hidden)
      dc = spread.values(batch * hidden)
    }

    func step<Scalar>(
      _ kernels: GateKernels<Scalar>, preactivations: [Double]? = nil, cPrevious: [Double]? = nil
    ) -> LSTMStep<Scalar> {
      LSTMStep(
        kernels, batch, hidden, bias: bias.map { Scalar($0) },
        preactivations: (preactivations ?? self.preactivations).map { Scalar($0) },
        cPrevious: (cPrevious ?? self.cPrevious).map { Scalar($0) }, dh: dh.map { Scalar($0) },
        dc: dc.map { Scalar($0) })
    }
  }

  private struct GRUInputs {
    let batch, hidden: Int
    let biases: [[Double]]
    let input, recurrent, hPrevious, dh: [Double]

    init(_ batch: Int, _ hidden: Int) {
      var spread = Spread(state: UInt64(1000 * batch + hidden))
      (self.batch, self.hidden) = (batch, hidden)
      biases = [spread.values(3 * hidden, -1...1), spread.values(3 * hidden, -1...1)]
      input = spread.values(3 * batch * hidden)
      recurrent = spread.values(3 * batch * hidden)
      hPrevious = spread.values(batch * hidden, -1...1)
      dh = spread.values(batch * hidden)
    }

    func step<Scalar>(
      _ kernels: GateKernels<Scalar>, input: [Double]? = nil, recurrent: [Double]? = nil,
      hPrevious: [Double]? = nil
    ) -> GRUStep<Scalar> {
      GRUStep(
        kernels, batch, hidden, biases: biases.map { $0.map { Scalar($0) } },
        input: (input ?? self.input).map { Scalar($0) },
        recurrent: (recurrent ?? self.recurrent).map { Scalar($0) },
        hPrevious: (hPrevious ?? self.hPrevious).map { Scalar($0) }, dh: dh.map { Scalar($0) })
    }
  }

  @Test("The LSTM's forward pass is its equations", arguments: paths)
  func lstmEquations(_ path: String) {
    for (batch, hidden) in Self.sizes {
      let inputs = LSTMInputs(batch, hidden)
      let step = on(path) { inputs.step(GateKernels<Double>.f64) }
      for (b, j) in (0..<batch).flatMap({ b in (0..<hidden).map { (b, $0) } }) {
        let a = (0..<4).map {
          inputs.preactivations[(4 * b + $0) * hidden + j] + inputs.bias[$0 * hidden + j]
        }
        let gates = [sigmoid(a[0]), sigmoid(a[1]), tanh(a[2]), sigmoid(a[3])]
        let c = gates[1] * inputs.cPrevious[b * hidden + j] + gates[0] * gates[2]
        let got = (0..<4).map { step.gates[(4 * b + $0) * hidden + j] }
        let at = b * hidden + j
        #expect(distance(got, gates) < 1e-15)
        #expect(distance([step.c[at], step.tanhC[at]], [c, tanh(c)]) < 1e-15)
        #expect(abs(step.h[at] - gates[3] * tanh(c)) < 1e-15)
      }
    }
  }

  @Test("The LSTM's pullback is the slope of dh h + dc c", arguments: paths)
  func lstmPullback(_ path: String) {
    for (batch, hidden) in Self.slopeSizes {
      let inputs = LSTMInputs(batch, hidden)
      on(path) {
        func loss(_ step: LSTMStep<Double>) -> Double {
          dot(inputs.dh, step.h) + dot(inputs.dc, step.c)
        }
        let step = inputs.step(GateKernels<Double>.f64)
        let byGates = slopes(inputs.preactivations) {
          loss(inputs.step(.f64, preactivations: $0))
        }
        let byCell = slopes(inputs.cPrevious) { loss(inputs.step(.f64, cPrevious: $0)) }
        #expect(distance(step.dGates, byGates) < 1e-8)
        #expect(distance(step.dcPrevious, byCell) < 1e-8)
        let forget = (0..<batch * hidden).map {
          step.gates[(4 * ($0 / hidden) + 1) * hidden + $0 % hidden]
        }
        #expect(distance(zip(step.dcTotal, forget).map(*), step.dcPrevious) < 1e-15)
      }
    }
  }

  @Test("The LSTM in Float32 follows Float64", arguments: paths)
  func lstmPrecisions(_ path: String) {
    for (batch, hidden) in Self.sizes {
      let inputs = LSTMInputs(batch, hidden)
      let (a, b) = on(path) {
        (inputs.step(GateKernels<Float>.f32), inputs.step(GateKernels<Double>.f64))
      }
      #expect(distance(a.gates, b.gates) < 5e-7 && distance(a.c, b.c) < 5e-7)
      #expect(distance(a.tanhC, b.tanhC) < 5e-7 && distance(a.h, b.h) < 5e-7)
      #expect(distance(a.dGates, b.dGates) < 2e-6)
      #expect(distance(a.dcPrevious, b.dcPrevious) < 2e-6)
      #expect(distance(a.dcTotal, b.dcTotal) < 2e-6)
    }
  }

  @Test("The LSTM's cell state in place, and no total asked for, change nothing", arguments: paths)
  func lstmAliasing(_ path: String) {
    for (batch, hidden) in Self.sizes {
      let inputs = LSTMInputs(batch, hidden)
      on(path) {
        let step = inputs.step(GateKernels<Double>.f64)
        var (gates, c) = (inputs.preactivations, inputs.cPrevious)
        var (tanhC, h) = (c, c)
        c.withUnsafeMutableBufferPointer { c in
          gf_lstm_forward_f64(
            batch, hidden, inputs.bias, &gates, c.baseAddress!, c.baseAddress!, &tanhC, &h)
        }
        #expect(c == step.c && h == step.h)
        var dc = inputs.dc
        gf_lstm_backward_f64(batch, hidden, &gates, inputs.cPrevious, tanhC, inputs.dh, &dc, nil)
        #expect(dc == step.dcPrevious && gates == step.dGates)
      }
    }
  }

  @Test("The GRU's forward pass is its equations, with b_hn inside the reset", arguments: paths)
  func gruEquations(_ path: String) {
    for (batch, hidden) in Self.sizes {
      let inputs = GRUInputs(batch, hidden)
      let step = on(path) { inputs.step(GateKernels<Double>.f64) }
      for (b, j) in (0..<batch).flatMap({ b in (0..<hidden).map { (b, $0) } }) {
        let x = (0..<3).map {
          inputs.input[(3 * b + $0) * hidden + j] + inputs.biases[0][$0 * hidden + j]
        }
        let u = (0..<3).map {
          inputs.recurrent[(3 * b + $0) * hidden + j] + inputs.biases[1][$0 * hidden + j]
        }
        let (r, z) = (sigmoid(x[0] + u[0]), sigmoid(x[1] + u[1]))
        let n = tanh(x[2] + r * u[2])
        let h = (1 - z) * n + z * inputs.hPrevious[b * hidden + j]
        let got = (0..<3).map { step.gates[(3 * b + $0) * hidden + j] }
        #expect(distance(got, [r, z, n]) < 1e-15)
        #expect(abs(step.h[b * hidden + j] - h) < 1e-15)
        #expect(abs(step.candidate[(3 * b + 2) * hidden + j] - u[2]) < 1e-15)
      }
    }
  }

  @Test("The GRU's pullback is the slope of dh h", arguments: paths)
  func gruPullback(_ path: String) {
    for (batch, hidden) in Self.slopeSizes {
      let inputs = GRUInputs(batch, hidden)
      on(path) {
        let step = inputs.step(GateKernels<Double>.f64)
        let byInput = slopes(inputs.input) { dot(inputs.dh, inputs.step(.f64, input: $0).h) }
        let byRecurrent = slopes(inputs.recurrent) {
          dot(inputs.dh, inputs.step(.f64, recurrent: $0).h)
        }
        let byState = slopes(inputs.hPrevious) {
          dot(inputs.dh, inputs.step(.f64, hPrevious: $0).h)
        }
        #expect(distance(step.dInput, byInput) < 1e-8)
        #expect(distance(step.dRecurrent, byRecurrent) < 1e-8)
        #expect(distance(step.dhPrevious, byState) < 1e-8)
      }
    }
  }

  @Test("The GRU in Float32 follows Float64", arguments: paths)
  func gruPrecisions(_ path: String) {
    for (batch, hidden) in Self.sizes {
      let inputs = GRUInputs(batch, hidden)
      let (a, b) = on(path) {
        (inputs.step(GateKernels<Float>.f32), inputs.step(GateKernels<Double>.f64))
      }
      #expect(distance(a.gates, b.gates) < 1e-6 && distance(a.h, b.h) < 1e-6)
      #expect(distance(a.dInput, b.dInput) < 2e-6)
      #expect(distance(a.dRecurrent, b.dRecurrent) < 2e-6)
      #expect(distance(a.dhPrevious, b.dhPrevious) < 2e-6)
    }
  }

  /// Forward and pullback of a vanilla cell against `law` and its slope, in place.
  private func checkRNN<Scalar>(
    _ batch: Int, _ hidden: Int,
    _ forward: (
      Int, Int, UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>
    )
      -> Void,
    _ backward: (
      Int, Int, UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>
    ) -> Void,
    _ law: (Double) -> Double, tolerance: Double
  ) where Scalar: BinaryFloatingPoint {
    var spread = Spread(state: UInt64(batch + 10 * hidden))
    let bias: [Scalar] = spread.values(hidden, -1...1)
    let a: [Scalar] = spread.values(batch * hidden)
    let dh: [Scalar] = spread.values(batch * hidden)
    let sums = a.indices.map { Double(a[$0]) + Double(bias[$0 % hidden]) }
    let h = guarded(bias, a) { forward(batch, hidden, $0[0], $0[1], $0[1]) }[1]
    let da = guarded(h, dh) { backward(batch, hidden, $0[0], $0[1], $0[1]) }[1]
    let slope = sums.indices.map { slopes([sums[$0]]) { law($0[0]) }[0] * Double(dh[$0]) }
    #expect(distance(h, sums.map(law)) < tolerance)
    #expect(distance(da, slope) < max(tolerance, 1e-8))
  }

  @Test("The vanilla cells and their pullbacks", arguments: paths)
  func vanilla(_ path: String) {
    let (f32, f64) = (GateKernels<Float>.f32, GateKernels<Double>.f64)
    on(path) {
      for (batch, hidden) in Self.sizes {
        checkRNN(batch, hidden, f32.rnnForward, f32.rnnBackward, tanh, tolerance: 1e-6)
        checkRNN(batch, hidden, f64.rnnForward, f64.rnnBackward, tanh, tolerance: 1e-15)
        let relu = { (x: Double) in max(0, x) }
        checkRNN(batch, hidden, f32.reluForward, f32.reluBackward, relu, tolerance: 1e-6)
        checkRNN(batch, hidden, f64.reluForward, f64.reluBackward, relu, tolerance: 1e-15)
      }
    }
  }

  @Test("A NaN in one unit stays in that unit", arguments: paths)
  func notANumber(_ path: String) {
    let hidden = 20
    var gates = [Float](repeating: 0.5, count: 4 * hidden)
    gates[hidden + 7] = .nan
    let zeros = [Float](repeating: 0, count: hidden)
    var (c, tanhC, h) = (zeros, zeros, zeros)
    on(path) {
      gf_lstm_forward_f32(
        1, hidden, [Float](repeating: 0, count: 4 * hidden), &gates, zeros, &c, &tanhC, &h)
    }
    #expect(h.indices.allSatisfy { h[$0].isNaN == ($0 == 7) })
  }
}
