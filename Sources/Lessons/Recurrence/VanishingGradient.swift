import Autodiff
import FlowAnalysis
import Foundation
import LinearAlgebra
import Recurrent
import Report

/// How fast the gradient of a default vanilla RNN vanishes, what decides it, and what training feels of it.
enum VanishingGradient: Lesson {
  static let card = LessonCard(
    id: "vanishing-gradient",
    title: "The gradient that does not arrive",
    question: "An error occurs at the last step. How many steps back is it still heard?",
    lectureClaim: #"""
      backpropagation through time multiplies one Jacobian a step; with factors below 1 the gradient shrinks \#
      exponentially, and early inputs are never learned.
      """#,
    sources: [.hochreiter1991, .bengio1994, .pascanu2013, .molgedey1992, .he2015], seconds: 1.5)

  struct Settings: LessonSettings {
    var hidden = 64
    var inputs = 8
    var length = 60
    var deep = 200
    var networks = 6
    var factor = 0.97
    var drive = 0.2
    var gains = 19
    var units = 128
    var steps = 300
    var seed: UInt64 = 1

    static let full = Settings()
    static let quick = Settings(hidden: 32, networks: 4, gains: 5, units: 64, steps: 150)
    static var fields: [LessonSetting<Settings>] {
      [
        .integer(
          "hidden", "H of the default networks and of the heat map.", \.hidden, in: 24...256),
        .integer("inputs", "I, width of the noise that they read.", \.inputs, in: 1...64),
        .integer("length", "T of the curves and of the heat map.", \.length, in: 30...400),
        .integer("deep", "T of the run in Float32.", \.deep, in: 150...2000),
        .integer("networks", "How many default networks.", \.networks, in: 2...64),
        .number("factor", "Factor a step of the orthogonal chain.", \.factor, in: 0.5...0.999),
        .number("drive", "Noise on each unit of the heat map.", \.drive, in: 0...5),
        .integer("gains", "Rows of the heat map.", \.gains, in: 2...64),
        .integer("units", "H of the networks under rising noise.", \.units, in: 16...512),
        .integer("steps", "T of the networks under rising noise.", \.steps, in: 50...5000),
        .seed(\.seed),
      ]
    }
  }

  // MARK: Measure

  /// What backpropagation through time leaves behind, for t = 1 ... T.
  struct Backward {
    /// ln ||dL/dh_t||.
    let state: [Double]
    /// ln of the norm of what the steps 1 ... t together give dL/dW_hh.
    let weights: [Double]
    /// dL/dW_hh, H x H.
    let gradient: Matrix
  }

  /// One gradient in both precisions, for t = 1 ... T.
  struct Precision {
    /// ln ||dL/dh_t|| in Float64, by logarithms.
    let exact: [Double]
    /// ln ||dL/dh_t|| as a Float32 program computes it.
    let single: [Double]

    /// How many steps back the Float32 norm is still above zero.
    var reach: Int { single.reversed().firstIndex(of: -.infinity) ?? single.count }
  }

  /// Factors a step of tanh and relu networks with the same matrices, under noise of one size.
  struct Saturation {
    let drive: Double
    /// Natural logarithms, one a network.
    let tanhs: [Double]
    let relus: [Double]

    /// The means over the networks.
    var tanh: Double { exp(mean(tanhs)) }
    var relu: Double { exp(mean(relus)) }
  }

  struct Measurements {
    let settings: Settings
    /// d h_50 / d h_0 of h_t = 0.9 h_(t-1), by the engine.
    let chain: Double
    let defaults: [Backward]
    /// ln ||ds_T/ds_(T-k)|| by lag of each default network.
    let transports: [[Double]]
    /// || gradient by hand - gradient by the engine || over the norm, the largest of all networks.
    let disagreement: Double
    let relu: [Double]
    let orthogonal: [Double]
    let precision: [Precision]
    let gains: [Double]
    let heat: [[Double]]
    let saturation: [Saturation]

    /// The factor a step of each default network.
    var factors: [Double] { transports.compactMap { DecayFit($0)?.factor } }
    var horizons: [Double] { transports.compactMap { MemoryHorizon(byLag: $0)?.steps } }
    var times: [Double] { (1...settings.length).map(Double.init) }
  }

  static func measure(_ settings: Settings, _ progress: LessonProgress) throws -> Measurements {
    var generator = RandomGenerator(seed: settings.seed)
    try progress.checkpoint("default networks", 0)
    let runs = try (0..<settings.networks).map { _ in
      try defaultRun(.rnn, settings, steps: settings.length, using: &generator)
    }
    let seed = Matrix.gaussian(1, settings.hidden, using: &generator).row(0)
    let backward = runs.map { backpropagate($0, seed: seed) }
    let relu = try defaultRun(.rnnRelu, settings, steps: settings.length, using: &generator)
    let deep = try (0..<settings.networks).map { _ in
      try defaultRun(.rnn, settings, steps: settings.deep, using: &generator)
    }
    try progress.checkpoint("gains", 0.4)
    let gains = (0..<settings.gains).map { 0.2 + 1.8 * Double($0) / Double(settings.gains - 1) }
    let matrices = try gains.map {
      try CellWeights.recurrentMatrix(.gaussian(gain: $0), settings.hidden, using: &generator)
    }
    let noise = Matrix.gaussian(settings.length, settings.hidden, using: &generator)
    let heat = try concurrentMap(matrices) {
      try trajectory(.driven(by: settings.drive, $0), inputs: noise).transport().logSpectral
    }
    try progress.checkpoint("saturation", 0.7)
    return Measurements(
      settings: settings, chain: chainGradient(factor: 0.9, steps: 50), defaults: backward,
      transports: try concurrentMap(runs) { try $0.transport().byLag },
      disagreement: zip(runs, backward).map { disagreement($0, $1.gradient, seed) }.max()!,
      relu: try relu.transport().logSpectral,
      orthogonal: try orthogonalTransport(settings.factor, steps: 400, using: &generator),
      precision: deep.map { run in
        Precision(
          exact: Array(cotangentLogNorms(of: run.jacobians, seed: seed)[1...]),
          single: singleNorms(run, seed: seed))
      },
      gains: gains, heat: heat, saturation: try saturation(settings, using: &generator))
  }

  /// Backpropagation through time of L = v h_T, written out: the loop of this lesson.
  static func backpropagate(_ run: Trajectory, seed v: [Double]) -> Backward {
    let (T, H, w) = (run.steps, run.weights.hiddenSize, run.weights.weightHH)
    var cotangent = v  // dL/dh_t, from t = T down
    var state = [Double](repeating: 0, count: T)
    var shares = [Matrix](repeating: Matrix(zeros: H, H), count: T)
    for t in stride(from: T, through: 1, by: -1) {
      state[t - 1] = log(euclideanNorm(cotangent))
      let h = run.states.row(t)
      let a = Matrix(rows: [zip(cotangent, h).map { $0 * (1 - $1 * $1) }])  // dL/da_t, through tanh
      shares[t - 1] = a.transposed() * run.states.rows(t - 1..<t)  // this step's part of dL/dW_hh
      cotangent = (a * w).row(0)  // dL/dh_(t-1), through W_hh
    }
    var gradient = Matrix(zeros: H, H)
    let weights = shares.map { share in
      gradient = gradient + share
      return log(gradient.frobeniusNorm)
    }
    return Backward(state: state, weights: weights, gradient: gradient)
  }

  /// d h_T / d h_0 of h_t = factor h_(t-1), recorded and walked back by the tape.
  static func chainGradient(factor: Double, steps: Int) -> Double {
    let tape = Tape<Double>()
    let start = tape.variable(.scalar(1))
    let weight = tape.constant(.scalar(factor))
    var h = start
    for _ in 1...steps { h = weight * h }
    return tape.gradients(of: h)[start].item
  }

  /// A vanilla RNN as PyTorch starts it, reading standard normal noise.
  private static func defaultRun(
    _ kind: CellKind, _ settings: Settings, steps: Int, using generator: inout RandomGenerator
  ) throws -> Trajectory {
    let weights = try CellWeights.initial(
      kind, inputSize: settings.inputs, hiddenSize: settings.hidden, using: &generator)
    return trajectory(weights, inputs: .gaussian(steps, settings.inputs, using: &generator))
  }

  /// The engine's gradient of v h_T for the same run, in either precision.
  private static func engine<Scalar: RecurrentScalar>(
    _ run: Trajectory, seed v: [Double], _ observer: Observer<Scalar>? = nil
  ) -> Tensor<Scalar> {
    let tape = Tape<Scalar>()
    if let observer { tape.observe(observer) }
    let weights = CellVariables(CellParameters<Scalar>(run.weights), on: tape)
    let x = Tensor<Scalar>(
      shape: [run.steps, 1, run.inputs.columns], doubles: run.inputs.elements)
    let output = tape.recurrent(weights, input: .vectors(tape.constant(x)), name: "rnn")
    let seed = Tensor<Scalar>(shape: [1, v.count], doubles: v)
    return tape.gradients(of: output.final.hidden, seed: seed)[weights.weightHH]
  }

  private static func disagreement(
    _ run: Trajectory, _ byHand: Matrix, _ seed: [Double]
  ) -> Double {
    let byEngine: Tensor<Double> = engine(run, seed: seed)
    return (Matrix(byEngine) - byHand).frobeniusNorm / byHand.frobeniusNorm
  }

  /// ln ||dL/dh_t|| where gradients, their squares and the sum of these are all Float32.
  private static func singleNorms(_ run: Trajectory, seed: [Double]) -> [Double] {
    var norms = [Double](repeating: -.infinity, count: run.steps)
    let watch = Observer<Float>(
      wants: { $0 == "rnn.h" },
      cotangent: { sighting in
        let sum = sighting.values.reduce(Float(0)) { $0 + $1 * $1 }
        norms[sighting.step! - 1] = log(Double(sum.squareRoot()))
      })
    _ = engine(run, seed: seed, watch)
    return norms
  }

  /// ln ||dh_T/dh_(T-k)|| by lag for an orthogonal W_hh times a factor, at rest: tanh is linear there.
  private static func orthogonalTransport(
    _ factor: Double, steps: Int, using generator: inout RandomGenerator
  ) throws -> [Double] {
    let w = try CellWeights.recurrentMatrix(.orthogonal(gain: factor), 8, using: &generator)
    return try trajectory(.driven(by: 0, w), inputs: Matrix(zeros: steps, 8)).transport().byLag
  }

  /// Largest Lyapunov exponents at gain 1 while the noise on each unit rises.
  private static func saturation(
    _ settings: Settings, using generator: inout RandomGenerator
  ) throws -> [Saturation] {
    let matrices = try (0..<settings.networks).map { _ in
      try CellWeights.recurrentMatrix(.gaussian(gain: 1), settings.units, using: &generator)
    }
    let noise = Matrix.gaussian(settings.steps, settings.units, using: &generator)
    return try concurrentMap((1...12).map { 0.25 * Double($0) }) { drive in
      func exponents(_ kind: CellKind) throws -> [Double] {
        try matrices.map { w in
          let run = trajectory(.driven(kind, by: drive, w), inputs: noise)
          return try lyapunovSpectrum(of: run.jacobians, count: 1, burnIn: settings.steps / 5)
            .exponents[0]
        }
      }
      return Saturation(
        drive: drive, tanhs: try exponents(.rnn), relus: try exponents(.rnnRelu))
    }
  }
}
