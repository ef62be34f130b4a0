import Foundation
import LinearAlgebra
import Recurrent
import Testing

@testable import FlowAnalysis

struct DirectCellPathTests {
  /// A forget gate that sees nothing but its bias of 1: f = sigmoid(1), half-life ln 2 / -ln
  /// sigmoid(1).
  @Test func aForgetBiasOfOneHalvesIn2213Steps() throws {
    var weights = CellWeights(
      kind: .lstm, weightIH: Matrix(zeros: 4, 1), weightHH: Matrix(zeros: 4, 1))
    weights.biasIH[1] = 1
    let path = try #require(DirectCellPath(trajectory(weights, inputs: Matrix(zeros: 30, 1))))
    #expect(abs(path.halfLives[0] - 2.213) <= 5e-4)
    #expect(abs(forgetHalfLife(bias: 1) - path.halfLives[0]) <= 1e-12)
    #expect(abs(path.logMaximum[0] - 30 * log(0.731_058_578_630_004_9)) <= 1e-12)
  }

  @Test func productsAreThoseOfTheGatesUnitByUnit() throws {
    let run = trajectory(try untrained(.lstm, hidden: 3, seed: 1), inputs: noise(9, 3, seed: 2))
    let path = try #require(DirectCellPath(run))
    for t in 0...9 {
      for j in 0..<3 {
        let product = (t..<9).reduce(1.0) { $0 * run.gates[$1, 3 + j] }
        #expect(abs(exp(path.logProducts[t][j]) - product) <= 1e-14)
      }
      #expect(path.logMaximum[t] == path.logProducts[t].max())
      #expect(abs(path.logGeometricMean[t] - path.logProducts[t].reduce(0, +) / 3) <= 1e-14)
    }
  }

  /// Through h and the gates the total derivative takes ways that the direct path doesn't know.
  @Test func isNotTheTotalDerivative() throws {
    let run = trajectory(
      try untrained(.lstm, hidden: 16, seed: 3, forgetBias: 5), inputs: noise(40, 3, seed: 4))
    let direct = try #require(DirectCellPath(run)).logMaximum[0]
    let total = try #require(try run.transport().logBlock("c to c"))[0]
    #expect(direct < 0 && total > 1)
  }

  @Test func otherCellsHaveNone() throws {
    for kind in [CellKind.rnn, .rnnRelu, .gru] {
      let run = trajectory(try untrained(kind, hidden: 3, seed: 5), inputs: noise(4, 3, seed: 6))
      #expect(DirectCellPath(run) == nil)
    }
  }

  @Test func anOpenGateNeverHalves() { #expect(halfLife(ofRate: 0) == .infinity) }
}
