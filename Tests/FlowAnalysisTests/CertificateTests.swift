import Foundation
import LinearAlgebra
import Recurrent
import Testing

@testable import FlowAnalysis

/// Weights of a gated cell drawn small enough that certificates hold now and then.
private func small(_ kind: CellKind, seed: UInt64, scale: Double) throws -> CellWeights {
  var weights = try untrained(kind, hidden: 6, seed: seed)
  weights.weightHH = scale * weights.weightHH
  return weights
}

struct CertificateTests {
  /// Whether the certificate holds; if so, no run of 60 steps may exceed its bound.
  private func holdsWithItsBound(
    _ certificate: Certificate, _ weights: CellWeights, seed: UInt64
  ) throws -> Bool {
    guard certificate.holds else { return false }
    var generator = RandomGenerator(seed: seed)
    let inputs = Matrix.uniform(60, weights.inputSize, in: -1..<1, using: &generator)
    let curve = try growth(of: trajectory(weights, inputs: inputs).jacobians)
    for T in 1...60 {
      #expect(curve[T] <= (try #require(certificate.logBound(length: T))) + 1e-9)
    }
    return true
  }

  // MARK: Vanilla RNN

  @Test func theContractionOfAScalarIsTight() throws {
    let certificate = try Certificate.contraction(undriven(Matrix(rows: [[0.97]])))
    #expect(certificate.holds && certificate.strength == .proof)
    #expect(abs(try #require(certificate.logBound(length: 400)) - 400 * log(0.97)) <= 1e-9)
    #expect(certificate.logBound(length: 0) == 0)
  }

  @Test func aNormOfOneOrMoreProvesNothing() throws {
    for sigma in [1, 1.0 - 1e-12, 1.3] {
      let certificate = try Certificate.contraction(undriven(Matrix(rows: [[sigma]])))
      #expect(!certificate.holds && certificate.strength == nil)
      #expect(certificate.logBound(length: 10) == nil)
    }
  }

  @Test func scalingCertifiesATriangularMatrixAndNotARotatedNilpotentOne() throws {
    let triangular = undriven(Matrix(rows: [[0.9, 10], [0, 0.9]]))
    #expect(!(try Certificate.contraction(triangular).holds))
    #expect(try Certificate.scaledContraction(triangular).holds)
    let nilpotent = rotation(0.7) * Matrix(rows: [[0, 4], [0, 0]]) * rotation(-0.7)
    #expect(!(try Certificate.scaledContraction(undriven(nilpotent)).holds))
  }

  /// PyTorch's default is certified on most draws of 16 units and on none of 64 (trials in NumPy:
  /// 18 of 20, 0 of 5).
  @Test func scalingCertifiesSmallDefaultNetworks() throws {
    func certified(_ hidden: Int, _ seeds: Range<UInt64>) throws -> Int {
      try seeds.filter {
        try Certificate.scaledContraction(try untrained(.rnn, hidden: hidden, seed: $0)).holds
      }.count
    }
    #expect(try certified(16, 0..<20) >= 14)
    #expect(try certified(64, 0..<2) == 0)
  }

  @Test(arguments: [CellKind.rnn, .rnnRelu])
  func theBoundOfARNNHoldsOnEveryRun(kind: CellKind) throws {
    var holding = 0
    for seed in 0..<6 as Range<UInt64> {
      var weights = try untrained(kind, hidden: 8, seed: seed)
      let scaled = try Certificate.scaledContraction(weights)
      holding += try holdsWithItsBound(scaled, weights, seed: seed) ? 1 : 0
      weights.weightHH = 0.7 * weights.weightHH
      #expect(try holdsWithItsBound(try Certificate.contraction(weights), weights, seed: seed))
    }
    #expect(holding >= 4)
  }

  // MARK: Cells with gates

  /// det < 1 and trace < 1 + det, from norms by the full decomposition and gate bounds written out
  /// again.
  @Test func theLSTMIsCertifiedByTraceAndDeterminant() throws {
    var holding = 0
    for seed in 0..<40 as Range<UInt64> {
      let weights = try small(.lstm, seed: seed, scale: Double(seed % 10) / 10)
      func top(_ gate: Int) -> Double {
        (0..<6).map { j in
          let row = gate * 6 + j
          let reach = (weights.weightIH.row(row) + weights.weightHH.row(row)).reduce(0) {
            $0 + abs($1)
          }
          let bias = weights.biasIH[row] + weights.biasHH[row]
          return gate == 2 ? tanh(abs(bias) + reach) : 1 / (1 + exp(-bias - reach))
        }.max()!
      }
      let u = try (0..<4).map { try weights.recurrentBlock($0).singularValues()[0] }
      let (i, f, g, o) = (top(0), top(1), top(2), top(3))
      let a = u[1] * i * g / (4 * (1 - f)) + i * u[2] + u[0] * g / 4
      let x = tanh(i * g / (1 - f))
      let determinant = f * x * u[3] / 4
      let holds = determinant < 1 && f + a * o + x * u[3] / 4 < 1 + determinant
      #expect(try Certificate.lstmContraction(weights).holds == holds)
      holding += holds ? 1 : 0
    }
    #expect(holding >= 5 && holding <= 35)
  }

  @Test func theBoundOfTheLSTMHoldsOnEveryRun() throws {
    let holding = try (0..<8 as Range<UInt64>).filter { seed in
      let weights = try small(.lstm, seed: seed, scale: 0.1)
      return try holdsWithItsBound(try Certificate.lstmContraction(weights), weights, seed: seed)
    }
    #expect(holding.count >= 4)
  }

  /// Weights on the border of the four inequalities: they contract, and the matrix A says so by
  /// itself.
  @Test func rowSumsImplyAContraction() throws {
    for seed in 0..<20 as Range<UInt64> {
      var weights = try untrained(.lstm, hidden: 6, seed: seed)
      // At f <= 0.64 (0.9 of the border): |U_i|, |U_o| = 0.324, |U_f| = 0.1166, |U_g| = 0.081.
      let limits = [0.324, 0.1166, 0.081, 0.324]
      for row in 0..<24 {
        let sum = weights.weightHH.row(row).reduce(0) { $0 + abs($1) }
        for j in 0..<6 { weights.weightHH[row, j] *= limits[row / 6] / sum }
      }
      for unit in 6..<12 {
        let reach = weights.weightIH.row(unit).reduce(0) { $0 + abs($1) } + 0.1166
        (weights.biasIH[unit], weights.biasHH[unit]) = (log(0.64 / 0.36) - reach, 0)
      }
      let certificate = try Certificate.lstmRowSums(weights)
      #expect(abs(certificate.quantity - 0.9) <= 1e-6)
      #expect(try holdsWithItsBound(certificate, weights, seed: seed))
      #expect(try #require(certificate.logBound(length: 200)) < log(0.01))
    }
  }

  @Test func theBoundOfTheGRUHoldsOnEveryRun() throws {
    let holding = try (0..<8 as Range<UInt64>).filter { seed in
      let weights = try small(.gru, seed: seed, scale: 0.25)
      return try holdsWithItsBound(try Certificate.gruContraction(weights), weights, seed: seed)
    }
    #expect(holding.count >= 4)
  }

  /// The published last term is (1 + n) |U_z| / (4 (1 - z)); z (1 - z) <= 1/4 makes ours the
  /// smaller one.
  @Test func theGRUsQuantityIsBelowThePublishedOne() throws {
    for seed in 0..<10 as Range<UInt64> {
      let weights = try small(.gru, seed: seed, scale: 0.5)
      let gates = GateBounds(weights).gates
      let norms = (0..<3).map { weights.recurrentBlock($0).infinityNorm }
      let bias = weights.biasHH[12...].map(abs).max()!
      let (r, z, n) = (gates[0].sigmoidHigh, gates[1].sigmoidHigh, gates[2].tanhHigh)
      let candidate = norms[2] * r + norms[0] * (norms[2] + bias) / 4
      let ours = try Certificate.gruContraction(weights).quantity
      #expect(abs(ours - candidate - (1 + n) * z * norms[1]) <= 1e-12)
      #expect(ours <= candidate + (1 + n) * norms[1] / (4 * (1 - z)))
    }
  }

  @Test(arguments: [CellKind.lstm, .gru])
  func anUntrainedCellOfUsualSizeIsNotCertified(kind: CellKind) throws {
    let certificates = try Certificate.all(try untrained(kind, hidden: 64, seed: 1))
    #expect(!certificates.isEmpty && certificates.allSatisfy { !$0.holds })
  }

  @Test func thePowerOfTheBoundingMatrixIsTakenOnItsLogarithm() {
    let a = Matrix(rows: [[0.5, 0.25], [0.25, 0.5]])  // eigenvalues 3/4 and 1/4
    let expected = 5_000 * log(0.75)
    #expect(abs(a.logNormOfPower(5_000) - expected) <= 1e-9)
    let cube = a * a * a
    #expect(abs(a.logNormOfPower(3) - log(cube.frobeniusNorm)) <= 1e-14)
  }
}
