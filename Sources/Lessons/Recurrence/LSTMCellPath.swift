import FlowAnalysis
import Foundation
import LinearAlgebra
import Recurrent
import Report

/// What the LSTM's cell state changes: the direct path through the forget gates, beside the total derivative.
enum LSTMCellPath: Lesson {
  static let card = LessonCard(
    id: "lstm-cell-path", title: "The cell state's own road",
    question: """
      An LSTM carries its cell state past the recurrent matrix. How far does a gradient come on that road, and is it \
      the whole story?
      """,
    lectureClaim: """
      The LSTM's cell state gives the gradient a path with elementwise multiplications by the forget gate only and no \
      matrix multiplication, so that it neither vanishes nor explodes as an RNN's does; a ResNet's identity \
      connections do the same.
      """,
    sources: [
      Reference(
        "Hochreiter and Schmidhuber 1997", "Long Short-Term Memory", venue: "Neural Computation"),
      Reference(
        "Gers, Schmidhuber and Cummins 2000", "Learning to Forget: Continual Prediction with LSTM",
        venue: "Neural Computation"),
      Reference(
        "Jozefowicz, Zaremba and Sutskever 2015",
        "An Empirical Exploration of Recurrent Network Architectures", venue: "ICML"),
      Reference(
        "He, Zhang, Ren and Sun 2016", "Deep Residual Learning for Image Recognition",
        venue: "CVPR"),
    ], seconds: 0.5)

  // MARK: Settings

  struct Settings: LessonSettings {
    var hidden = 64
    var input = 8
    var length = 100
    var seed: UInt64 = 1

    static let full = Settings()
    static let quick = Settings(hidden: 32, length: 60)
    static var fields: [LessonSetting<Settings>] {
      [
        .integer("hidden", "Hidden units of every network (H).", \.hidden, in: 2...512),
        .integer("input", "Width of the random input (I).", \.input, in: 1...512),
        .integer(
          "length", "Time steps, and layers of the feedforward chains (T).", \.length, in: 30...2000
        ),
        .seed(\.seed),
      ]
    }
  }

  /// The forget biases that are compared.
  static let biases: [Double] = [0, 1, 3, 5]

  // MARK: Measurements

  /// One LSTM at its start, along one random input.
  struct Run: Sendable {
    let bias: Double
    /// ln of the geometric mean over units of the direct path, by lag.
    let direct: [Double]
    /// ln ||dc_T/dc_t||, by lag: every path from c to c.
    let total: [Double]
    /// ln ||ds_T/ds_t||, by lag.
    let whole: [Double]
    let exponent: Double
  }

  struct Measurements: Sendable {
    let settings: Settings
    let runs: [Run]
    /// ln ||dh_T/dh_t|| of the default RNN, by lag.
    let rnn: [Double]
    /// The half-life of c at forget bias 1 with all other weights zero, from the engine's Jacobians.
    let halfLife: Double
    /// The largest relative difference between the c-to-c product and the product of forget gates, with W_hh = 0.
    let pureDifference: Double
    /// ln of the transport of a plain and of a residual tanh chain, by number of layers.
    let plainChain: [Double]
    let residualChain: [Double]
  }

  static func measure(
    _ settings: Settings, _ progress: LessonProgress
  ) throws -> Measurements {
    try progress.checkpoint("LSTMs at forget bias 0, 1, 3, 5", 0)
    let runs = try concurrentMap(biases) { try run(bias: $0, settings) }
    try progress.checkpoint("the default RNN", 0.7)
    var generator = RandomGenerator(seed: settings.seed)
    let rnn = try CellWeights.initial(
      .rnn, inputSize: settings.input, hiddenSize: settings.hidden, using: &generator)
    let path = trajectory(rnn, inputs: noise(settings, &generator))
    try progress.checkpoint("closed forms and chains of layers", 0.8)
    return Measurements(
      settings: settings, runs: runs, rnn: try path.transport().byLag,
      halfLife: try halfLifeAtBiasOne(), pureDifference: try pureDifference(settings),
      plainChain: try chain(settings, isResidual: false),
      residualChain: try chain(settings, isResidual: true))
  }

  /// The same weights and input for every bias: only b_f differs.
  private static func run(bias: Double, _ settings: Settings) throws -> Run {
    var generator = RandomGenerator(seed: settings.seed)
    let weights = try CellWeights.initial(
      .lstm, inputSize: settings.input, hiddenSize: settings.hidden, forgetBias: bias,
      using: &generator)
    let path = trajectory(weights, inputs: noise(settings, &generator))
    let transport = try path.transport()
    let spectrum = try lyapunovSpectrum(of: path.jacobians, count: 1, burnIn: settings.length / 5)
    return Run(
      bias: bias, direct: DirectCellPath(path)!.logGeometricMean.reversed(),
      total: transport.logBlock("c to c")!.reversed(), whole: transport.byLag,
      exponent: spectrum.exponents[0])
  }

  private static func noise(_ settings: Settings, _ generator: inout RandomGenerator) -> Matrix {
    .gaussian(settings.length, settings.input, using: &generator)
  }

  /// With every weight zero f = sigmoid(1) at each step: the steps in which the c-to-c product halves.
  private static func halfLifeAtBiasOne() throws -> Double {
    var weights = CellWeights(
      kind: .lstm, weightIH: Matrix(zeros: 4, 1), weightHH: Matrix(zeros: 4, 1))
    weights.biasIH[1] = 1
    let transport = try trajectory(weights, inputs: Matrix(zeros: 20, 1)).transport()
    let rate = DecayFit(transport.logBlock("c to c")!.reversed())!.rate
    return FlowAnalysis.halfLife(ofRate: rate)
  }

  /// With W_hh = 0 nothing but the forget gates leads from c to c.
  private static func pureDifference(_ settings: Settings) throws -> Double {
    var generator = RandomGenerator(seed: settings.seed)
    var weights = try CellWeights.initial(
      .lstm, inputSize: settings.input, hiddenSize: settings.hidden, using: &generator)
    weights.weightHH = Matrix(zeros: 4 * settings.hidden, settings.hidden)
    let path = trajectory(weights, inputs: noise(settings, &generator))
    let total = try path.transport().logBlock("c to c")!
    let direct = DirectCellPath(path)!.logMaximum
    return zip(total, direct).map { abs(expm1($0 - $1)) }.max()!
  }

  /// ln ||dx_L/dx_0|| of L tanh layers with PyTorch's default weights: x' = tanh(W x), or x' = x + tanh(W x)/sqrt(L).
  private static func chain(_ settings: Settings, isResidual: Bool) throws -> [Double] {
    let (n, L) = (settings.hidden, settings.length)
    var generator = RandomGenerator(seed: settings.seed)
    var x = Matrix.gaussian(1, n, using: &generator)
    let scale = 1 / Double(L).squareRoot()
    var jacobians: [Matrix] = []
    for _ in 0..<L {
      let bound = 1 / Double(n).squareRoot()
      let w = Matrix.uniform(n, n, in: -bound..<bound, using: &generator)
      let y = (x * w.transposed()).elements.map { tanh($0) }
      let layer = Matrix.diagonal(y.map { 1 - $0 * $0 }) * w
      jacobians.append(isResidual ? Matrix.identity(n) + scale * layer : layer)
      let next = Matrix(rows: 1, columns: n, elements: y)
      x = isResidual ? x + scale * next : next
    }
    return try growth(of: MatrixFamily(jacobians))
  }
}
