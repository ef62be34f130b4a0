import Autodiff
import Foundation
import LinearAlgebra
import Testing

/// The values of the operations, against their definitions written as loops over elements.
@Suite struct OperationsTests {
  private let tape = Tape<Double>()
  private let x: Tensor<Double> = random([3, 4])
  private var v: Variable<Double> { tape.variable(x) }

  private func isClose(_ a: Tensor<Double>, _ b: [Double]) -> Bool {
    a.count == b.count && zip(a.array, b).allSatisfy { abs($0 - $1) <= 1e-14 * max(1, abs($1)) }
  }

  @Test func activationsAreTheirFormulas() {
    #expect(isClose(v.tanh().value, x.array.map { Foundation.tanh($0) }))
    #expect(isClose(v.sigmoid().value, x.array.map { 1 / (1 + Foundation.exp(-$0)) }))
    #expect(v.relu().value.array == x.array.map { max(0, $0) })
    #expect(isClose(v.exp().value, x.array.map { Foundation.exp($0) }))
    #expect(isClose(v.exp().log().value, x.array))
    #expect(v.square().value.array == x.array.map { $0 * $0 })
    #expect((2 - v * 3).value.array == x.array.map { 2 - 3 * $0 })
  }

  @Test func nothingNotANumberIsHidden() {
    let broken = tape.variable(Tensor(shape: [2], [.nan, 1]))
    for y in [broken.tanh(), broken.sigmoid(), broken.relu(), broken.exp(), broken.log()] {
      #expect(y.value.array[0].isNaN)
      #expect(!y.value.isFinite)
    }
  }

  @Test func sumsAndMeansAreOverTheNamedAxes() {
    let y: Tensor<Double> = random([2, 3, 4])
    let w = tape.variable(y)
    #expect(isClose(w.sum().value, [y.array.reduce(0, +)]))
    #expect(isClose(w.mean().value, [y.array.reduce(0, +) / 24]))
    let rows = (0..<2).flatMap { a in
      (0..<4).map { c in (0..<3).reduce(0) { $0 + y[a, $1, c] } }
    }
    #expect(w.sum([1]).shape == [2, 4])
    #expect(isClose(w.sum([1]).value, rows))
    #expect(isClose(w.mean([1]).value, rows.map { $0 / 3 }))
    #expect(w.sum([-2], keepingAxes: true).shape == [2, 1, 4])
    let middle = (0..<3).map { b in
      (0..<2).reduce(0) { sum, a in (0..<4).reduce(sum) { $0 + y[a, b, $1] } }
    }
    #expect(isClose(w.sum([0, 2]).value, middle))
  }

  @Test func productsAreRowsTimesColumns() {
    let a: Tensor<Double> = random([3, 4])
    let b: Tensor<Double> = random([4, 2], 2)
    let product = (0..<3).flatMap { i in
      (0..<2).map { j in (0..<4).reduce(0) { $0 + a[i, $1] * b[$1, j] } }
    }
    let (va, vb) = (tape.variable(a), tape.variable(b))
    let (ta, tb) = (va.transposed(), vb.transposed())
    #expect(isClose(va.matmul(vb).value, product))
    #expect(isClose(ta.matmul(vb, transposingSelf: true).value, product))
    #expect(isClose(va.matmul(tb, transposingOther: true).value, product))
    #expect(
      isClose(ta.matmul(tb, transposingSelf: true, transposingOther: true).value, product))
  }

  @Test func transposingMovesIndices() {
    let y: Tensor<Double> = random([2, 3, 4])
    let t = tape.variable(y).transposed([2, 0, 1]).value
    #expect(t.shape == [4, 2, 3])
    for i in 0..<2 {
      for j in 0..<3 { for k in 0..<4 { #expect(t[k, i, j] == y[i, j, k]) } }
    }
  }

  @Test func partsJoinToTheWholeTheyWereCutFrom() {
    for axis in [0, 1, -1] {
      let y: Tensor<Double> = random([3, 4, 5])
      let w = tape.variable(y)
      let parts = [w.sliced(axis: axis, 0..<1), w.sliced(axis: axis, 1..<3)]
      let whole = Variable.concatenate(parts, axis: axis)
      #expect(whole.value == y.sliced(axis: axis, 0..<3))
    }
    let steps = (0..<3).map { v[$0] }
    #expect(Variable.stack(steps).value == x)
    #expect(Variable.stack(steps, axis: 1).value == x.transposed([1, 0]))
  }

  @Test func gatheringTakesRows() {
    let rows = v.gather([2, 0, 2], shape: [3, 1])
    #expect(rows.shape == [3, 1, 4])
    #expect(rows.value.array == x.leading(2).array + x.leading(0).array + x.leading(2).array)
    #expect(v.pick([3, 0, 1]).value.array == [x[0, 3], x[1, 0], x[2, 1]])
  }

  @Test func softmaxIsAProbability() {
    let p = v.softmax().value
    for row in 0..<3 {
      #expect(abs(p.leading(row).sum - 1) <= 1e-15)
      #expect(abs(p[row, 1] / p[row, 0] - Foundation.exp(x[row, 1] - x[row, 0])) <= 1e-14)
    }
    #expect(isClose(v.logSoftmax().value, p.array.map { Foundation.log($0) }))
    let far = tape.variable(Tensor(shape: [2], [1000, -1000]))
    #expect(far.softmax().value.array == [1, 0])
    #expect(far.logSoftmax().value.array == [0, -2000])
  }

  @Test func lossesAreTheirFormulas() {
    let p = v.logSoftmax().value
    let loss = -(p[0, 2] + p[2, 1]) / 2
    #expect(isClose(v.crossEntropy(targets: [2, -1, 1]).value, [loss]))
    #expect(isClose(v.crossEntropy(targets: [2, -1, 1], reduction: .sum).value, [2 * loss]))
    #expect(v.crossEntropy(targets: [-1, -1, -1]).value.item == 0)
    let target = tape.constant(random([3, 4], 2))
    let d = zip(x.array, target.value.array).map { $0 - $1 }
    let squares = d.reduce(0) { $0 + $1 * $1 }
    #expect(isClose(v.meanSquaredError(target).value, [squares / 12]))
    #expect(isClose(v.meanSquaredError(target, reduction: .sum).value, [squares]))
    let huber = d.map { abs($0) <= 0.7 ? $0 * $0 / 2 : 0.7 * (abs($0) - 0.35) }.reduce(0, +)
    #expect(isClose(v.huber(target, delta: 0.7).value, [huber / 12]))
  }

  /// Of a fair-sized sample as many are dropped as asked, within five standard deviations.
  @Test(arguments: [0.1, 0.5, 0.9]) func dropoutKeepsTheExpectation(_ rate: Double) {
    let ones = tape.variable(.ones([100, 100]))
    var generator = RandomGenerator(seed: 5)
    let y = ones.dropout(rate, using: &generator).value.array
    let dropped = y.count { $0 == 0 }
    #expect(abs(Double(dropped) - 10_000 * rate) < 5 * (10_000 * rate * (1 - rate)).squareRoot())
    #expect(y.allSatisfy { $0 == 0 || abs($0 - 1 / (1 - rate)) < 1e-15 })
  }

  @Test func dropoutIsReproducibleAndNothingAtARateOfZero() {
    var (first, second) = (RandomGenerator(seed: 5), RandomGenerator(seed: 5))
    let a = v.dropout(0.5, using: &first).value
    #expect(a == v.dropout(0.5, using: &second).value)
    #expect(a != v.dropout(0.5, using: &second).value)
    let before = second
    #expect(v.dropout(0, using: &second).value == x)
    #expect(second == before)
  }

  @Test(arguments: [(1, 0), (2, 0), (1, 1), (2, 2), (3, 1)])
  func convolutionIsTheSumOverThePatch(_ stride: Int, _ padding: Int) {
    let image: Tensor<Double> = random([2, 3, 6, 5])
    let kernel: Tensor<Double> = random([4, 3, 3, 2], 2)
    let y = tape.constant(image)
      .conv2d(tape.constant(kernel), stride: stride, padding: padding).value
    let (height, width) = ((6 + 2 * padding - 3) / stride + 1, (5 + 2 * padding - 2) / stride + 1)
    #expect(y.shape == [2, 4, height, width])
    func pixel(_ n: Int, _ c: Int, _ i: Int, _ j: Int) -> Double {
      (0..<6).contains(i) && (0..<5).contains(j) ? image[n, c, i, j] : 0
    }
    for (n, f, i, j) in product(2, 4, height, width) {
      var sum = 0.0
      for (c, u, v, _) in product(3, 3, 2, 1) {
        sum += pixel(n, c, i * stride + u - padding, j * stride + v - padding) * kernel[f, c, u, v]
      }
      #expect(abs(y[n, f, i, j] - sum) <= 1e-13)
    }
  }

  private func product(_ a: Int, _ b: Int, _ c: Int, _ d: Int) -> [(Int, Int, Int, Int)] {
    (0..<a * b * c * d).map { ($0 / (b * c * d), $0 / (c * d) % b, $0 / d % c, $0 % d) }
  }
}
