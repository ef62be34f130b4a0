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
    ])

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

  // MARK: Claims

  static func claims(_ m: Measurements) -> [Claim] {
    let lstm = m.runs(.lstm)
    let rnn = m.runs(.rnn)
    let loss = { (kind: CellKind) in m.text.first { $0.kind == kind }!.validation.last!.loss }
    let T = m.settings.length
    return [
      Claim(
        id: "baseline", "Always answering 1 has a mean squared error of 1/6.",
        measured: m.alwaysOne, expected: (1.0 / 6 - 0.0056)...(1.0 / 6 + 0.0056),
        strength: .closedForm,
        detail: """
          The variance of the sum of two uniform numbers. Over 20,000 sequences the mean scatters by $0.197/\\sqrt{20000} = 0.0014$; the range is four \
          of these. (0.1767, which papers print, is outside.)
          """),
      Claim(
        id: "lstm-learns",
        "The LSTM learns the task: its error falls under 0.01 within the budget on at least four seeds of five.",
        measured: 100 * Double(lstm.count { $0.solvedAt != nil }) / Double(lstm.count),
        expected: 80...100, unit: "% of the seeds",
        strength: .measurement,
        detail:
          "0.01 is a seventeenth of the baseline; at that error a sum is off by 0.1. Measured on a thousand sequences never trained on.",
        figureID: "adding-error"),
      Claim(
        id: "rnn-does-not", "The RNN does not, on its best seed, with the same budget.",
        measured: rnn.map(\.best).min()!, expected: 0.02...0.18,
        unit: "squared error", strength: .measurement,
        detail:
          "0.02 is twice what counts as learned; the baseline is 0.167, above which the best of many measurements can hardly lie.",
        figureID: "adding-error"),
      Claim(
        id: "rnn-gradient-gone",
        "Before training the RNN's gradient at the first step is lost: less than a millionth of the last step's.",
        measured: decades(rnn[0].gradients.first!.logs), expected: -40...(-6 * Double(T) / 50),
        unit: "decades", strength: .measurement,
        detail:
          "A default RNN loses a factor of about 0.58 a step or more, $0.58^{49} = 10^{-11.6}$, and saturation adds to it. The range leaves room for a factor of 0.75 and of 0.15.",
        figureID: "through-time"),
      Claim(
        id: "lstm-gradient-there", "The LSTM's is still there.",
        measured: decades(lstm[0].gradients.first!.logs), expected: -2...1, unit: "decades",
        strength: .measurement,
        detail:
          "With forget bias 3 the direct path keeps $0.953^{49} = 0.095$, one decade; a decade either way for the paths through the gates.",
        figureID: "through-time"),
      Claim(
        id: "no-lead-on-text",
        "On text, after a short training, the LSTM's long memory gives it no lead.",
        measured: loss(.rnn) - loss(.lstm), expected: -0.5...0.05, unit: "nats a character",
        strength: .measurement,
        detail: """
          How much lower the LSTM's loss is. Most of what the next character depends on is a few characters back, where \
          neither gradient has vanished. 0.05 nats would be a lead: three times what seeds differ by after a long \
          training; half a nat behind would be a network that doesn't learn.
          """,
        figureID: "text-loss"),
    ]
  }

  /// log10 of the gradient at the first step over that at the last.
  private static func decades(_ logs: [Double]) -> Double {
    max((logs.first! - logs.last!) / log(10), -40)
  }
}
