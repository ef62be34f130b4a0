import Foundation
import LinearAlgebra
import Recurrent
import Testing

@testable import FlowAnalysis

/// One row of the panel: a network, its T, what it is measured on, and what must be concluded.
private struct Case: Sendable, CustomTestStringConvertible {
  /// How strong the headline is.
  enum Strength: Sendable { case proof, necessaryCondition, measurement }
  /// What the network is measured on.
  enum Drive: Sendable { case nothing, zeros, noise }

  let testDescription: String
  let length: Int
  let drive: Drive
  let kind: Verdict.Kind
  let strength: Strength
  let weights: @Sendable () throws -> CellWeights

  init(
    _ name: String, T: Int, on drive: Drive, _ kind: Verdict.Kind, _ strength: Strength,
    _ weights: @escaping @Sendable () throws -> CellWeights
  ) {
    testDescription = "\(name), T = \(T)"
    length = T
    self.drive = drive
    self.kind = kind
    self.strength = strength
    self.weights = weights
  }

  func verdicts() throws -> [Verdict] {
    let weights = try weights()
    let inputs: [NamedInput] =
      switch drive {
      case .nothing: []
      case .zeros: [.zeros(steps: length, inputSize: weights.inputSize)]
      case .noise: [.noise(steps: length, inputSize: weights.inputSize, seed: 1)]
      }
    return try Verdict.judging(weights, length: length, inputs: inputs)
  }
}

private let shear = Matrix(rows: [[0.9, 10], [0, 0.9]])

/// An LSTM whose gates see nothing but a forget bias: dc/dc is the direct path alone.
private func openForget() -> CellWeights {
  var weights = CellWeights(
    kind: .lstm, weightIH: Matrix(zeros: 16, 3), weightHH: Matrix(zeros: 16, 4))
  for unit in 4..<8 { weights.biasIH[unit] = 5 }
  return weights
}

private func saturated() throws -> CellWeights {
  var weights = try untrained(.rnn, hidden: 32, seed: 1, initialization: .gaussian(gain: 1.5))
  weights.weightIH = 20 * weights.weightIH
  return weights
}

private let panel: [Case] =
  (0..<3 as Range<UInt64>).map { seed in
    Case("PyTorch's default RNN, seed \(seed)", T: 50, on: .noise, .vanishing, .measurement) {
      try untrained(.rnn, hidden: 64, seed: seed)
    }
  } + [
    Case(
      "PyTorch's default RNN, weights alone", T: 50, on: .nothing, .notDecided, .necessaryCondition
    ) {
      try untrained(.rnn, hidden: 64, seed: 0)
    },
    Case("a contraction, weights alone", T: 50, on: .nothing, .vanishing, .proof) {
      try untrained(.rnn, hidden: 24, seed: 1, initialization: .orthogonal(gain: 0.9))
    },
    Case("a contraction, driven", T: 50, on: .noise, .vanishing, .proof) {
      try untrained(.rnn, hidden: 24, seed: 1, initialization: .orthogonal(gain: 0.9))
    },
    Case("0.97 a step", T: 20, on: .zeros, .healthy, .measurement) {
      undriven(Matrix(rows: [[0.97]]))
    },
    Case("0.97 a step, weights alone", T: 20, on: .nothing, .notDecided, .proof) {
      undriven(Matrix(rows: [[0.97]]))
    },
    Case("0.97 a step", T: 400, on: .zeros, .vanishing, .proof) {
      undriven(Matrix(rows: [[0.97]]))
    },
    Case("[[0.9, 10], [0, 0.9]]", T: 50, on: .zeros, .transientGrowth, .measurement) {
      undriven(shear)
    },
    Case("[[0.9, 10], [0, 0.9]]", T: 400, on: .zeros, .vanishing, .proof) { undriven(shear) },
    Case("an orthogonal linear chain", T: 300, on: .zeros, .healthy, .measurement) {
      try untrained(.rnn, hidden: 16, seed: 2, initialization: .orthogonal()).withoutDrive
    },
    Case("identity relu on positive states", T: 100, on: .zeros, .healthy, .measurement) {
      CellWeights(
        kind: .rnnRelu, weightIH: Matrix(zeros: 4, 1), weightHH: .identity(4), biasIH: [1, 1, 1, 1])
    },
    Case("identity times 1.1, relu on positive states", T: 60, on: .zeros, .exploding, .measurement)
    {
      CellWeights(
        kind: .rnnRelu, weightIH: Matrix(zeros: 4, 1), weightHH: 1.1 * .identity(4),
        biasIH: [1, 1, 1, 1])
    },
    Case("Gaussian tanh of gain 2.5", T: 100, on: .noise, .exploding, .measurement) {
      try untrained(.rnn, hidden: 48, seed: 3, initialization: .gaussian(gain: 2.5))
    },
    Case("Gaussian relu of gain 2", T: 50, on: .noise, .exploding, .measurement) {
      try untrained(.rnnRelu, hidden: 48, seed: 1, initialization: .gaussian(gain: 2))
    },
    Case("a saturated RNN", T: 50, on: .noise, .vanishing, .measurement) { try saturated() },
    Case("a relu that never opens", T: 10, on: .zeros, .vanishing, .measurement) {
      CellWeights(
        kind: .rnnRelu, weightIH: Matrix(zeros: 1, 1), weightHH: Matrix(rows: [[2]]), biasIH: [-1])
    },
    Case("PyTorch's default LSTM", T: 50, on: .noise, .vanishing, .measurement) {
      try untrained(.lstm, hidden: 32, seed: 1)
    },
    Case(
      "PyTorch's default LSTM, weights alone", T: 50, on: .nothing, .notDecided, .necessaryCondition
    ) {
      try untrained(.lstm, hidden: 32, seed: 1)
    },
    Case("an open-forget LSTM", T: 100, on: .noise, .healthy, .measurement) { openForget() },
    Case("LSTM, forget bias 5", T: 20, on: .noise, .healthy, .measurement) {
      try untrained(.lstm, hidden: 32, seed: 1, forgetBias: 5)
    },
    Case("LSTM, forget bias 5", T: 200, on: .noise, .exploding, .measurement) {
      try untrained(.lstm, hidden: 32, seed: 1, forgetBias: 5)
    },
    Case("an LSTM of small recurrent weights", T: 100, on: .noise, .vanishing, .proof) {
      var weights = try untrained(.lstm, hidden: 8, seed: 2)
      weights.weightHH = 0.02 * weights.weightHH
      return weights
    },
    Case("PyTorch's default GRU", T: 50, on: .noise, .vanishing, .measurement) {
      try untrained(.gru, hidden: 32, seed: 1)
    },
    Case("three steps", T: 3, on: .zeros, .notDecided, .measurement) {
      CellWeights(
        kind: .rnnRelu, weightIH: Matrix(zeros: 2, 1), weightHH: 30 * .identity(2), biasIH: [1, 1])
    },
  ]

extension CellWeights {
  /// No input, no bias: the state stays zero and the activation is linear there.
  fileprivate var withoutDrive: CellWeights { undriven(weightHH, kind: kind) }
}

struct VerdictPanelTests {
  @Test(arguments: panel)
  private func everyCaseIsJudgedAsItMustBe(row: Case) throws {
    let headline = try #require(try row.verdicts().headline)
    #expect(headline.kind == row.kind, "\(headline)")
    #expect(headline.length == row.length)
    switch (row.strength, headline.strength) {
    case (.proof, .proof), (.necessaryCondition, .necessaryCondition), (.measurement, .measurement):
      break
    default: Issue.record("\(headline)")
    }
  }

  @Test func thePanelHasEveryKindAndEveryStrength() {
    #expect(panel.count >= 12)
    #expect(Set(panel.map(\.kind)) == Set(Verdict.Kind.allCases).subtracting([.diverged]))
  }

  @Test func theDefaultRNNIsToldWhySigmaAboveOneDidNotExplode() throws {
    let verdicts = try panel[0].verdicts()
    let measured = try #require(verdicts.first { $0.kind == .vanishing })
    #expect(
      measured.sentence.contains(#/sigma_max\(W_hh\) = 1\.1\d? > 1 did not explode/#))
    #expect(measured.sentence.contains(#/the spectral radius, 0\.(5[89]|6[01]?)\d?,/#))
    #expect(measured.strength == .measurement(input: "Gaussian noise (seed 1)"))
    #expect(measured.evidence.isLogarithm && measured.evidence.value < log(1e-10))
    #expect(verdicts.first?.strength == .necessaryCondition)
  }

  /// 0.97^20 = 0.5438, 0.97^400 = 5.11e-6: level and T together.
  @Test func theSameFactorIsHealthyOverTwentyStepsAndLostOverFourHundred() throws {
    let weights = undriven(Matrix(rows: [[0.97]]))
    func measured(_ T: Int) throws -> Verdict {
      let input = NamedInput.zeros(steps: 400, inputSize: 1)
      return try #require(try Verdict.judging(weights, length: T, inputs: [input]).last)
    }
    let (short, long) = (try measured(20), try measured(400))
    #expect(short.kind == .healthy && long.kind == .vanishing)
    #expect(abs(exp(short.evidence.value) - 0.543_794_342_926_747) <= 1e-12)
    #expect(abs(exp(long.evidence.value) / 5.113210905287e-06 - 1) <= 1e-6)
    #expect(long.evidence.threshold == log(VerdictThreshold.vanishing))
  }

  @Test func growthOnTheWayIsNamedBesideTheEnd() throws {
    let input = NamedInput.zeros(steps: 400, inputSize: 1)
    let verdicts = try Verdict.judging(undriven(shear), length: 400, inputs: [input])
    #expect(verdicts.map(\.kind) == [.vanishing, .vanishing, .transientGrowth])
    let growth = try #require(verdicts.last)
    #expect(abs(exp(growth.evidence.value) - 38.7) <= 0.1)
    #expect(growth.evidence.threshold == log(VerdictThreshold.transientPeak))
  }

  @Test func aVerdictIsOneLine() throws {
    let text = "\(try #require(try panel[0].verdicts().last))"
    #expect(text.hasPrefix("vanishing over T = 50: ||ds_T/ds_0|| = "))
    #expect(text.contains("threshold 0.01 (measurement on Gaussian noise (seed 1)). "))
    #expect(!text.contains("\n"))
  }
}
