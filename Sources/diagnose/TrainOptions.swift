import ArgumentParser
import Recurrent
import Training

/// What is learned.
struct TaskOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Learns the characters of this text (UTF-8).", valueName: "file"))
  var text: String?

  @Option(help: "Learns a named task: adding, copy or first-token.")
  var task: String?

  @Option(parsing: .unconditional, help: "Time steps of a sequence (T); for copy, the gap.")
  var length = 100

  static let names = ["adding", "copy", "first-token"]

  /// The task that the options name.
  func task(batch: Int) throws -> any SequenceTask {
    switch (text, task) {
    case (let path?, nil):
      return try TextTask(TextCorpus(contentsOf: path), length: length, batch: batch)
    case (nil, "adding"): return try AddingTask(length: length)
    case (nil, "copy"): return try CopyMemoryTask(gap: length)
    case (nil, "first-token"): return try FirstTokenTask(length: length)
    case (nil, let name?):
      throw Outcome.unanswered(
        "no task is called \"\(name)\": choose one of \(Self.names.joined(separator: ", "))")
    case (nil, nil):
      throw Outcome.unanswered("nothing to learn: give --text FILE or --task NAME")
    case (_?, _?):
      throw Outcome.unanswered("--text and --task exclude each other: give one of them")
    }
  }
}

/// The model.
struct ModelOptions: ParsableArguments {
  @Option(help: "The cell: rnn, rnn-relu, lstm or gru.")
  var cell = "lstm"

  @Option(parsing: .unconditional, help: "Hidden units of each layer (H).")
  var hidden = 128

  @Option(parsing: .unconditional, help: "Recurrent layers on top of each other.")
  var layers = 1

  @Option(
    name: .customLong("forget-bias"), parsing: .unconditional,
    help: "Where an LSTM's forget bias starts (default: as drawn).")
  var forgetBias: Double?

  @Option(
    name: .customLong("init"),
    help:
      "How W_hh starts: pytorch, orthogonal[:GAIN], identity[:GAIN], gaussian:GAIN, or a model file whose layers it goes on from."
  )
  var initialization = "pytorch"

  func apply(to settings: inout TrainingSettings) throws {
    guard let kind = CellKind(rawValue: cell) else {
      let known = CellKind.allCases.map(\.rawValue).joined(separator: ", ")
      throw Outcome.unanswered("no cell is called \"\(cell)\": choose one of \(known)")
    }
    settings.cell = kind
    settings.hiddenSize = hidden
    settings.layers = layers
    settings.forgetBias = forgetBias
    if InitialModel.isMissing(initialization) {
      throw Outcome.unanswered(
        "--init \(initialization): no such file, and no way to draw weights; check the path")
    }
    settings.initialization = InitialModel.isFile(initialization) ? "pytorch" : initialization
  }
}

/// How it is trained.
struct OptimizationOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Sequences a batch (B).")
  var batch = 32

  @Option(parsing: .unconditional, help: "Training steps.")
  var steps = 2000

  @Option(help: "sgd[:MOMENTUM], rmsprop[:SMOOTHING] or adam[:BETA1[:BETA2]].")
  var optimizer = "adam"

  @Option(
    name: .customLong("learning-rate"), parsing: .unconditional,
    help: "The learning rate of the first step.")
  var learningRate = 0.003

  @Option(
    parsing: .unconditional,
    help: "The share of the learning rate that is left at the last step; it falls exponentially.")
  var decay = 1.0

  @Option(
    parsing: .unconditional,
    help: "The share of hidden units left out between layers and before the head.")
  var dropout = 0.0

  @Option(help: "norm:LIMIT, value:LIMIT or none.")
  var clip = "norm:1"

  @Option(
    help: "K[:S]: gradients reach K steps back, taken every S steps (default: the whole sequence).")
  var truncate: String?

  @Flag(
    help: "Computes states again on the way back: memory grows like the root of the length.")
  var recompute = false

  @Option(parsing: .unconditional, help: "Where all randomness comes from.")
  var seed: UInt64 = 1

  @Option(
    parsing: .unconditional,
    help: "Threads, each with a share of a batch; more than there are idle cores make it slower.")
  var threads = 1

  @Option(
    name: .customLong("validate-every"), parsing: .unconditional,
    help: "Steps between measurements on unseen data.")
  var validateEvery: Int?

  func apply(to settings: inout TrainingSettings) throws {
    settings.batch = batch
    settings.steps = steps
    settings.optimizer = try OptimizerRule(parsing: optimizer)
    settings.learningRate = learningRate
    settings.decay = decay
    settings.dropout = dropout
    settings.clipping = try GradientClipping(parsing: clip)
    settings.truncation = try truncate.map { text throws(SettingError) in
      try Truncation(parsing: text)
    }
    settings.recomputes = recompute
    settings.seed = seed
    settings.threads = threads
    settings.validateEvery = validateEvery ?? max(1, steps / 10)
  }
}
