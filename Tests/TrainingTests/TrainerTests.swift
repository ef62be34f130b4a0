import Autodiff
import LinearAlgebra
import Recurrent
import Testing

@testable import Training

@Suite struct TrainerTests {
  private func settings(_ change: (inout TrainingSettings) -> Void = { _ in }) -> TrainingSettings {
    var settings = TrainingSettings()
    settings.hiddenSize = 8
    settings.batch = 5
    settings.steps = 12
    settings.learningRate = 0.01
    settings.validateEvery = 4
    change(&settings)
    return settings
  }

  private func weights<Scalar>(_ trainer: Trainer<Scalar>) -> [[Scalar]] {
    trainer.model.namedTensors.map { $0.tensor.array }
  }

  @Test(arguments: ["adam", "sgd:0.9", "rmsprop"])
  func sameSeedGivesTheSameBits(optimizer: String) throws {
    let rule = try OptimizerRule(parsing: optimizer)
    func run(seed: UInt64) throws -> Trainer<Float> {
      let settings = settings {
        $0.optimizer = rule
        $0.seed = seed
        $0.layers = 2
        $0.dropout = 0.2
      }
      let trainer = try Trainer<Float>(settings, task: FirstTokenTask(length: 9))
      #expect(trainer.run() == .completed)
      return trainer
    }
    let (a, b, c) = (try run(seed: 1), try run(seed: 1), try run(seed: 2))
    #expect(weights(a) == weights(b) && weights(a) != weights(c))
    #expect(a.metrics.map(\.loss) == b.metrics.map(\.loss))
    #expect(a.best?.validation == b.best?.validation)
  }

  /// One step by hand: gradient, clipping to half its norm, w - r g.
  @Test func stepIsGradientThenClippingThenUpdate() throws {
    var settings = settings {
      $0.optimizer = .sgd()
      $0.clipping = .none
    }
    let task = try AddingTask(length: 6)
    let start = try Trainer<Double>(settings, task: task).model
    var streams = RandomStreams(seed: settings.seed)
    let batch = task.batch(0, size: 5, using: &streams.batches)
    let pass = start.pullback(batch, on: Tape())
    let norm = pass.gradients.reduce(0) { $0 + $1.sumOfSquares }.squareRoot()
    settings.clipping = .norm(norm / 2)
    let trainer = try Trainer<Double>(start, settings, task: task)
    let metrics = try trainer.advance()
    #expect(metrics.loss == pass.loss && metrics.step == 1)
    #expect(abs(metrics.clip.normBefore - norm) < 1e-15)
    #expect(metrics.clip.didBind && metrics.clip.normAfter == norm / 2)
    for (index, (_, tensor)) in trainer.model.namedTensors.enumerated() {
      let expected = start.namedTensors[index].tensor - 0.005 * pass.gradients[index]
      #expect((tensor - expected).maxMagnitude < 1e-15)
    }
  }

  @Test func stepsCopyNoParameter() throws {
    let trainer = try Trainer<Float>(settings(), task: AddingTask(length: 6))
    func addresses() -> [UnsafePointer<Float>] {
      trainer.model.namedTensors.map { $0.tensor.withUnsafePointer { $0 } }
    }
    try trainer.advance()
    let before = addresses()
    for _ in 0..<4 { try trainer.advance() }
    #expect(addresses() == before)
  }

  @Test func lossFalls() throws {
    let settings = settings {
      $0.steps = 150
      $0.hiddenSize = 16
      $0.batch = 20
    }
    for kind in CellKind.allCases {
      var settings = settings
      settings.cell = kind
      let task = try FirstTokenTask(length: 3)
      let trainer = try Trainer<Float>(settings, task: task)
      trainer.run()
      #expect(trainer.metrics[0].loss > 0.9 * task.baseline)
      #expect(try #require(trainer.metrics.last).loss < 0.3 * task.baseline, "\(kind)")
    }
  }

  @Test func stateIsCarriedOnlyIntoBatchesThatContinue() throws {
    let text = String(repeating: "abcdefghij ", count: 30)
    let corpus = try TextCorpus(utf8: text.utf8, path: "text")
    let task = try TextTask(corpus, length: 12, batch: 4)
    let trainer = try Trainer<Double>(settings { $0.batch = 4 }, task: task)
    var generator = RandomGenerator(seed: 1)
    var state: ModelState<Double>?
    for index in 0..<8 {
      let batch = task.batch(index, size: 4, using: &generator)
      let pass = trainer.model.pullback(
        batch, from: batch.continues ? state : nil, on: Tape())
      let metrics = try trainer.advance()
      #expect(metrics.loss == pass.loss)
      state = pass.final
    }
  }

  @Test func learningRateFollowsTheDecay() throws {
    let settings = settings { $0.decay = 0.1 }
    let trainer = try Trainer<Float>(settings, task: FirstTokenTask(length: 3))
    trainer.run()
    #expect(trainer.metrics.map(\.learningRate) == (1...12).map(settings.learningRate(at:)))
  }

  @Test func bestModelIsThatOfTheLeastValidation() throws {
    let settings = settings { $0.steps = 40 }
    let trainer = try Trainer<Float>(settings, task: FirstTokenTask(length: 4))
    trainer.run()
    let measured = trainer.metrics.filter { $0.validation != nil }
    #expect(measured.map(\.step) == Array(stride(from: 4, through: 40, by: 4)))
    let best = try #require(trainer.best)
    let least = try #require(measured.min { $0.validation! < $1.validation! })
    #expect(best.step == least.step && best.validation == least.validation)
    // What is worse afterwards leaves the best as it was.
    trainer.model.headWeight = 100 * trainer.model.headWeight
    #expect(trainer.validate().loss > best.validation)
    #expect(trainer.best?.step == best.step)
    #expect(best.model.namedTensors.map(\.tensor) != trainer.model.namedTensors.map(\.tensor))
    #expect(best.model.evaluate(trainer.validation).loss == best.validation)
  }

  @Test func interruptionEndsAfterTheStepItFindsTheRunIn() throws {
    let recorder = Recorder<Float>()
    let trainer = try Trainer<Float>(
      settings(), task: FirstTokenTask(length: 3), recorder: recorder)
    let interruption = Interruption()
    let end = trainer.run(interruption: interruption) { if $0.step == 5 { interruption.request() } }
    #expect(end == .interrupted(step: 5) && trainer.step == 5)
    #expect(recorder.recording.end == end)
    #expect(trainer.run() == .completed && trainer.step == 12)
  }

  // MARK: What turns NaN

  /// A task whose batch number 6 (of step 7) holds a NaN.
  private struct Poisoned: SequenceTask {
    let base: AddingTask
    let poison: Float
    var name: String { base.name }
    var inputSize: Int { base.inputSize }
    var outputSize: Int { base.outputSize }
    var length: Int { base.length }
    var lossUnit: LossUnit { base.lossUnit }
    var baseline: Double { base.baseline }

    func batch(_ index: Int, size B: Int, using generator: inout RandomGenerator) -> Batch {
      let batch = base.batch(index, size: B, using: &generator)
      guard index == 6, case .vectors(var x) = batch.input else { return batch }
      x[2, 0, 0] = poison
      return Batch(steps: length, size: B, input: .vectors(x), target: batch.target)
    }
  }

  @Test func lossThatTurnsNaNStopsTheRunAtItsStep() throws {
    var recording = RecorderSettings()
    recording.every = 3
    let recorder = Recorder<Float>(recording)
    let task = Poisoned(base: try AddingTask(length: 6), poison: .nan)
    let trainer = try Trainer<Float>(settings(), task: task, recorder: recorder)
    let end = trainer.run()
    #expect(end == .nonFinite(step: 7, tensor: "the loss"))
    #expect(trainer.step == 6 && weights(trainer).joined().allSatisfy { $0.isFinite })
    #expect(recorder.recording.steps.map(\.step) == [1, 3, 4, 6, 7])
    #expect(recorder.recording.steps.last?.loss?.isNaN == true)
    #expect(recorder.recording.end == end)
    #expect(end.description.contains("step 7") && end.description.contains("the loss"))
  }

  /// An infinite input saturates the tanh: the loss is finite, the gradient of W_ih is 0 infinity.
  @Test func gradientThatTurnsNaNIsNamed() throws {
    let task = Poisoned(base: try AddingTask(length: 6), poison: .infinity)
    let settings = settings { $0.cell = .rnn }
    let trainer = try Trainer<Float>(settings, task: task)
    #expect(
      trainer.run() == .nonFinite(step: 7, tensor: "the gradient of rnn.weight_ih_l0"))
    #expect(weights(trainer).joined().allSatisfy { $0.isFinite })
  }

  @Test func parameterThatTurnsInfiniteIsNamed() throws {
    let settings = settings {
      $0.optimizer = .sgd()
      $0.learningRate = 1e300
      $0.clipping = .none
    }
    let trainer = try Trainer<Float>(settings, task: AddingTask(length: 6))
    let end = trainer.run()
    #expect(end == .nonFinite(step: 1, tensor: "the parameter rnn.weight_ih_l0"))
  }
}
