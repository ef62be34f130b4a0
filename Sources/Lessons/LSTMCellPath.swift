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
    ])

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

  // MARK: Claims

  static func claims(_ m: Measurements) -> [Claim] {
    let T = Double(m.settings.length)
    func rate(_ run: Run) -> Double { run.direct.last! / T }
    let open = m.runs[3]
    return [
      Claim(
        id: "half-life-bias-1",
        "With nothing but a forget bias of 1, the cell state halves in ln 2 / ln(1 + 1/e) = 2.213 steps.",
        measured: m.halfLife,
        expected: forgetHalfLife(bias: 1) - 1e-9...forgetHalfLife(bias: 1) + 1e-9, unit: "steps",
        strength: .closedForm,
        detail:
          "$\\sigma(1) = 0.7311$, and $\\ln(1/2)/\\ln 0.7311 = 2.21268$; the engine's Jacobians must give it to nine decimals."
      ),
      Claim(
        id: "pure-path-exact",
        "Without recurrent weights the derivative from c to c is exactly the product of the forget gates.",
        measured: m.pureDifference, expected: 0...1e-10, strength: .closedForm,
        detail:
          "Relative, at every lag; rounding over \(m.settings.length) factors stays far below $10^{-10}$.",
        figureID: "direct-and-total"),
      Claim(
        id: "closed-gate-forgets",
        "At forget bias 0 the direct path loses half at each step.",
        measured: exp(rate(m.runs[0])), expected: 0.44...0.51, unit: "a step",
        strength: .measurement,
        detail: """
          $\\sigma(0) = 1/2$. The input and state move the gate's pre-activation by about ±0.5, and since $\\ln\\sigma$ \
          is concave that costs up to an eighth of its variance, some 3 to 10 %: from 0.44 to 0.51. Input: Gaussian noise.
          """, figureID: "direct-and-total"),
      Claim(
        id: "open-gate-keeps",
        "At forget bias 5 the direct path keeps most of a hundred steps: 0.993 a step.",
        measured: exp(rate(open)), expected: 0.990...0.9935, unit: "a step", strength: .measurement,
        detail: """
          $\\sigma(5) = 0.99331$ is the most it can be on average, and $1 - \\sigma$ there is about $e^{-5+z}$, whose mean \
          over $z$ of variance up to 0.5 is at most 1.3 times larger: from 0.990. Input: Gaussian noise.
          """, figureID: "direct-and-total"),
      Claim(
        id: "total-is-more",
        "The total derivative is larger than the direct path: the gates and h carry gradient too.",
        measured: open.whole.last! - open.direct.last!, expected: 0.5...12,
        unit: "nats",
        strength: .measurement,
        detail: """
          At forget bias 5. A spectral norm is at least any single unit's path, so the difference can't be negative; were it \
          12 nats, a factor of 160,000, the open gate would explode at its start, which nobody sees in practice.
          """, figureID: "direct-and-total"),
      Claim(
        id: "open-gate-does-not-contract",
        "With an open forget gate the largest Lyapunov exponent is near zero, on either side: it still wants clipping.",
        measured: open.exponent, expected: -0.02...0.06, unit: "nats a step",
        strength: .measurement,
        detail: """
          The direct path alone gives $\\ln 0.9933 = -0.007$; the paths through the gates add to it. Above 0.06 it would grow \
          by a factor of 400 in 100 steps. Input: Gaussian noise.
          """, figureID: "exponents"),
      Claim(
        id: "plain-chain",
        "A plain chain of layers with default weights loses $1 - 1/\\sqrt{3}$ of its gradient at each.",
        measured: exp(m.plainChain.last! / T), expected: 0.55...0.615, unit: "a layer",
        strength: .measurement,
        detail: """
          Entries uniform in $\\pm 1/\\sqrt{n}$ multiply a generic vector by $1/\\sqrt{3} = 0.577$, less a share of $1/(2n)$; the best \
          vector gains up to 2 nats once, and 100 factors scatter by 0.009 nats a layer: three of these, and the gain.
          """, figureID: "chains"),
      Claim(
        id: "residual-chain",
        "Identity connections do for depth what the cell state does for time: a residual chain keeps its gradient.",
        measured: m.residualChain.last!, expected: 0...2, unit: "nats",
        strength: .measurement,
        detail: """
          $\\prod (I + F_k/\\sqrt{L})$ with independent random $F_k$ that stretch a generic vector by less than 1: the norm grows at most by \
          about $e^{1/2}$ on a generic vector and by a little more on the best one, whatever L is; $e^2$ is a generous bound.
          """, figureID: "chains"),
    ]
  }
}
