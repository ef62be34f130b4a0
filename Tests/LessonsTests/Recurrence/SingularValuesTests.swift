import FlowAnalysis
import LinearAlgebra
import Testing

@testable import Lessons

/// The loop that the lesson writes out, against the library's own.
@Suite struct SingularValuesTests {
  var generator = RandomGenerator(seed: 7)

  @Test mutating func powersByHandAreThoseOfTheAnalysis() throws {
    let w = Matrix.gaussian(12, 12, standardDeviation: 0.3, using: &generator)
    let byHand = try SingularValues.powerCurve(of: w, through: 40)
    for (a, b) in zip(byHand, try powerLogNorms(of: w, through: 40)) { #expect(abs(a - b) < 1e-9) }
  }
}
