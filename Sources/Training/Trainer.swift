import Autodiff
import LinearAlgebra
import Recurrent

/// A training run: a model, an optimiser and a task, going on step by step.
///
/// The same settings, seed, number of threads and machine give the same bits; with several threads
/// the recorder's settings are among them, since a step that is recorded is computed whole. Belongs to
/// one thread at a time (what every step touches isn't checked for that, which the smallest step would
/// notice); runs on different threads don't disturb each other.
public final class Trainer<Scalar: TrainingScalar> {
  /// The numbers of the run.
  public let settings: TrainingSettings
  /// What is learned.
  public let task: any SequenceTask
  /// The instruments, if there are any.
  public let recorder: Recorder<Scalar>?

  /// The model as it is now.
  @exclusivity(unchecked) public internal(set) var model: SequenceModel<Scalar>
  /// The model that had the least loss on unseen data, once that was measured.
  public internal(set) var best: BestModel<Scalar>?
  /// How many steps were made.
  public internal(set) var step = 0
  /// What each step left, from the start of this process.
  public var metrics: [StepMetrics] { list.all }

  let list = MetricsList()

  let tape = Tape<Scalar>()
  /// One a thread, for shares of a batch.
  private var shareTapes: [Tape<Scalar>] = []
  @exclusivity(unchecked) var optimizer: Optimizer<Scalar>
  @exclusivity(unchecked) var carried: ModelState<Scalar>?
  var streams: RandomStreams
  let validation: [Batch]
  let names: [String]
  var watch = Stopwatch()

  /// A run at its start, with weights drawn from the settings' seed.
  ///
  /// - Throws: ``SettingError``, or `LinearAlgebraError` when orthogonal weights can't be made.
  @specialized(where Scalar == Float)
  public convenience init(
    _ settings: TrainingSettings, task: any SequenceTask, recorder: Recorder<Scalar>? = nil
  ) throws {
    try settings.check()
    try settings.checkMemory(length: task.length, inputSize: task.inputSize)
    var streams = RandomStreams(seed: settings.seed)
    let model = try SequenceModel<Scalar>(
      settings.cell, inputSize: task.inputSize, hiddenSize: settings.hiddenSize,
      outputSize: task.outputSize, layers: settings.layers,
      initialization: settings.parsedInitialization(), forgetBias: settings.forgetBias,
      using: &streams.weights)
    try self.init(model, settings, task: task, recorder: recorder)
  }

  /// A run that starts from a given model.
  ///
  /// - Throws: ``SettingError``.
  @specialized(where Scalar == Float)
  public init(
    _ model: SequenceModel<Scalar>, _ settings: TrainingSettings, task: any SequenceTask,
    recorder: Recorder<Scalar>? = nil
  ) throws {
    try settings.check()
    precondition(
      model.inputSize == task.inputSize && model.outputSize == task.outputSize,
      "a model \(model.inputSize) -> \(model.outputSize) for \(task.name), which is "
        + "\(task.inputSize) -> \(task.outputSize)")
    self.settings = settings
    self.task = task
    self.recorder = recorder
    self.model = model
    streams = RandomStreams(seed: settings.seed)
    validation = task.validation(using: &streams.validation)
    let parameters = model.namedTensors
    names = parameters.map(\.name)
    optimizer = Optimizer(settings.optimizer, shapes: parameters.map(\.tensor.shape))
    recorder?.describe(settings, task, metrics: list)
  }

  /// Makes the next step, on the task's next batch.
  ///
  /// - Throws: as ``advance(on:)``.
  @discardableResult
  @specialized(where Scalar == Float)
  public func advance() throws(NonFinite) -> StepMetrics {
    try advance(on: task.batch(step, size: settings.batch, using: &streams.batches))
  }

  /// Makes the next step on a given batch: forward, loss, backpropagation through time, clipping,
  /// update. This is the step that everything calls and every benchmark times.
  ///
  /// - Throws: ``NonFinite``. If loss or gradient aren't finite the weights are those before the
  ///   step; if a weight isn't, those after it.
  @discardableResult
  @specialized(where Scalar == Float)
  public func advance(on batch: Batch) throws(NonFinite) -> StepMetrics {
    watch.start()
    let number = step + 1
    let start = batch.continues ? carried : nil
    let recorder = recorder.flatMap { $0.records(number) ? $0 : nil }
    let instrument = recorder?.begin(
      number, model, batch, from: start, isTruncated: settings.truncation != nil)
    var pass = pullback(batch, from: start, instrument: instrument)
    let norm = try checkedNorm(pass, number)
    let rate = settings.learningRate(at: number)
    let (clip, scale) = settings.clipping.apply(to: &pass.gradients, norm: norm)
    let weights = recorder?.settings.updates ?? false ? norms() : nil
    let updates = try update(pass.gradients, rate: rate, scale: scale, number)
    carried = pass.final
    step = number
    let result = StepMetrics(
      step: number, loss: pass.loss, clip: clip, learningRate: rate, seconds: watch.seconds)
    list.all.append(result)
    recorder?.finish(updateRatios: weights.map { ratios(updates, $0) })
    return result
  }

  @specialized(where Scalar == Float)
  private func pullback(
    _ batch: Batch, from start: ModelState<Scalar>?,
    instrument: (any LayerInstrument<Scalar>)?
  ) -> BatchPullback<Scalar> {
    // Who watches sees whole batches: then the products share the threads, and rounding differs.
    if settings.threads > 1 && batch.size > 1 && instrument == nil {
      while shareTapes.count < settings.threads { shareTapes.append(Tape()) }
      let (model, settings) = (model, settings)
      return pullbackByShares(batch, from: start, masks: masks(batch), on: shareTapes) {
        Self.pullback(model, settings, $0, from: $1, masks: $2, on: $3, instrument: nil)
      }
    }
    setThreads(settings.threads)
    return Self.pullback(
      model, settings, batch, from: start, masks: masks(batch), on: tape,
      instrument: instrument)
  }

  @specialized(where Scalar == Float)
  private static func pullback(
    _ model: SequenceModel<Scalar>, _ settings: TrainingSettings, _ batch: Batch,
    from start: ModelState<Scalar>?, masks: DropoutMasks<Scalar>?, on tape: Tape<Scalar>,
    instrument: (any LayerInstrument<Scalar>)?
  ) -> BatchPullback<Scalar> {
    settings.recomputes
      ? model.recomputedPullback(
        batch, from: start, on: tape, masks: masks, instrument: instrument)
      : model.pullback(
        batch, from: start, on: tape, truncation: settings.truncation, masks: masks,
        instrument: instrument)
  }

  @specialized(where Scalar == Float)
  private func masks(_ batch: Batch) -> DropoutMasks<Scalar>? {
    if settings.dropout == 0 { return nil }
    return DropoutMasks(
      rate: settings.dropout, layers: settings.layers, steps: batch.steps, batch: batch.size,
      hiddenSize: model.hiddenSize, using: &streams.dropout, in: tape.pool)
  }

  /// The norm of the gradient over all parameters, with loss and gradients held to be finite.
  @specialized(where Scalar == Float)
  private func checkedNorm(
    _ pass: BatchPullback<Scalar>, _ number: Int
  ) throws(NonFinite) -> Double {
    guard pass.loss.isFinite else {
      throw failed(NonFinite(step: number, tensor: "the loss"), pass.loss, nil)
    }
    var norms: [Double] = []
    norms.reserveCapacity(names.count)
    for index in pass.gradients.indices {
      let count = pass.gradients[index].count
      let norm = pass.gradients[index].withUnsafePointer { euclideanNorm(count, $0) }
      guard norm.isFinite else {
        let clip = ClipResult(normBefore: norm, normAfter: norm, didBind: false)
        throw failed(
          NonFinite(step: number, tensor: "the gradient of \(names[index])"), pass.loss, clip)
      }
      norms.append(norm)
    }
    return norms.withUnsafeBufferPointer { euclideanNorm($0.count, $0.baseAddress!) }
  }

  @specialized(where Scalar == Float)
  private func failed(_ failure: NonFinite, _ loss: Double, _ clip: ClipResult?) -> NonFinite {
    recorder?.fail(failure, loss: loss, clip: clip)
    return failure
  }

  /// ||w|| of every parameter.
  @specialized(where Scalar == Float)
  private func norms() -> [Double] {
    var norms: [Double] = []
    norms.reserveCapacity(names.count)
    model.forEachParameter { _, tensor in norms.append(tensor.sumOfSquares.squareRoot()) }
    return norms
  }

  /// Updates every parameter in place; the norms of the updates.
  @specialized(where Scalar == Float)
  private func update(
    _ gradients: [Tensor<Scalar>], rate: Double, scale: Double, _ number: Int
  ) throws(NonFinite) -> [Double] {
    let updates = optimizer.update(&model, by: gradients, rate: rate, scale: scale)
    if let index = updates.firstIndex(where: { !$0.isFinite }) {
      throw failed(NonFinite(step: number, tensor: "the parameter \(names[index])"), .nan, nil)
    }
    return updates
  }

  @specialized(where Scalar == Float)
  private func ratios(_ updates: [Double], _ weights: [Double]) -> [String: Double] {
    var ratios = [String: Double](minimumCapacity: names.count)
    for (index, name) in names.enumerated() where weights[index] > 0 {
      ratios[name] = updates[index] / weights[index]
    }
    return ratios
  }
}

/// The model that had the least loss on unseen data.
public struct BestModel<Scalar: TrainingScalar> {
  /// The model.
  public let model: SequenceModel<Scalar>
  /// Its loss on unseen data.
  public let validation: Double
  /// After which step.
  public let step: Int
}
