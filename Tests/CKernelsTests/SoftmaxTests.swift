import CKernels
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Softmax and cross-entropy")
struct SoftmaxTests {
  /// ln softmax of one row in Float64.
  private func logSoftmax(_ row: [Float]) -> [Double] {
    let row = row.map(Double.init)
    let shift = row.max() ?? 0
    let total = log(row.reduce(0) { $0 + exp($1 - shift) })
    return row.map { $0 - shift - total }
  }

  @Test("Rows of every length, in place and not", arguments: paths)
  func everyLength(_ path: String) {
    var spread = Spread(state: 53)
    on(path) {
      for outputs in Array(1...70) + [255, 256, 257, 600] {
        let x: [Float] = spread.values(2 * outputs, -8...8)
        let expected = logSoftmax(Array(x[..<outputs])) + logSoftmax(Array(x[outputs...]))
        let y = guarded(x) { gf_softmax_rows_f32(2, outputs, $0[0], $0[0]) }[0]
        let logs = guarded(x) { gf_log_softmax_rows_f32(2, outputs, $0[0], $0[0]) }[0]
        #expect(zip(y, expected).allSatisfy { abs(Double($0) / exp($1) - 1) < 1e-6 })
        #expect(distance(logs, expected) < 3e-7)

        let x64 = x.map(Double.init)
        var (y64, logs64) = (x64, x64)
        gf_softmax_rows_f64(2, outputs, x64, &y64)
        gf_log_softmax_rows_f64(2, outputs, x64, &logs64)
        #expect(distance(y64, expected.map(exp)) < 1e-15)
        #expect(distance(logs64, expected) < 1e-15)
      }
    }
  }

  @Test("Extreme logits: no overflow, and NaN stays in its row", arguments: paths)
  func extremes(_ path: String) {
    let largest = Float.greatestFiniteMagnitude
    let x: [Float] = [largest, 0, -largest, -1e4, -1e4, -1e4, 1e4, -.infinity, 9999, 0, .nan, 1]
    var y = x
    on(path) { gf_softmax_rows_f32(4, 3, x, &y) }
    let e = exp(-1.0)
    let expected = [1, 0, 0, 1.0 / 3, 1.0 / 3, 1.0 / 3, 1 / (1 + e), 0, e / (1 + e)]
    #expect(distance(Array(y[..<9]), expected) < 1e-6)
    #expect(y[9...].allSatisfy { $0.isNaN })

    let loss = on(path) { gf_softmax_xent_f32(1, 3, [largest, 0, -largest], [2], nil, 1) }
    #expect(loss == 2 * Double(largest))
    let notANumber = on(path) { gf_softmax_xent_f32(1, 3, [0, .nan, 1], [0], nil, 1) }
    #expect(notANumber.isNaN)
  }

  @Test("Cross-entropy is minus the logarithm, summed, with and without gradient", arguments: paths)
  func crossEntropy(_ path: String) {
    var spread = Spread(state: 59)
    on(path) {
      for outputs in [1, 2, 16, 65, 300] {
        let x: [Float] = spread.values(3 * outputs, -5...5)
        let targets: [Int32] = [0, Int32(outputs - 1), Int32(outputs / 2)]
        let rows = (0..<3).map { logSoftmax(Array(x[$0 * outputs..<($0 + 1) * outputs])) }
        let expected = -(0..<3).reduce(0) { $0 + rows[$1][Int(targets[$1])] }
        let gradient = (0..<3).flatMap { row in
          (0..<outputs).map { 0.5 * (exp(rows[row][$0]) - (Int32($0) == targets[row] ? 1 : 0)) }
        }
        let alone = gf_softmax_xent_f32(3, outputs, x, targets, nil, 0.5)
        #expect(abs(alone - expected) < 1e-6 * max(1, expected))
        let out = guarded(x, x) {
          let loss = gf_softmax_xent_f32(3, outputs, $0[0], targets, $0[1], 0.5)
          #expect(abs(loss - alone) < 1e-12 * max(1, expected))
        }[1]
        let inPlace = guarded(x) {
          let loss = gf_softmax_xent_f32(3, outputs, $0[0], targets, $0[0], 0.5)
          #expect(abs(loss - alone) < 1e-12 * max(1, expected))
        }[0]
        #expect(distance(out, gradient) < 2e-7 && inPlace == out)

        var gradient64 = x.map(Double.init)
        let loss64 = gf_softmax_xent_f64(3, outputs, gradient64, targets, &gradient64, 0.5)
        #expect(abs(loss64 - expected) < 1e-13 * max(1, expected))
        #expect(distance(gradient64, gradient) < 1e-15)
      }
    }
  }

  @Test("A row with a negative target counts for nothing", arguments: paths)
  func ignoredRow(_ path: String) {
    let x: [Float] = [1, 2, 3, .nan, 5, 6, 3, 2, 1]
    var gradient = x
    let loss = on(path) { gf_softmax_xent_f32(3, 3, x, [0, -1, 2], &gradient, 1) }
    #expect(abs(loss + 2 * logSoftmax([1, 2, 3])[0]) < 1e-6)
    #expect(gradient[3..<6].allSatisfy { $0 == 0 })
  }
}
