import FlowAnalysis
import LinearAlgebra
import Recurrent
import Testing

@testable import Lessons

/// The loop that the lesson writes out, against the library's own.
@Suite struct ExplodingGradientTests {
  var generator = RandomGenerator(seed: 7)

  @Test(arguments: [CellKind.rnn, .rnnRelu])
  mutating func exponentByHandIsThatOfTheAnalysis(kind: CellKind) throws {
    let w = Matrix.gaussian(16, 16, standardDeviation: 0.5, using: &generator)
    let run = trajectory(.driven(kind, by: 1, w), inputs: .gaussian(60, 16, using: &generator))
    var start = RandomGenerator(seed: 3)
    let byHand = ExplodingGradient.exponent(
      of: run, from: Matrix.gaussian(1, 16, using: &start).row(0), burnIn: 10)
    let byQR = try lyapunovSpectrum(of: run.jacobians, count: 1, burnIn: 10, seed: 3).exponents[0]
    #expect(abs(byHand - byQR) < 1e-12)
  }
}
