import Foundation
import LinearAlgebra
import Recurrent
import Testing

@testable import FlowAnalysis

struct FlowReportTests {
  @Test(arguments: CellKind.allCases)
  func bundlesWhatTheInstrumentsSayOneByOne(kind: CellKind) throws {
    let weights = try untrained(kind, hidden: 8, seed: 1)
    let input = NamedInput("words", noise(30, 3, seed: 2))
    let report = try FlowReport(weights, input: input, exponents: 3, burnIn: 5)
    let run = trajectory(weights, inputs: input.values)
    #expect(report.kind == kind && report.inputName == "words")
    #expect(report.flow.transport == (try run.transport()))
    for t in 0..<30 {
      let expected = try run.jacobians[t].dense().singularValues()[0]
      #expect(abs(report.flow.stepNorms[t] - expected) <= 1e-10 * expected)
    }
    #expect(report.flow.fit == DecayFit(report.flow.transport.byLag))
    #expect(report.flow.horizon == MemoryHorizon(byLag: report.flow.transport.byLag))
    #expect(report.flow.lyapunov == (try lyapunovSpectrum(of: run.jacobians, count: 3, burnIn: 5)))
    #expect(report.directPath == DirectCellPath(run))
    #expect(report.criterion == (try Criterion(weights)))
    #expect(report.certificates == (try Certificate.all(weights)))
    #expect(report.verdicts == (try Verdict.judging(weights, length: 30, inputs: [input])))
  }

  @Test func aStackIsReadThroughItsBlockTriangularJacobian() throws {
    var generator = RandomGenerator(seed: 3)
    let stack = try RecurrentStack<Double>(
      .lstm, inputSize: 2, hiddenSize: 4, layers: 2, using: &generator
    ).weights
    let run = trajectory(stack: stack, inputs: noise(20, 2, seed: 4))
    let flow = try JacobianFlow(of: run.jacobians, exponents: 16)
    #expect(flow.stepNorms.count == 20 && flow.lyapunov?.exponents.count == 16)
    let layers = try run.layers.map { try lyapunovSpectrum(of: $0.jacobians).sum }
    #expect(abs(try #require(flow.lyapunov).sum - layers.reduce(0, +)) <= 1e-9)
  }

  @Test func aBurnInThatTakesAllStepsLeavesNoExponents() throws {
    let weights = try untrained(.gru, hidden: 4, seed: 5)
    let report = try FlowReport(weights, input: .zeros(steps: 5, inputSize: 3), burnIn: 5)
    #expect(report.flow.lyapunov == nil && report.flow.stepNorms.count == 5)
  }

  @Test func weightsThatAreNotFiniteAreAnError() throws {
    var weights = try untrained(.rnn, hidden: 4, seed: 6)
    weights.weightHH[1, 2] = .nan
    #expect(throws: LinearAlgebraError.self) {
      try FlowReport(weights, input: .zeros(steps: 5, inputSize: 3))
    }
  }
}
