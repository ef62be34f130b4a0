import Autodiff
import FlowAnalysis
import Foundation
import LinearAlgebra
import Recurrent
import Report

/// When gradients explode, why tanh bounds the state and not the gradient, and what a loss makes of it.
enum ExplodingGradient: Lesson {
  static let card = LessonCard(
    id: "exploding-gradient",
    title: "The gradient that arrives too large",
    question:
      "How large must the weights be for a gradient to explode, and what is lost when it does?",
    lectureClaim: #"""
      with factors above 1 the gradient grows exponentially with the number of steps, until a step of \#
      descent throws the weights away or numbers overflow.
      """#,
    sources: [.sompolinsky1988, .molgedey1992, .benettin1980, .pascanu2013, .poole2016], seconds: 4)

  struct Settings: LessonSettings {
    var hidden = 128
    var steps = 300
    var networks = 4
    var sweep = 21
    var drive = 1.0
    var gain = 3.0
    var small = 64
    var columns = 41
    var length = 100
    var points = 201
    var seed: UInt64 = 1

    static let full = Settings()
    static let quick = Settings(hidden: 64, steps: 150, sweep: 9, small: 24, columns: 9)
    static var fields: [LessonSetting<Settings>] {
      [
        .integer("hidden", "H of the networks that are measured.", \.hidden, in: 16...512),
        .integer("steps", "T over which they are measured.", \.steps, in: 50...5000),
        .integer("networks", "How many networks at each gain.", \.networks, in: 2...64),
        .integer("sweep", "How many gains from 0.5 to 3.", \.sweep, in: 6...101),
        .number("drive", "Standard deviation of each unit's noise.", \.drive, in: 0.1...10),
        .number("gain", "Gain of the network whose loss is drawn.", \.gain, in: 0.1...10),
        .integer("small", "H of the networks of the phase diagram.", \.small, in: 8...128),
        .integer("columns", "How many gains in the phase diagram.", \.columns, in: 6...101),
        .integer("length", "Largest T of phase diagram and loss.", \.length, in: 40...400),
        .integer("points", "Points on the line through the weights.", \.points, in: 21...2001),
        .seed(\.seed),
      ]
    }
  }

  // MARK: Measure

  /// Largest Lyapunov exponents at one gain, one a network, in nats a step.
  struct Exponents {
    let gain: Double
    var driven: [Double] = []
    var atRest: [Double] = []
    var relu: [Double] = []
  }

  struct Measurements {
    let settings: Settings
    /// d h_50 / d h_0 of h_t = 1.1 h_(t-1), by the engine.
    let chain: Double
    /// How many factors of 1.1 it takes until the same gradient in Float32 is infinite.
    let overflow: Int
    let sweep: [Exponents]
    /// The exponent of one run by this lesson's loop, by QR, by two runs side by side.
    let threeWays: [Double]
    /// ln ||dh_T/dh_t|| for t = 0 ... T of one W_hh without activation, with relu, with tanh.
    let transports: [[Double]]
    let phaseGains: [Double]
    let phases: [[Verdict.Kind]]
    /// ln ||dL/dW_hh|| for T = 10, 20, ..., one row a network.
    let lossGradients: [[Double]]
    let line: [Double]
    /// The loss along the line, by T.
    let losses: [(T: Int, values: [Double])]

    /// The largest loss on the line, and the mean gradient of the longest sequence (geometric, over networks).
    var largestLoss: Double { losses.flatMap(\.values).max()! }
    var largestGradient: Double { exp(mean(lossGradients.map { $0.last! })) }
  }

  static func measure(_ settings: Settings, _ progress: LessonProgress) throws -> Measurements {
    var generator = RandomGenerator(seed: settings.seed)
    let (sweepNoise, phaseNoise) = (generator.split(), generator.split())
    let (timeNoise, lossNoise) = (generator.split(), generator.split())
    func gains(_ count: Int) -> [Double] {
      (0..<count).map { 0.5 + 2.5 * Double($0) / Double(count - 1) }
    }
    try progress.checkpoint("exponents over the gain", 0)
    let sweep = try concurrentMap(gains(settings.sweep)) {
      try exponents(gain: $0, settings, sweepNoise)
    }
    try progress.checkpoint("phase diagram", 0.6)
    let phaseGains = gains(settings.columns)
    let phases = try concurrentMap(phaseGains) { try verdicts(gain: $0, settings, phaseNoise) }
    try progress.checkpoint("losses", 0.8)
    let gradients = try (0..<settings.networks).map { _ in try lossGradients(settings, &generator) }
    let line = (0..<settings.points).map { 2e-3 * (Double($0) / Double(settings.points - 1) - 0.5) }
    return Measurements(
      settings: settings, chain: VanishingGradient.chainGradient(factor: 1.1, steps: 50),
      overflow: overflow(factor: 1.1), sweep: sweep, threeWays: try threeWays(settings, timeNoise),
      transports: try transports(settings, timeNoise), phaseGains: phaseGains, phases: phases,
      lossGradients: gradients, line: line, losses: try losses(along: line, settings, lossNoise))
  }

  /// The largest Lyapunov exponent, written out: the loop of this lesson.
  ///
  /// A small difference of states is carried along by the step Jacobians, the logarithm of its stretch noted, and its
  /// length set back to 1, at every step.
  static func exponent(of run: Trajectory, from direction: [Double], burnIn: Int) -> Double {
    let transposed = run.weights.weightHH.transposed()
    let length = euclideanNorm(direction)
    var difference = direction.map { $0 / length }
    var total = 0.0
    for t in 1...run.steps {
      let received = (Matrix(rows: [difference]) * transposed).row(0)  // W_hh v
      let image = zip(received, run.states.row(t)).map { $0 * slope(run.weights.kind, at: $1) }
      let stretch = euclideanNorm(image)
      difference = image.map { $0 / stretch }
      if t > burnIn { total += log(stretch) }
    }
    return total / Double(run.steps - burnIn)
  }

  /// phi' where the unit's state is h.
  private static func slope(_ kind: CellKind, at h: Double) -> Double {
    kind == .rnn ? 1 - h * h : (h > 0 ? 1 : 0)
  }

  private static func exponents(
    gain: Double, _ settings: Settings, _ start: RandomGenerator
  ) throws -> Exponents {
    var generator = start
    let (H, T) = (settings.hidden, settings.steps)
    var result = Exponents(gain: gain)
    for _ in 0..<settings.networks {
      let w = try CellWeights.recurrentMatrix(.gaussian(gain: gain), H, using: &generator)
      let noise = Matrix.gaussian(T, H, using: &generator)
      let direction = Matrix.gaussian(1, H, using: &generator).row(0)
      func measured(_ kind: CellKind, drive: Double) -> Double {
        let run = trajectory(.driven(kind, by: drive, w), inputs: noise, initial: direction)
        return exponent(of: run, from: direction, burnIn: T / 3)
      }
      result.driven.append(measured(.rnn, drive: settings.drive))
      result.atRest.append(measured(.rnn, drive: 0))
      result.relu.append(measured(.rnnRelu, drive: 1))
    }
    return result
  }

  /// The verdict over T = 2, 4, ... steps, from one run of the longest.
  private static func verdicts(
    gain: Double, _ settings: Settings, _ start: RandomGenerator
  ) throws -> [Verdict.Kind] {
    var generator = start
    let w = try CellWeights.recurrentMatrix(
      .gaussian(gain: gain), settings.small, using: &generator)
    let noise = Matrix.gaussian(settings.length, settings.small, using: &generator)
    let curve = try growth(of: trajectory(.driven(by: settings.drive, w), inputs: noise).jacobians)
    return stride(from: 2, through: settings.length, by: 2).map { T in
      Verdict.judging(byLag: Array(curve[...T]), input: "noise")[0].kind
    }
  }

  private static func threeWays(
    _ settings: Settings, _ start: RandomGenerator
  ) throws -> [Double] {
    var generator = start
    let H = settings.hidden
    let w = try CellWeights.recurrentMatrix(.gaussian(gain: settings.gain), H, using: &generator)
    let noise = Matrix.gaussian(settings.steps, H, using: &generator)
    let run = trajectory(.driven(by: settings.drive, w), inputs: noise)
    var direction = RandomGenerator(seed: settings.seed)  // as the other two draw theirs
    let start = Matrix.gaussian(1, H, using: &direction).row(0)
    return [
      exponent(of: run, from: start, burnIn: 0),
      try lyapunovSpectrum(of: run.jacobians, count: 1, seed: settings.seed).exponents[0],
      maximalExponentByPerturbation(of: run, seed: settings.seed),
    ]
  }

  private static func transports(
    _ settings: Settings, _ start: RandomGenerator
  ) throws -> [[Double]] {
    var generator = start
    let w = try CellWeights.recurrentMatrix(
      .gaussian(gain: settings.gain), settings.small, using: &generator)
    let noise = Matrix.gaussian(settings.length, settings.small, using: &generator)
    func driven(_ kind: CellKind) throws -> [Double] {
      try trajectory(.driven(kind, by: settings.drive, w), inputs: noise).transport().logSpectral
    }
    let linear = try powerLogNorms(of: w, through: settings.length)
    return [linear.reversed(), try driven(.rnnRelu), try driven(.rnn)]
  }

  /// The first power of the factor at which the engine's Float32 gradient is infinite.
  private static func overflow(factor: Float) -> Int {
    let tape = Tape<Float>()
    var reached: [Int: Float] = [:]
    let steps = Int(log(Float.greatestFiniteMagnitude) / log(factor)) + 20
    tape.observe(
      Observer(wants: { $0 == "h" }, cotangent: { reached[steps - $0.step!] = $0.values[0] }))
    let weight = tape.constant(.scalar(factor))
    var h = tape.variable(.scalar(0)).named("h", step: 0)
    for t in 1...steps { h = (weight * h).named("h", step: t) }
    _ = tape.gradients(of: h)
    return reached.filter { $0.value.isInfinite }.keys.min() ?? steps
  }

  /// ln ||dL/dW_hh|| of L = (v h_T - 1)² / 2 over the first T = 10, 20, ... steps of one sequence.
  private static func lossGradients(
    _ settings: Settings, _ generator: inout RandomGenerator
  ) throws -> [Double] {
    let H = settings.hidden
    let w = try CellWeights.recurrentMatrix(.gaussian(gain: settings.gain), H, using: &generator)
    let parameters = CellParameters<Double>(.driven(by: settings.drive, w))
    let noise = Matrix.gaussian(settings.length, H, using: &generator)
    let readout = Matrix.gaussian(
      H, 1, standardDeviation: 1 / Double(H).squareRoot(), using: &generator)
    let tape = Tape<Double>()
    return stride(from: 10, through: settings.length, by: 10).map { T in
      tape.reset()
      let weights = CellVariables(parameters, on: tape)
      let x = Tensor<Double>(shape: [T, 1, H], Array(noise.elements[..<(T * H)]))
      let h = tape.recurrent(weights, input: .vectors(tape.constant(x))).final.hidden
      let loss = (h.matmul(tape.constant(Tensor(readout))) - 1).square().sum() * 0.5
      return log(tape.gradients(of: loss)[weights.weightHH].sumOfSquares) / 2
    }
  }

  /// The same loss where W_hh moves along one random direction, by parts of its own size.
  private static func losses(
    along line: [Double], _ settings: Settings, _ start: RandomGenerator
  ) throws -> [(T: Int, values: [Double])] {
    var generator = start
    let H = settings.hidden
    let w = try CellWeights.recurrentMatrix(.gaussian(gain: settings.gain), H, using: &generator)
    let direction = Matrix.gaussian(H, H, using: &generator)
    let unit = (w.frobeniusNorm / direction.frobeniusNorm) * direction
    let readout = Matrix.gaussian(
      H, 1, standardDeviation: 1 / Double(H).squareRoot(), using: &generator)
    let noise = Matrix.gaussian(settings.length, H, using: &generator)
    let times = [10, settings.length * 3 / 10, settings.length]
    let rows = try concurrentMap(line) { s in
      let states = trajectory(.driven(by: settings.drive, w + s * unit), inputs: noise).states
      return times.map { T in pow((states.rows(T..<T + 1) * readout)[0, 0] - 1, 2) / 2 }
    }
    return times.indices.map { index in (times[index], rows.map { $0[index] }) }
  }
}
