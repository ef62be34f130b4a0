import Autodiff
import Charts
import Foundation
import LinearAlgebra
import Recurrent
import Report
import Training

/// What clipping does and does not cure: the cliff, a run that diverges, what each clipping does to the direction.
enum ClippingLesson: Lesson {
  static let card = LessonCard(
    id: "gradient-clipping", title: "Clipping, and what it doesn't cure",
    question: """
      A single exploding gradient can throw away a whole training run. Cutting it down saves the run: what else does it \
      change?
      """,
    lectureClaim: """
      Exploding gradients are handled by gradient clipping: if $\\lVert g \\rVert$ exceeds a threshold, scale it, \
      $g \\leftarrow \\theta\\, g / \\lVert g \\rVert$.
      """,
    sources: [
      Reference(
        "Pascanu, Mikolov and Bengio 2013",
        "On the Difficulty of Training Recurrent Neural Networks",
        venue: "ICML"),
      Reference(
        "Mikolov 2012", "Statistical Language Models Based on Neural Networks", venue: "PhD thesis"),
      Reference(
        "Le, Jaitly and Hinton 2015",
        "A Simple Way to Initialize Recurrent Networks of Rectified Linear Units", venue: "arXiv"),
    ])

  // MARK: Settings

  struct Settings: LessonSettings {
    var hidden = 64
    var length = 50
    var batch = 32
    var steps = 400
    var rate = 0.02
    var limit = 1.0
    var gain = 1.1
    var updates = 200
    var seed: UInt64 = 1

    static let full = Settings()
    /// The task is learned after some 300 steps; a shorter run would have nothing to show.
    static let quick = Settings()
    static var fields: [LessonSetting<Settings>] {
      [
        .integer(
          "hidden", "Hidden units of the relu network that is trained (H).", \.hidden, in: 4...512),
        .integer("length", "Time steps of its task (T).", \.length, in: 10...1000),
        .integer("batch", "Sequences a batch (B).", \.batch, in: 1...1024),
        .integer("steps", "Training steps.", \.steps, in: 20...100_000),
        .number("rate", "Learning rate of plain gradient descent.", \.rate, in: 1e-6...10),
        .number("limit", "The norm that a gradient is cut down to.", \.limit, in: 1e-6...1e6),
        .number("gain", "W_hh starts as this times the identity.", \.gain, in: 0.1...3),
        .integer("updates", "Updates of the descent on the cliff.", \.updates, in: 10...10_000),
        .seed(\.seed),
      ]
    }
  }

  // MARK: Measurements

  /// A training run under one kind of clipping.
  struct Run: Sendable {
    let clipping: Training.GradientClipping
    var losses: [Double] = []
    var norms: [Double] = []
    var bindings = 0
    /// cos of the angle between the gradient before and after clipping, at the steps where it bound.
    var cosines: [Double] = []
    /// The step in which loss or gradient was no longer finite.
    var failedAt: Int?

    var bindRate: Double { Double(bindings) / Double(max(norms.count, 1)) }
  }

  struct Measurements: Sendable {
    let settings: Settings
    let w: [Double]
    let b: [Double]
    let surface: [[Double]]
    /// The steepest point of the grid, where both descents start.
    let start: PascanuCliff.Point
    let steepest: Double
    let typical: Double
    let free: (path: [PascanuCliff.Point], losses: [Double])
    let clipped: (path: [PascanuCliff.Point], losses: [Double])
    let runs: [Run]
    let exampleCosines: (norm: Double, value: Double)
  }

  static let cliffRate = 0.5

  static func measure(
    _ settings: Settings, _ progress: LessonProgress
  ) throws -> Measurements {
    try progress.checkpoint("the cliff", 0)
    let cliff = PascanuCliff(steps: 50)
    let w = (0...80).map { 0.1 * Double($0) }
    let b = (0...80).map { -4 + 0.05 * Double($0) }
    let points = b.map { b in w.map { cliff.loss(at: .init(w: $0, b: b)) } }
    let slopes = points.map { $0.map { hypot($0.dw, $0.db) } }
    let start = steepest(slopes, w: w, b: b)
    try progress.checkpoint("training without and with clipping", 0.2)
    let runs = try concurrentMap([.norm(settings.limit), .none, .value(0.1)]) {
      try train(settings, clipping: $0)
    }
    return Measurements(
      settings: settings, w: w, b: b, surface: points.map { $0.map(\.loss) },
      start: start, steepest: slopes.joined().max()!,
      typical: slopes.joined().sorted()[w.count * b.count / 2],
      free: cliff.descend(from: start, rate: cliffRate, limit: nil, updates: settings.updates),
      clipped: cliff.descend(from: start, rate: cliffRate, limit: 1, updates: settings.updates),
      runs: runs, exampleCosines: (cosine(of: .norm(0.3)), cosine(of: .value(0.3))))
  }

  private static func steepest(
    _ slopes: [[Double]], w: [Double], b: [Double]
  ) -> PascanuCliff.Point {
    let row = slopes.indices.max { slopes[$0].max()! < slopes[$1].max()! }!
    let column = slopes[row].indices.max { slopes[row][$0] < slopes[row][$1] }!
    return PascanuCliff.Point(w: w[column], b: b[row])
  }

  /// The training loop, in full: batch, gradient through time, clipping, update.
  private static func train(
    _ settings: Settings, clipping: Training.GradientClipping
  ) throws -> Run {
    var generator = RandomGenerator(seed: settings.seed)
    let task = try FirstTokenTask(length: settings.length)
    var model = try SequenceModel<Float>(
      .rnnRelu, inputSize: task.inputSize, hiddenSize: settings.hidden, outputSize: task.outputSize,
      initialization: .identity(gain: settings.gain), using: &generator)
    var optimizer = Optimizer<Float>(.sgd(), shapes: model.namedTensors.map(\.tensor.shape))
    let tape = Tape<Float>()
    var run = Run(clipping: clipping)
    for step in 1...settings.steps {
      let batch = task.batch(step, size: settings.batch, using: &generator)
      var pass = model.pullback(batch, on: tape)
      let norm = pass.gradients.reduce(0) { $0 + $1.sumOfSquares }.squareRoot()
      guard pass.loss.isFinite, norm.isFinite else {
        run.failedAt = step
        break
      }
      run.losses.append(pass.loss)
      run.norms.append(norm)
      let before = pass.gradients
      let (clip, scale) = clipping.apply(to: &pass.gradients, norm: norm)
      if clip.didBind {
        run.bindings += 1
        run.cosines.append(dot(before, pass.gradients) / (norm * clip.normAfter) * scale)
      }
      optimizer.beginStep()
      model.forEachParameter { index, weights in
        _ = optimizer.update(
          index, &weights, by: pass.gradients[index], rate: settings.rate, scale: scale)
      }
    }
    return run
  }

  private static func dot(_ a: [Tensor<Float>], _ b: [Tensor<Float>]) -> Double {
    zip(a, b).reduce(0) { sum, pair in
      sum + zip(pair.0.array, pair.1.array).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
  }

  /// What clipping does to the direction of the gradient (4, 0.3).
  private static func cosine(of clipping: Training.GradientClipping) -> Double {
    let gradient = [Tensor<Double>(shape: [2], [4, 0.3])]
    var clipped = gradient
    let (result, scale) = clipping.apply(to: &clipped, norm: hypot(4, 0.3))
    let (a, b) = (gradient[0].array, clipped[0].array)
    return scale * (a[0] * b[0] + a[1] * b[1]) / (hypot(4, 0.3) * result.normAfter)
  }

  // MARK: Claims

  static func claims(_ m: Measurements) -> [Claim] {
    let (withNorm, without, byValue) = (m.runs[0], m.runs[1], m.runs[2])
    let farthest = zip(m.free.path, m.free.path.dropFirst()).map { hypot($1.w - $0.w, $1.b - $0.b) }
    return [
      Claim(
        id: "cliff-is-steep",
        "The wall of the cliff is a hundred to two thousand times steeper than the surface's median slope.",
        measured: m.steepest / m.typical, expected: 100...2000, unit: "times",
        strength: .measurement,
        detail: """
          On the wall the 50 factors $w\\,\\sigma'(x_t)$ stay above one until the fixed points part, on a plateau they are below one. \
          The grid is 81 × 81; a finer grid finds steeper points still, so the upper end is the grid's, not the surface's.
          """, figureID: "cliff"),
      Claim(
        id: "one-step-off-the-cliff",
        "Without clipping one step from the wall leaves the map, which is 8 wide and 4 high.",
        measured: farthest.max()!, expected: 4...20, unit: "in (w, b)", strength: .measurement,
        detail: """
          The step is the slope times the rate of 0.5, and the wall's slope on this grid lies between 9 and 40: from 4 to 20.
          """, figureID: "cliff-loss"),
      Claim(
        id: "plateau-loss",
        "After it the unit is saturated and the loss stands at (1 − 0.7)² = 0.09, where no gradient leads back.",
        measured: m.free.losses.last!, expected: 0.085...0.0901, strength: .closedForm,
        detail: "With $\\sigma(x_T) \\to 1$ the loss is exactly 0.09 from below.",
        figureID: "cliff-loss"),
      Claim(
        id: "clipped-descends",
        "With the norm cut to 1 the same descent stays in the valley.",
        measured: m.clipped.losses.last!, expected: 0...0.005, strength: .measurement,
        detail:
          "The valley's floor is 0; at rate 0.5 and 200 updates it is approached, not reached. 0.005 is an eighteenth of the plateau.",
        figureID: "cliff-loss"),
      Claim(
        id: "norm-keeps-direction", "Clipping by norm keeps the direction: the cosine stays 1.",
        measured: m.exampleCosines.norm, expected: (1 - 1e-12)...(1 + 1e-12),
        strength: .closedForm,
        detail: "It multiplies by a positive number."),
      Claim(
        id: "value-turns",
        "Clipping by value turns the gradient (4, 0.3) by 41 degrees when the limit is 0.3.",
        measured: m.exampleCosines.value, expected: 0.75797...0.75804, unit: "(the cosine)",
        strength: .closedForm,
        detail:
          "$(0.3, 0.3)$ against $(4, 0.3)$: $\\cos = 4.3/(\\sqrt{2}\\,\\sqrt{16.09}) = 0.75801$.",
        figureID: "angles"),
      Claim(
        id: "diverges-without",
        "Without clipping the relu network's training leaves Float32 within sixty steps.",
        measured: Double(without.failedAt ?? m.settings.steps + 1), expected: 2...60, unit: "steps",
        strength: .measurement,
        detail: """
          $1.1^{50} = 117$ is the transport at the start, and squares of it enter the first gradient; an update that large \
          multiplies the next by more. From 2 (the first update does it) to 60.
          """, figureID: "training"),
      Claim(
        id: "converges-with",
        "With clipping by norm the same run learns to remember the first symbol for the whole sequence.",
        measured: withNorm.losses.suffix(20).reduce(0, +) / 20, expected: 0...0.14, unit: "nats",
        strength: .measurement,
        detail: """
          A guess among four costs $\\ln 4 = 1.386$ nats; learned means a tenth of that at most, the mean over the last 20 batches.
          """, figureID: "training"),
      Claim(
        id: "bind-rate", "Clipping is not an emergency brake here: it binds at most steps.",
        measured: 100 * withNorm.bindRate, expected: 50...100, unit: "% of the steps",
        strength: .measurement,
        detail:
          "The transport starts at $1.1^{50} = 117$, so a limit of 1 is passed at the start by every batch. A bind rate this high says that the limit, not the loss, sets the step.",
        figureID: "norms"),
      Claim(
        id: "value-turns-in-training",
        "In training, clipping by value turns the gradient: where it binds, the cosine is far from 1.",
        measured: byValue.cosines.isEmpty
          ? .nan : byValue.cosines.reduce(0, +) / Double(byValue.cosines.count),
        expected: 0.2...0.95, unit: "mean cosine", strength: .measurement,
        detail:
          "1 would be no turn. If all of n elements are cut the cosine is the mean over the root mean square of $|g|$, near 0.8 for Gaussian and lower for heavy tails.",
        figureID: "angles"),
    ]
  }
}
