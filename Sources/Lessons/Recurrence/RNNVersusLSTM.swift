import Autodiff
import Charts
import Foundation
import LinearAlgebra
import Recurrent
import Report
import Training

/// Both networks trained in full on the same budget: on the adding task over several seeds, and on text.
enum RNNVersusLSTM: Lesson {
  static let card = LessonCard(
    id: "rnn-versus-lstm", title: "RNN and LSTM, trained in full",
    question: """
      Two numbers among fifty are marked; their sum is asked at the end. Given the same budget, which network learns it, \
      and does the gradient say so beforehand?
      """,
    lectureClaim: """
      A vanilla RNN can't learn long-range dependencies because its gradient vanishes; an LSTM can.
      """,
    sources: [
      Reference(
        "Hochreiter and Schmidhuber 1997", "Long Short-Term Memory", venue: "Neural Computation"),
      Reference(
        "Bengio, Simard and Frasconi 1994",
        "Learning Long-Term Dependencies with Gradient Descent is Difficult",
        venue: "IEEE Transactions on Neural Networks"),
      Reference(
        "Le, Jaitly and Hinton 2015",
        "A Simple Way to Initialize Recurrent Networks of Rectified Linear Units", venue: "arXiv"),
    ], seconds: 55)

  // MARK: Settings

  struct Settings: LessonSettings {
    var hidden = 64
    var length = 50
    var batch = 64
    var steps = 2000
    var seeds = 5
    var rate = 0.005
    var forgetBias = 3.0
    var textSteps = 300
    var seed: UInt64 = 1

    static let full = Settings()
    static let quick = Settings(
      hidden: 24, length: 20, batch: 32, steps: 700, seeds: 2, textSteps: 60)
    static var fields: [LessonSetting<Settings>] {
      [
        .integer("hidden", "Hidden units of both networks (H).", \.hidden, in: 4...512),
        .integer("length", "Time steps of the adding task (T).", \.length, in: 4...1000),
        .integer("batch", "Sequences a batch (B).", \.batch, in: 1...1024),
        .integer(
          "steps", "Training steps at most, for each network and seed.", \.steps, in: 100...100_000),
        .integer("seeds", "Seeds, each with its own weights and batches.", \.seeds, in: 1...50),
        .number("rate", "Learning rate of Adam.", \.rate, in: 1e-6...1),
        .number("forget-bias", "Where the LSTM's forget bias starts.", \.forgetBias, in: -10...10),
        .integer("text-steps", "Training steps on text.", \.textSteps, in: 10...100_000),
        .seed(\.seed),
      ]
    }
  }

  /// A network counts as having learned the task below this mean squared error, a seventeenth of the baseline.
  static let solved = 0.01
  /// Training stops early at half of that: it has learned, and the budget is saved.
  static let enough = 0.005

  // MARK: Measurements

  /// One training run on the adding task.
  struct Run: Sendable {
    let kind: CellKind
    let seed: UInt64
    /// Mean squared error on sequences never trained on, and after which steps.
    var validation: [(step: Int, error: Double)] = []
    /// ln ||dL/dh_t|| at t = 1 ... T, every `every` steps; -infinity below Float32.
    var gradients: [(step: Int, logs: [Double])] = []

    var best: Double { validation.map(\.error).min()! }
    var solvedAt: Int? { validation.first { $0.error < RNNVersusLSTM.solved }?.step }
  }

  /// One training run on text: nats a character on the last tenth.
  struct TextRun: Sendable {
    let kind: CellKind
    let validation: [(step: Int, loss: Double)]
  }

  struct Measurements: Sendable {
    let settings: Settings
    let runs: [Run]
    let text: [TextRun]
    /// The mean squared error of always saying 1, over many sequences.
    let alwaysOne: Double
    /// Nats a character of saying each character by its frequency.
    let unigram: Double

    func runs(_ kind: CellKind) -> [Run] { runs.filter { $0.kind == kind } }
  }

  /// One piece of work for a core.
  private enum Job: Sendable {
    case adding(CellKind, UInt64)
    case text(CellKind)
  }

  private enum Outcome: Sendable {
    case adding(Run)
    case text(TextRun)
  }

  static func measure(
    _ settings: Settings, _ progress: LessonProgress
  ) throws -> Measurements {
    let seeds = (0..<settings.seeds).map { settings.seed + UInt64($0) }
    let jobs: [Job] =
      seeds.map { .adding(.lstm, $0) } + seeds.map { .adding(.rnn, $0) } + [
        .text(.lstm), .text(.rnn),
      ]
    let corpus = try shakespeare()
    let counter = StepCounter(
      total: 2 * settings.seeds * settings.steps + 2 * settings.textSteps, progress)
    let outcomes = try concurrentMap(jobs) { job -> Outcome in
      switch job {
      case .adding(let kind, let seed): .adding(try train(kind, seed: seed, settings, counter))
      case .text(let kind): .text(try trainOnText(kind, corpus, settings, counter))
      }
    }
    return Measurements(
      settings: settings,
      runs: outcomes.compactMap { if case .adding(let run) = $0 { run } else { nil } },
      text: outcomes.compactMap { if case .text(let run) = $0 { run } else { nil } },
      alwaysOne: try alwaysOne(settings), unigram: corpus.unigramLoss)
  }

  private static func trainingSettings(
    _ kind: CellKind, _ settings: Settings, seed: UInt64
  )
    -> TrainingSettings
  {
    var training = TrainingSettings()
    training.cell = kind
    training.hiddenSize = settings.hidden
    training.batch = settings.batch
    training.steps = settings.steps
    training.learningRate = settings.rate
    training.clipping = .norm(1)
    training.forgetBias = kind == .lstm ? settings.forgetBias : nil
    training.seed = seed
    return training
  }

  /// The loop: a step, and every hundred steps an examination on sequences that training never sees.
  private static func train(
    _ kind: CellKind, seed: UInt64, _ settings: Settings, _ counter: StepCounter
  ) throws -> Run {
    var recording = RecorderSettings()
    recording.every = max(settings.steps / 40, 1)
    recording.gates = false
    recording.spectraEvery = 0
    let recorder = Recorder<Float>(recording)
    let trainer = try Trainer<Float>(
      trainingSettings(kind, settings, seed: seed), task: AddingTask(length: settings.length),
      recorder: recorder)
    var run = Run(kind: kind, seed: seed)
    while trainer.step < settings.steps {
      try trainer.advance()
      try counter.count(1)
      guard trainer.step % 100 == 0 else { continue }
      let error = trainer.validate().loss
      run.validation.append((trainer.step, error))
      if error < enough { break }
    }
    try counter.count(settings.steps - trainer.step)
    run.gradients = recorder.recording.steps.compactMap { record in
      record.hiddenGradients.map { (record.step, $0[0].map { $0.log ?? -.infinity }) }
    }
    return run
  }

  private static func trainOnText(
    _ kind: CellKind, _ corpus: TextCorpus, _ settings: Settings, _ counter: StepCounter
  ) throws -> TextRun {
    // A forget bias of 1, as is usual: text asks for the last few characters first, not for fifty steps.
    var training = trainingSettings(kind, settings, seed: settings.seed)
    training.forgetBias = kind == .lstm ? 1 : nil
    let trainer = try Trainer<Float>(
      training, task: TextTask(corpus, length: settings.length, batch: settings.batch))
    var validation: [(step: Int, loss: Double)] = []
    while trainer.step < settings.textSteps {
      try trainer.advance()
      try counter.count(1)
      if trainer.step % max(settings.textSteps / 5, 1) == 0 {
        validation.append((trainer.step, trainer.validate().loss))
      }
    }
    return TextRun(kind: kind, validation: validation)
  }

  /// Plays by Shakespeare, 200,000 characters; the text that travels with the program.
  private static func shakespeare() throws -> TextCorpus {
    guard let path = Bundle.module.path(forResource: "shakespeare", ofType: "txt") else {
      throw LessonError.missingText
    }
    return try TextCorpus(contentsOf: path)
  }

  private static func alwaysOne(_ settings: Settings) throws -> Double {
    var generator = RandomGenerator(seed: settings.seed)
    let batch = try AddingTask(length: 2).batch(0, size: 20_000, using: &generator)
    guard case .lastNumbers(let sums) = batch.target else { return .nan }
    return sums.array.reduce(0) { $0 + (Double($1) - 1) * (Double($1) - 1) } / 20_000
  }
}
