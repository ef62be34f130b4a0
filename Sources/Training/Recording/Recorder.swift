import Autodiff
import LinearAlgebra
import Recurrent

/// Watches a training run, and keeps what it sees in a ``Recording``.
///
/// It has an instrument on the layers, and is silent but for every k-th step.
public final class Recorder<Scalar: TrainingScalar> {
  /// What is kept, and how often.
  public let settings: RecorderSettings
  /// What was seen so far.
  public var recording: Recording {
    get {
      read()
      return kept
    }
    _modify {
      read()
      yield &kept
    }
  }

  @exclusivity(unchecked) private var kept: Recording
  /// What every step of the run left.
  @exclusivity(unchecked) private var metrics = MetricsList()
  /// What was seen since the recording was looked at.
  @exclusivity(unchecked) private var log = RecordLog()
  private var fullLogs: [RecordLog] = []
  @exclusivity(unchecked) private var watch: StepWatch<Scalar>?
  @exclusivity(unchecked) private var isBegun = false
  /// What the record that was begun has beside norms and a step's few numbers.
  @exclusivity(unchecked) private var extras: Extras?
  /// Every how many steps a record is made by now.
  @exclusivity(unchecked) private var every: Int

  /// A recorder that goes on with `recording`, at that recording's pace.
  @specialized(where Scalar == Float)
  public init(_ settings: RecorderSettings = RecorderSettings(), recording: Recording = Recording())
  {
    precondition(settings.every >= 1, "a record every \(settings.every) steps")
    self.settings = settings
    kept = recording
    let recorded = recording.steps.filter { $0.clip != nil }.suffix(2).map(\.step)
    every = max(settings.every, recorded.count == 2 ? recorded[1] - recorded[0] : 1)
  }

  /// Makes an instrument for the layers, and writes into the header what is trained, and how.
  @specialized(where Scalar == Float)
  func describe(_ run: TrainingSettings, _ task: any SequenceTask, metrics: MetricsList) {
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
    self.metrics = metrics
    watch = StepWatch(run.cell, layers: run.layers, settings)
  }

  /// Whether step number `step` is recorded.
  @specialized(where Scalar == Float)
  func records(_ step: Int) -> Bool { step == 1 || step % every == 0 }

  /// Begins a record: of a step in which a model is about to see a batch.
  ///
  /// - Returns: what walks are to show the layers to.
  @specialized(where Scalar == Float)
  func begin(
    _ step: Int, _ model: SequenceModel<Scalar>, _ batch: Batch, from state: ModelState<Scalar>?,
    isTruncated: Bool
  ) -> (any LayerInstrument<Scalar>)? {
    extras = extras(step, model, batch, from: state)
    isBegun = true
    watch?.begin(steps: batch.steps, isSummed: isTruncated)
    return watch
  }

  private struct Extras {
    var spectra: [RecurrentSpectrum]?
    var jacobianNorms: [[Double]]?
  }

  @specialized(where Scalar == Float)
  private func extras(
    _ step: Int, _ model: SequenceModel<Scalar>, _ batch: Batch, from state: ModelState<Scalar>?
  ) -> Extras? {
    let (spectra, jacobians) = (
      isDue(settings.spectraEvery, step), isDue(settings.jacobiansEvery, step)
    )
    guard spectra || jacobians || settings.gates || settings.updates else { return nil }
    return Extras(
      spectra: spectra ? model.recurrentSpectra() : nil,
      jacobianNorms: jacobians ? model.jacobianNorms(batch, from: state) : nil)
  }

  @specialized(where Scalar == Float)
  private func isDue(_ records: Int, _ step: Int) -> Bool {
    records > 0 && (step == 1 || step / every % records == 0)
  }

  /// Ends the record that was begun, of the step whose metrics came last.
  ///
  /// - Parameter updateRatios: by parameter; `nil` if they weren't wanted.
  @specialized(where Scalar == Float)
  func finish(updateRatios: [String: Double]?) {
    if log.isFull { startLog() }
    if let watch { log.append(metrics.all.count - 1, watch) }
    isBegun = false
    if extras != nil { complete(updateRatios) }
    if let limit = settings.limit { thin(to: limit) }
  }

  /// Adds to the last record what it has beside norms and a step's few numbers.
  private func complete(_ updateRatios: [String: Double]?) {
    read()
    let last = kept.steps.count - 1
    kept.steps[last].spectra = extras?.spectra
    kept.steps[last].jacobianNorms = extras?.jacobianNorms
    kept.steps[last].updateRatios = updateRatios
    if settings.gates { kept.steps[last].gates = watch?.gates.map(\.records) }
    extras = nil
  }

  /// Makes records of what the log has.
  private func read() {
    if log.isEmpty { return }
    startLog()
    guard let watch else { return }
    for log in fullLogs {
      kept.steps += log.records(layers: watch.layers, quantities: watch.quantities, metrics.all)
    }
    fullLogs = []
  }

  private func startLog() {
    fullLogs.append(log)
    log = RecordLog()
  }

  /// Halves the records, but for those with a loss on unseen data, once there are too many.
  @specialized(where Scalar == Float)
  private func thin(to limit: Int) {
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
    read()
    if isBegun, let watch {
      let clip = clip ?? ClipResult(normBefore: .nan, normAfter: .nan, didBind: false)
      let metrics = StepMetrics(
        step: failure.step, loss: loss, clip: clip, learningRate: 0, seconds: 0)
      var log = RecordLog()
      log.append(0, watch)
      kept.steps += log.records(layers: watch.layers, quantities: watch.quantities, [metrics])
      if extras != nil { complete(nil) }
    } else {
      kept.steps.append(StepRecord(step: failure.step, loss: loss))
    }
    isBegun = false
    let last = recording.steps.count - 1
    recording.steps[last].clip = clip
    (recording.steps[last].learningRate, recording.steps[last].seconds) = (nil, nil)
  }
}
