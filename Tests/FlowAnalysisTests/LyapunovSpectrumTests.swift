import Foundation
import LinearAlgebra
import Recurrent
import Testing

@testable import FlowAnalysis

struct LyapunovSpectrumTests {
  // MARK: Closed forms

  /// One matrix at every step: the exponents are the logarithms of its eigenvalues' magnitudes.
  @Test func ofAConstantMatrixAreItsEigenvalues() throws {
    let w = Matrix(rows: [[1.2, 5, 0], [0, 0.7, 3], [0, 0, -0.3]])
    let spectrum = try lyapunovSpectrum(
      of: MatrixFamily([Matrix](repeating: w, count: 400)), burnIn: 200)
    #expect(largestDifference(spectrum.exponents, [1.2, 0.7, 0.3].map(log)) <= 1e-9)
    #expect(spectrum.steps == 200 && spectrum.burnIn == 200)
  }

  @Test func ofRotationsAreZero() throws {
    let family = MatrixFamily((1...50).map { rotation(Double($0)) })
    #expect(largestDifference(try lyapunovSpectrum(of: family).exponents, [0, 0]) <= 1e-14)
  }

  /// RNN: Σ λ = ln|det W_hh| + time mean of Σ_j ln(1 - h_j²).
  @Test func sumToTheDeterminantRuleOfTheRNN() throws {
    let weights = try untrained(.rnn, hidden: 24, seed: 1)
    let run = trajectory(weights, inputs: noise(200, 3, seed: 2))
    let slopes = (0..<200).flatMap { t in run.hidden.row(t).map { log(1 - $0 * $0) } }
    let expected = try weights.weightHH.logAbsDeterminant() + slopes.reduce(0, +) / 200
    #expect(abs(try lyapunovSpectrum(of: run.jacobians).sum - expected) <= 1e-10)
  }

  /// LSTM: ln|det J_t| = Σ_j [ln f_j + ln|tanh c_j| + ln o_j (1 - o_j)] + ln|det U_o|.
  @Test(arguments: [nil, 1, 5] as [Double?])
  func sumToTheDeterminantRuleOfTheLSTM(forgetBias: Double?) throws {
    let weights = try untrained(.lstm, hidden: 24, seed: 3, forgetBias: forgetBias)
    let run = trajectory(weights, inputs: noise(150, 3, seed: 4))
    let (f, o, c) = (run.gate(1), run.gate(3), try #require(run.cells))
    var sum = 150 * (try weights.recurrentBlock(3).logAbsDeterminant())
    for (index, f) in f.elements.enumerated() {
      let o = o.elements[index]
      sum += log(f) + log(abs(tanh(c.elements[index]))) + log(o * (1 - o))
    }
    #expect(abs(try lyapunovSpectrum(of: run.jacobians).sum - sum / 150) <= 1e-10)
  }

  @Test func sumToTheDeterminantsOfTheGRU() throws {
    let run = trajectory(try untrained(.gru, hidden: 10, seed: 5), inputs: noise(60, 3, seed: 6))
    let expected = try (0..<60).reduce(0) {
      $0 + (try run.jacobians[$1].dense().logAbsDeterminant())
    }
    #expect(abs(try lyapunovSpectrum(of: run.jacobians).sum - expected / 60) <= 1e-10)
  }

  // MARK: Second routes

  /// Householder QR of explicit matrices at every `stride`-th step, from the frame that ours starts
  /// with.
  private func referenceSpectrum(
    _ jacobians: some OperatorFamily, every stride: Int
  ) throws -> [Double] {
    var generator = RandomGenerator(seed: 0)
    let n = jacobians.rows
    var q = try Matrix.gaussian(n, n, using: &generator).transposed().qr().q
    var sums = [Double](repeating: 0, count: n)
    for t in 0..<jacobians.count {
      q = jacobians[t].dense() * q
      guard (t + 1) % stride == 0 else { continue }
      let (next, r) = try q.qr()
      q = next
      for j in 0..<n { sums[j] += log(abs(r[j, j])) }
    }
    return sums.map { $0 / Double(jacobians.count) }.sorted(by: >)
  }

  @Test(arguments: [CellKind.rnn, .lstm, .gru])
  func agreesWithHouseholderAtEveryStep(kind: CellKind) throws {
    let run = trajectory(try untrained(kind, hidden: 20, seed: 7), inputs: noise(120, 3, seed: 8))
    let spectrum = try lyapunovSpectrum(of: run.jacobians)
    #expect(
      largestDifference(spectrum.exponents, try referenceSpectrum(run.jacobians, every: 1)) <= 1e-8)
  }

  /// Between two orthonormalisations the frame collapses: skipping three of four is wrong by far
  /// more than rounding.
  @Test func everyFourthStepIsNotEnough() throws {
    let run = trajectory(try untrained(.lstm, hidden: 64, seed: 9), inputs: noise(100, 3, seed: 10))
    let ours = try lyapunovSpectrum(of: run.jacobians).exponents
    #expect(largestDifference(ours, try referenceSpectrum(run.jacobians, every: 4)) >= 0.1)
    #expect(largestDifference(ours, try referenceSpectrum(run.jacobians, every: 1)) <= 1e-6)
  }

  @Test func theLargestDoNotDependOnHowManyAreAsked() throws {
    let run = trajectory(try untrained(.gru, hidden: 12, seed: 11), inputs: noise(400, 3, seed: 12))
    let all = try lyapunovSpectrum(of: run.jacobians, burnIn: 200).exponents
    let three = try lyapunovSpectrum(of: run.jacobians, count: 3, burnIn: 200, seed: 5).exponents
    #expect(largestDifference(Array(all[..<3]), three) <= 0.02)
  }

  // MARK: Lost dimensions, errors, dimension

  @Test func aReluThatLosesDimensionsHasExponentsOfMinusInfinity() throws {
    var weights = try untrained(.rnnRelu, hidden: 6, seed: 13)
    weights.biasIH = [1, 1, -50, 1, 1, -50]  // two units never open
    let run = trajectory(weights, inputs: noise(60, 3, seed: 14, scale: 0.1))
    let exponents = try lyapunovSpectrum(of: run.jacobians).exponents
    #expect(exponents[4] == -.infinity && exponents[5] == -.infinity)
    #expect(exponents[..<4].allSatisfy({ $0.isFinite }))
    #expect("\(exponents[5])" == "-inf")
  }

  @Test func aSingularSymmetricMatrixLosesOneDimension() throws {
    let family = MatrixFamily(
      [Matrix](repeating: Matrix(rows: [[0.1, 0.2], [0.2, 0.4]]), count: 30))
    let exponents = try lyapunovSpectrum(of: family).exponents
    #expect(abs(exponents[0] - log(0.5)) <= 0.1)
    #expect(exponents[1] == -.infinity)
  }

  /// Scalars e^N(0, 0.3²): the mean of T of them has the error 0.3 / sqrt(T).
  @Test func theStandardErrorIsThatOfTheMean() throws {
    var generator = RandomGenerator(seed: 15)
    var errors: [Double] = []
    for _ in 0..<20 {
      let family = MatrixFamily(
        (0..<900).map { _ in Matrix(rows: [[exp(0.3 * generator.normal())]]) })
      errors.append(try #require(try lyapunovSpectrum(of: family).standardErrors[0]))
    }
    let mean = errors.reduce(0, +) / 20
    #expect(abs(mean / 0.01 - 1) <= 0.1)
  }

  @Test func dimensionAndEntropyAreThoseOfTheirDefinitions() {
    func spectrum(_ exponents: [Double]) -> LyapunovSpectrum {
      LyapunovSpectrum(logs: [exponents], burnIn: 0)
    }
    #expect(spectrum([0.5, -1]).kaplanYorkeDimension == 1.5)
    #expect(
      spectrum([0.9, 0, -14.6]).kaplanYorkeDimension.map { abs($0 - (2 + 0.9 / 14.6)) <= 1e-15 }
        == true)
    #expect(spectrum([-0.1, -1]).kaplanYorkeDimension == 0)
    #expect(spectrum([0.5, -0.1]).kaplanYorkeDimension == nil)
    #expect(spectrum([0.5, -.infinity]).kaplanYorkeDimension == 1)
    #expect(spectrum([0.5, 0.25, -1]).entropyBound == 0.75)
  }
}
