import Foundation
import LinearAlgebra
import Recurrent
import Testing

@testable import FlowAnalysis

struct LocalSpectrumTests {
  /// h = tanh(w h + b) by bisection; J = w (1 - h²).
  @Test func ofAScalarRNNIsThatOfItsRoot() throws {
    let weights = CellWeights(
      kind: .rnn, weightIH: Matrix(zeros: 1, 1), weightHH: Matrix(rows: [[0.8]]), biasIH: [0.3])
    let local = try #require(try LocalSpectrum(weights))
    var (low, high) = (0.0, 1.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if tanh(0.8 * middle + 0.3) > middle { low = middle } else { high = middle }
    }
    #expect(abs(local.state[0] - low) <= 1e-11)
    #expect(abs(local.spectralRadius - 0.8 * (1 - low * low)) <= 1e-10)
    #expect(abs(local.timeConstant + 1 / log(local.spectralRadius)) <= 1e-9)
  }

  /// Without biases an LSTM rests at zero, where i = f = o = 1/2: rho(I/2 + U_g/4).
  @Test func ofAnLSTMWithoutBiasesIsThatOfItsCandidate() throws {
    var weights = try untrained(.lstm, hidden: 6, seed: 1)
    (weights.biasIH, weights.biasHH) = (
      [Double](repeating: 0, count: 24), [Double](repeating: 0, count: 24)
    )
    let start = [Double](repeating: 0.1, count: 12)
    let local = try #require(try LocalSpectrum(weights, from: start))
    let linear = 0.5 * Matrix.identity(6) + 0.25 * weights.recurrentBlock(2)
    #expect(abs(local.spectralRadius - (try linear.spectralRadius())) <= 1e-9)
    #expect(local.state.allSatisfy { abs($0) <= 1e-9 } && local.steps > 5)
  }

  @Test func whatOscillatesHasNone() throws {
    let turning = undriven(1.5 * rotation(1))
    #expect(try LocalSpectrum(turning, from: [0.3, 0.2]) == nil)
  }

  @Test func anUnstableRestHasNoTimeConstant() throws {
    let local = try #require(try LocalSpectrum(undriven(Matrix(rows: [[1.2]]))))
    #expect(local.state == [0] && local.timeConstant == .infinity && local.steps == 0)
  }

  @Test func biasesAloneSetAHalfLife() throws {
    let weights = try untrained(.lstm, hidden: 4, seed: 2, forgetBias: 1)
    #expect(try #require(weights.biasHalfLives).allSatisfy { abs($0 - 2.212_675) <= 1e-5 })
    #expect(try #require(try untrained(.gru, hidden: 4, seed: 2).biasHalfLives).count == 4)
    #expect(try untrained(.rnn, hidden: 4, seed: 2).biasHalfLives == nil)
  }
}
