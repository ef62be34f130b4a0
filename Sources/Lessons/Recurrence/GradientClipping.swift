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
    ], seconds: 1)

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
}
