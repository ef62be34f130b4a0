import Foundation
import LinearAlgebra
import Recurrent
import Testing

@testable import FlowAnalysis

struct GateBoundsTests {
  @Test func areTheIntervalsOfOneUnitByHand() {
    let weights = CellWeights(
      kind: .lstm, weightIH: Matrix(rows: [[0.5], [-1], [0.2], [0.1]]),
      weightHH: Matrix(rows: [[0.25], [0.5], [-0.3], [0.4]]), biasIH: [0.1, 3, -0.2, 0],
      biasHH: [0, 0.5, 0, -0.6])
    let bounds = GateBounds(weights, inputBound: 2)
    #expect(largestDifference(bounds.gates.map { $0.low[0] }, [-1.15, 1, -0.9, -1.2]) <= 1e-15)
    #expect(largestDifference(bounds.gates.map { $0.high[0] }, [1.35, 6, 0.5, 0]) <= 1e-15)
    #expect(abs(bounds.gates[2].tanhHigh - tanh(0.9)) <= 1e-15)
    let expected = tanh(0.9) / (1 + exp(-1.35)) / (1 - 1 / (1 + exp(-6)))
    #expect(abs(bounds.cellBound - expected) <= 1e-9)
  }

  /// No gate, candidate or cell of a random run leaves its bounds, and the runs come near them.
  @Test(arguments: [CellKind.lstm, .gru])
  func holdOnEveryRun(kind: CellKind) throws {
    for seed in 0..<10 as Range<UInt64> {
      let weights = try untrained(kind, hidden: 5, seed: seed, initialization: .gaussian(gain: 1.5))
      let bounds = GateBounds(weights)
      var generator = RandomGenerator(seed: seed)
      let inputs = Matrix.uniform(60, 3, in: -1..<1, using: &generator)
      let run = trajectory(weights, inputs: inputs)
      for (gate, name) in kind.gateNames.enumerated() {
        let isTanh = name == "g" || name == "n"
        for t in 0..<60 {
          for j in 0..<5 {
            let (low, high) = (bounds.gates[gate].low[j], bounds.gates[gate].high[j])
            let value = run.gates[t, gate * 5 + j]
            #expect(value >= (isTanh ? tanh(low) : logistic(low)))
            #expect(value <= (isTanh ? tanh(high) : logistic(high)))
          }
        }
      }
      if let cells = run.cells { #expect(cells.maxNorm <= bounds.cellBound) }
    }
  }

  @Test func findUnitsThatAreStuck() {
    let weights = CellWeights(
      kind: .lstm, weightIH: Matrix(zeros: 12, 1), weightHH: Matrix(zeros: 12, 3),
      biasIH: [-9, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    let inputGate = GateBounds(weights).gates[0]
    #expect(inputGate.closed() == [0] && inputGate.open() == [2])
    #expect(abs(inputGate.sigmoidLow - 1 / (1 + exp(9))) <= 1e-18)
  }

  @Test func theLogisticFunctionKeepsItsTails() {
    #expect(abs(logistic(-500) / exp(-500) - 1) <= 1e-12)
    #expect(logistic(800) == 1 && logistic(-800) == 0 && logistic(0) == 0.5)
  }
}
