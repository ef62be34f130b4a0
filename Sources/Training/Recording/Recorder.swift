import Autodiff
import LinearAlgebra
import Recurrent

/// Watches a training run, and keeps what it sees in a ``Recording``.
///
/// It hangs on the run's tape as an observer, and is silent but for every k-th step.
public final class Recorder<Scalar: TrainingScalar> {
  /// What is kept, and how often.
  public let settings: RecorderSettings
  /// What was seen so far.
  public var recording: Recording

  private var watch: StepWatch<Scalar>?
  /// Every how many steps a record is made by now.
  private var every: Int

  /// A recorder that goes on with `recording`, at that recording's pace.
  @specialized(where Scalar == Float)
  public init(_ settings: RecorderSettings = RecorderSettings(), recording: Recording = Recording())
  {
    precondition(settings.every >= 1, "a record every \(settings.every) steps")
    self.settings = settings
    self.recording = recording
    let recorded = recording.steps.filter { $0.clip != nil }.suffix(2).map(\.step)
    every = max(settings.every, recorded.count == 2 ? recorded[1] - recorded[0] : 1)
  }

  /// What observers of the tape call the layers.
  static var name: String { "rnn" }

  /// Hangs the recorder on a tape.
  @specialized(where Scalar == Float)
  func attach(to tape: Tape<Scalar>) {
    tape.observe(
      Observer(
        wants: { [unowned self] in watch?.wants($0) ?? false },
        value: { [unowned self] in watch?.see(value: $0) },
        cotangent: { [unowned self] in watch?.see(cotangent: $0) }))
  }

  /// Writes into the header what is trained, and how.
  @specialized(where Scalar == Float)
  func describe(_ run: TrainingSettings, _ task: any SequenceTask) {
    var header = recording.header
    header.cell = run.cell.rawValue
    header.task = task.name
    header.length = task.length
    header.batch = run.batch
    header.inputSize = task.inputSize
    header.hiddenSize = run.hiddenSize
    header.outputSize = task.outputSize
    header.layers = run.layers
    header.seed = run.seed
    header.lossUnit = task.lossUnit.rawValue
    header.baseline = task.baseline
    header.asksEveryStep = task.asksEveryStep
    header.clipping = run.clipping.rawValue
    header.truncation = run.truncation?.rawValue
    header.precision = Scalar.self == Float.self ? "float32" : "float64"
    recording.header = header
  }

  /// Whether step number `step` is recorded.
  @specialized(where Scalar == Float)
  func records(_ step: Int) -> Bool { step == 1 || step % every == 0 }

  /// Begins a record: of a step in which a model is about to see a batch.
  @specialized(where Scalar == Float)
  func begin(
    _ step: Int, _ model: SequenceModel<Scalar>, _ batch: Batch, from state: ModelState<Scalar>?,
    names: [LayerNames], isTruncated: Bool
  ) {
    var record = StepRecord(step: step)
    if isDue(settings.spectraEvery, step) { record.spectra = model.recurrentSpectra() }
    if isDue(settings.jacobiansEvery, step) {
      record.jacobianNorms = model.jacobianNorms(batch, from: state)
    }
    watch = StepWatch(
      record, kind: model.kind, names: names, steps: batch.steps, settings: settings,
      sumsCotangents: isTruncated)
  }

  @specialized(where Scalar == Float)
  private func isDue(_ records: Int, _ step: Int) -> Bool {
    records > 0 && (step == 1 || step / every % records == 0)
  }

  /// Ends the record that was begun.
  @specialized(where Scalar == Float)
  func finish(_ metrics: StepMetrics, updateRatios: [String: Double]) {
    guard let watch else { return }
    var record = watch.finished()
    record.loss = metrics.loss
    record.clip = metrics.clip
    record.learningRate = metrics.learningRate
    record.seconds = metrics.seconds
    record.updateRatios = updateRatios
    recording.steps.append(record)
    self.watch = nil
    thin()
  }

  /// Halves the records, but for those with a loss on unseen data, once there are too many.
  @specialized(where Scalar == Float)
  private func thin() {
    guard let limit = settings.limit else { return }
    while recording.steps.count(where: { $0.validation == nil }) > max(limit, 1) {
      every *= 2
      recording.steps.removeAll { $0.validation == nil && !records($0.step) }
    }
  }

  /// Notes the loss on unseen data after a step, whether or not the step was recorded.
  @specialized(where Scalar == Float)
  func note(validation: Double, after metrics: StepMetrics) {
    if recording.steps.last?.step != metrics.step {
      recording.steps.append(StepRecord(step: metrics.step, loss: metrics.loss))
    }
    recording.steps[recording.steps.count - 1].validation = validation
  }

  /// Keeps what is known of a step that failed.
  @specialized(where Scalar == Float)
  func fail(_ failure: NonFinite, loss: Double, clip: ClipResult?) {
    var record = watch?.finished() ?? StepRecord(step: failure.step)
    record.loss = loss
    record.clip = clip
    recording.steps.append(record)
    watch = nil
  }
}
