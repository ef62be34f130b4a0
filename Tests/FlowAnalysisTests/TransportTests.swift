import Foundation
import LinearAlgebra
import Recurrent
import Testing

@testable import FlowAnalysis

struct TransportTests {
  @Test(arguments: CellKind.allCases)
  func equalsTheSingularValuesOfTheProductWrittenOut(kind: CellKind) throws {
    let weights = try untrained(kind, hidden: 6, seed: 3)
    let jacobians = trajectory(weights, inputs: noise(7, 3, seed: 4)).jacobians
    let measured = try transport(of: jacobians)
    for t in 0...7 {
      let product = explicitProduct(jacobians, from: t)
      let expected = [log(try product.singularValues()[0]), log(product.frobeniusNorm)]
      #expect(
        largestDifference([measured.logSpectral[t], measured.logFrobenius[t]], expected) <= 1e-10)
    }
  }

  @Test func blocksAreThoseOfTheProductWrittenOut() throws {
    let weights = try untrained(.lstm, hidden: 4, seed: 5)
    let run = trajectory(weights, inputs: noise(6, 3, seed: 6))
    let measured = try run.transport()
    for t in 0...6 {
      let product = explicitProduct(run.jacobians, from: t)
      for (name, first) in [("h to h", 0), ("c to c", 4)] {
        let rows = (first..<first + 4).map { i in (first..<first + 4).map { product[i, $0] } }
        let expected = log(try Matrix(rows: rows).singularValues()[0])
        #expect(abs(try #require(measured.logBlock(name))[t] - expected) <= 1e-10)
      }
    }
  }

  /// 20,000 rotations with factors e^-1 ... e^-2 a step: the product is e^-30000 times a rotation.
  @Test func goesFarBelowTheSmallestDouble() throws {
    var generator = RandomGenerator(seed: 7)
    let factors = (0..<20_000).map { _ in generator.uniform(in: -2..<(-1)) }
    let family = MatrixFamily(factors.map { exp($0) * rotation($0) })
    let logs = try transport(of: family).logSpectral
    #expect(abs(logs[0] - factors.reduce(0, +)) <= 1e-8)
    #expect(logs[0] < -29_000)
    #expect(abs(try growth(of: family).last! - logs[0]) <= 1e-8)
  }

  /// sigma_1 sigma_2 = |det| and sigma_1² + sigma_2² = ||.||_F² leave one sigma_1 for a product of
  /// 2 x 2 matrices.
  @Test func agreesWithTheDeterminantAtAnyDepth() throws {
    var generator = RandomGenerator(seed: 8)
    let factors = (0..<2_000).map { _ in
      Matrix.gaussian(2, 2, standardDeviation: 0.4, using: &generator)
    }
    let measured = try transport(of: MatrixFamily(factors))
    var logDeterminant = 0.0
    for t in (0..<2_000).reversed() {
      let a = factors[t]
      logDeterminant += log(abs(a[0, 0] * a[1, 1] - a[0, 1] * a[1, 0]))
      let frobenius = measured.logFrobenius[t]
      let ratio = exp(2 * (logDeterminant - 2 * frobenius))  // (det / F²)², at most 1/4
      let expected = frobenius + 0.5 * log((1 + max(0, 1 - 4 * ratio).squareRoot()) / 2)
      #expect(abs(measured.logSpectral[t] - expected) <= 1e-7)
    }
  }

  @Test func isTheClosedFormOfAScalar() throws {
    let run = trajectory(undriven(Matrix(rows: [[0.9]])), inputs: Matrix(zeros: 50, 1))
    #expect(abs(exp(try run.transport().logSpectral[0]) - 5.153_775_207_32e-3) <= 1e-14)
  }

  @Test func isMinusInfinityBehindAClosedRelu() throws {
    let w = Matrix(rows: [[0.5, 0.1], [0.2, 0.5]])
    let closed = CellWeights(
      kind: .rnnRelu, weightIH: Matrix(rows: [[1], [1]]), weightHH: w)
    let inputs = Matrix(rows: [[1], [1], [-9], [1], [1]])
    let logs = try transport(of: trajectory(closed, inputs: inputs).jacobians).logSpectral
    #expect(logs[...2] == [-.infinity, -.infinity, -.infinity])
    #expect(logs[3...].allSatisfy({ $0.isFinite }))
  }

  @Test func growthFromTheFirstStateIsTransportAtEveryLength() throws {
    let weights = try untrained(.gru, hidden: 5, seed: 9)
    let inputs = noise(12, 3, seed: 10)
    let curve = try growth(of: trajectory(weights, inputs: inputs).jacobians)
    for T in 1...12 {
      let whole = try transport(of: trajectory(weights, inputs: inputs.rows(0..<T)).jacobians)
      #expect(abs(curve[T] - whole.logSpectral[0]) <= 1e-10)
    }
  }

  @Test func withoutRecurrentWeightsTheCellPathIsTheProductOfForgetGates() throws {
    var weights = try untrained(.lstm, hidden: 5, seed: 11)
    weights.weightHH = Matrix(zeros: 20, 5)
    let run = trajectory(weights, inputs: noise(300, 3, seed: 12))
    let total = try #require(try run.transport().logBlock("c to c"))
    let direct = try #require(DirectCellPath(run)).logMaximum
    #expect(largestDifference(total, direct) <= 1e-10)
    #expect(direct[0] < -100)
  }
}
