import CKernels
import Testing

@Suite("Reductions")
struct ReductionTests {
  @Test("Sums, at every length, to Float64's precision", arguments: paths)
  func sums(_ path: String) {
    var spread = Spread(state: 17)
    on(path) {
      for count in 0...70 {
        let x: [Float] = spread.values(count)
        let y: [Float] = spread.values(count)
        let sum = x.reduce(0) { $0 + Double($1) }
        let squares = x.reduce(0) { $0 + Double($1) * Double($1) }
        let dot = zip(x, y).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        _ = guarded(x, y) {
          #expect(abs(gf_sum_f32(count, $0[0]) - sum) <= 1e-13)
          #expect(abs(gf_sum_squares_f32(count, $0[0]) - squares) <= 1e-13)
          var norms = [-1.0, -1]
          gf_row_norms_f32(1, count, $0[0], &norms)
          #expect(abs(norms[0] - squares.squareRoot()) <= 1e-13 && norms[1] == -1)
          #expect(abs(gf_dot_f32(count, $0[0], $0[1]) - dot) <= 1e-13)
        }
        _ = guarded(x.map(Double.init), y.map(Double.init)) {
          #expect(abs(gf_sum_f64(count, $0[0]) - sum) <= 1e-13)
          #expect(abs(gf_sum_squares_f64(count, $0[0]) - squares) <= 1e-13)
          #expect(abs(gf_dot_f64(count, $0[0], $0[1]) - dot) <= 1e-13)
        }
      }
    }
  }

  @Test("A million tenths add up, which Float32 sums do not", arguments: paths)
  func longSum(_ path: String) {
    let tenths = [Float](repeating: 0.1, count: 1_000_000)
    let sum = on(path) { gf_sum_f32(tenths.count, tenths) }
    #expect(abs(sum - 1e6 * Double(Float(0.1))) < 1e-6)
  }

  @Test("Every path adds in the same order")
  func sameOrder() {
    var spread = Spread(state: 23)
    let x: [Float] = spread.values(1001, -1e6...1e6)
    let sums = Set(paths.map { on($0) { gf_sum_f32(x.count, x) } })
    #expect(sums.count == 1)
  }

  @Test("A square beyond Float32 is none beyond Float64")
  func range() {
    #expect(gf_sum_squares_f32(2, [1e-30, 0]) > 0)
    #expect(gf_sum_squares_f32(2, [1e30, 0]).isFinite)
  }

  @Test("Largest magnitude and finiteness, wherever the element is", arguments: paths)
  func extremes(_ path: String) {
    on(path) {
      #expect(gf_max_abs_f32(0, [0]) == 0 && gf_all_finite_f32(0, [.nan]) == 1)
      for count in 1...70 {
        for place in [0, count / 2, count - 1] {
          check(Float.self, count, place, gf_max_abs_f32, gf_all_finite_f32)
          check(Double.self, count, place, gf_max_abs_f64, gf_all_finite_f64)
        }
      }
    }
  }

  private func check<Scalar: BinaryFloatingPoint>(
    _: Scalar.Type, _ count: Int, _ place: Int,
    _ maxAbs: (Int, UnsafePointer<Scalar>) -> Double,
    _ allFinite: (Int, UnsafePointer<Scalar>) -> Int32
  ) {
    for (value, finite) in [(Scalar(-3), 1), (-.infinity, 0), (.infinity, 0), (.nan, 0)] {
      var x = [Scalar](repeating: 0.25, count: count)
      x[place] = value
      _ = guarded(x) {
        #expect(allFinite(count, $0[0]) == finite)
        let largest = maxAbs(count, $0[0])
        #expect(value.isNaN ? largest.isNaN : largest == Double(abs(value)))
      }
    }
  }

  @Test("Gate statistics add up over the rows of one gate", arguments: paths)
  func gateStatistics(_ path: String) {
    let (batch, hidden) = (5, 37)
    var spread = Spread(state: 31)
    let gates: [Float] = spread.values(batch * 4 * hidden, 0...1)
    let forget = gates.indices.filter { $0 / hidden % 4 == 1 }.map { gates[$0] }
    var (sum, saturated) = (2.0, 3)
    var (sum64, saturated64) = (0.0, 0)
    on(path) {
      gates.withUnsafeBufferPointer { gates in
        gf_gate_stats_f32(
          batch, hidden, 4 * hidden, gates.baseAddress! + hidden, 0.1, 0.9, &sum, &saturated)
      }
      gf_gate_stats_f64(
        batch, hidden, hidden, forget.map(Double.init), Double(Float(0.1)), Double(Float(0.9)),
        &sum64, &saturated64)
    }
    let outside = forget.count { $0 < 0.1 || $0 > 0.9 }
    let total = forget.map(Double.init).reduce(0, +)
    #expect(saturated == 3 + outside && saturated64 == outside)
    #expect(abs(sum - 2 - total) < 1e-12 && abs(sum64 - total) < 1e-12)
  }
}
