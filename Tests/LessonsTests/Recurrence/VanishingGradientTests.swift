import FlowAnalysis
import Foundation
import LinearAlgebra
import Recurrent
import Testing

@testable import Lessons

/// The loop that the lesson writes out, against the library's own.
@Suite struct VanishingGradientTests {
  var generator = RandomGenerator(seed: 7)

  @Test mutating func gradientsByHandFallAsTheAnalysisSays() throws {
    let weights = try CellWeights.initial(.rnn, inputSize: 3, hiddenSize: 10, using: &generator)
    let run = trajectory(weights, inputs: .gaussian(25, 3, using: &generator))
    let seed = Matrix.gaussian(1, 10, using: &generator).row(0)
    let byHand = VanishingGradient.backpropagate(run, seed: seed)
    let norms = cotangentLogNorms(of: run.jacobians, seed: seed)
    for (a, b) in zip(byHand.state, norms.dropFirst()) { #expect(abs(a - b) < 1e-10) }
    #expect(byHand.weights.last! == log(byHand.gradient.frobeniusNorm))
  }

  @Test(arguments: [0.5, 0.9, 1.1])
  func theEnginesChainIsAPower(factor: Double) {
    let exact = pow(factor, 50)
    #expect(
      abs(VanishingGradient.chainGradient(factor: factor, steps: 50) - exact) <= 1e-14 * exact)
  }
}
