import Foundation
import LinearAlgebra
import Recurrent
import Testing

@testable import FlowAnalysis

struct PerturbationGrowthTests {
  /// Two trajectories know nothing of Jacobians, and find the same largest exponent.
  @Test(arguments: CellKind.allCases)
  func agreesWithTheLargestLyapunovExponent(kind: CellKind) throws {
    let weights = try untrained(kind, hidden: 16, seed: 1)
    let run = trajectory(weights, inputs: noise(500, 3, seed: 2))
    let spectrum = try lyapunovSpectrum(of: run.jacobians, count: 1, burnIn: 100)
    let grown = maximalExponentByPerturbation(of: run, burnIn: 100)
    #expect(abs(grown - spectrum.exponents[0]) <= 2e-3)
  }

  @Test func findsChaosInATanhNetworkOfGainTwo() throws {
    let weights = try untrained(.rnn, hidden: 40, seed: 3, initialization: .gaussian(gain: 2.5))
    let run = trajectory(weights, inputs: Matrix(zeros: 800, 3))
    let spectrum = try lyapunovSpectrum(of: run.jacobians, count: 1, burnIn: 200)
    #expect(spectrum.exponents[0] > 0.1)
    #expect(
      abs(maximalExponentByPerturbation(of: run, burnIn: 200) - spectrum.exponents[0]) <= 2e-3)
  }

  @Test func ofAScalarIsTheLogarithmOfItsSlope() {
    let run = trajectory(undriven(Matrix(rows: [[0.9]])), inputs: Matrix(zeros: 40, 1))
    #expect(abs(maximalExponentByPerturbation(of: run) - log(0.9)) <= 1e-7)
  }

  @Test func trajectoriesThatMeetGiveMinusInfinity() {
    let closed = CellWeights(
      kind: .rnnRelu, weightIH: Matrix(zeros: 1, 1), weightHH: Matrix(rows: [[0.5]]), biasIH: [-1])
    let run = trajectory(closed, inputs: Matrix(zeros: 5, 1))
    #expect(maximalExponentByPerturbation(of: run) == -.infinity)
  }
}
