import CKernels
import Testing

@Suite("Rows")
struct RowsTests {
  @Test("A bias is added to each row, and its pullback sums the rows", arguments: paths)
  func bias(_ path: String) {
    var spread = Spread(state: 41)
    on(path) {
      for (batch, hidden) in [(0, 3), (1, 1), (3, 5), (8, 16), (9, 17), (30, 70)] {
        let bias: [Float] = spread.values(hidden)
        let x: [Float] = spread.values(batch * hidden)
        let y = guarded(bias, x) { gf_add_bias_rows_f32(batch, hidden, $0[0], $0[1]) }[1]
        #expect(y == x.indices.map { bias[$0 % hidden] + x[$0] })

        let sums = (0..<hidden).map { column in
          (0..<batch).reduce(Double(bias[column])) { $0 + Double(x[$1 * hidden + column]) }
        }
        let out = guarded(x, bias) { gf_sum_rows_f32(batch, hidden, $0[0], $0[1]) }[1]
        let out64 = guarded(x.map(Double.init), bias.map(Double.init)) {
          gf_sum_rows_f64(batch, hidden, $0[0], $0[1])
        }[1]
        #expect(distance(out, sums) < 2e-6)
        #expect(distance(out64, sums) < 1e-14)
      }
    }
  }

  @Test("The pullback of a bias stays exact over many rows", arguments: paths)
  func manyRows(_ path: String) {
    let rows = 40_000
    let x = [Float](repeating: 0.1, count: rows)
    var out: [Float] = [0]
    on(path) { gf_sum_rows_f32(rows, 1, x, &out) }
    #expect(abs(out[0] / (Float(rows) * 0.1) - 1) < 2e-4)
  }

  @Test("Rows are gathered, and scattered rows with one index add up", arguments: paths)
  func gather(_ path: String) {
    let indices: [Int32] = [2, 0, 2, 1, 2]
    var spread = Spread(state: 43)
    on(path) {
      for width in [1, 3, 16, 33] {
        let table: [Float] = spread.values(3 * width)
        let zeros = [Float](repeating: 0, count: 5 * width)
        let rows = guarded(table, zeros) { gf_gather_rows_f32(5, width, $0[0], indices, $0[1]) }[1]
        #expect(rows == indices.flatMap { table[Int($0) * width..<(Int($0) + 1) * width] })

        let sum = guarded(rows, Array(zeros[..<(3 * width)])) {
          gf_scatter_add_rows_f32(5, width, $0[0], indices, $0[1])
        }[1]
        let counts: [Float] = [1, 1, 3]
        #expect(distance(sum, table.indices.map { counts[$0 / width] * table[$0] }) < 1e-6)

        var (out64, sum64) = (
          [Double](repeating: 0, count: 5 * width), [Double](repeating: 0, count: 3 * width)
        )
        gf_gather_rows_f64(5, width, table.map(Double.init), indices, &out64)
        gf_scatter_add_rows_f64(5, width, out64, indices, &sum64)
        #expect(out64 == rows.map(Double.init))
        #expect(distance(sum, sum64) < 1e-6)
      }
    }
  }
}
