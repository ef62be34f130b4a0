import Autodiff
import Foundation
import LinearAlgebra
import Recurrent

/// All that a run needs to go on as if it had never stopped: named tensors and text, to be kept in a
/// file of any format that has both.
///
/// The parameters have their PyTorch names; beside them lie `optimizer.SLOT.NAME`, `best.NAME` and
/// `carried.LAYER.h` and `.c`.
public struct TrainingState<Scalar: TrainingScalar> {
  /// The tensors by name.
  public var tensors: [String: Tensor<Scalar>]
  /// Texts by name, all of which begin with `gradientflow.`.
  public var metadata: [String: String]

  /// What was read from a file.
  public init(tensors: [String: Tensor<Scalar>], metadata: [String: String]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The settings of the run.
  ///
  /// - Throws: ``ResumeError``.
  public func settings() throws(ResumeError) -> TrainingSettings { try decoded("settings") }

  /// The name of the task.
  public var task: String? { metadata["gradientflow.task"] }

  func decoded<Value: Decodable>(_ name: String) throws(ResumeError) -> Value {
    let text = metadata["gradientflow." + name] ?? ""
    guard let value = try? JSONDecoder().decode(Value.self, from: Data(text.utf8)) else {
      throw .missing(name)
    }
    return value
  }

  mutating func encode(_ name: String, _ value: some Encodable) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    // Numbers, words and lists of them: there is nothing in a state that can't be encoded.
    guard let data = try? encoder.encode(value) else { return }
    metadata["gradientflow." + name] = String(decoding: data, as: UTF8.self)
  }
}

/// Why a run can't go on from a file.
public enum ResumeError: Error, Equatable, Sendable {
  /// The file doesn't say this; it wasn't saved by a training run.
  case missing(String)
  /// The file is of a run with other settings.
  case different(String)
  /// The parameters don't fit.
  case parameters(ParameterError)
}

extension ResumeError: CustomStringConvertible {
  /// What, and what to do.
  public var description: String {
    switch self {
    case .missing(let name):
      "the file holds no \(name) of a training run; resume from a file that such a run saved."
    case .different(let name):
      "the file is of a run with another \(name); resume with the same settings."
    case .parameters(let error): error.description
    }
  }
}

/// The numbers of a state.
private struct Progress: Codable {
  var step: Int
  var optimizerSteps: Int
  var seconds: Double
  var bestStep: Int?
  var bestValidation: Double?
}

extension Trainer {
  /// The state after the last step.
  public var state: TrainingState<Scalar> {
    var state = TrainingState<Scalar>(tensors: [:], metadata: [:])
    func add(_ prefix: String, _ model: SequenceModel<Scalar>) {
      for (name, tensor) in model.namedTensors { state.tensors[prefix + name] = tensor }
    }
    add("", model)
    if let best { add("best.", best.model) }
    for (slot, tensors) in zip(optimizer.rule.slotNames, optimizer.slots) {
      for (name, tensor) in zip(names, tensors) {
        state.tensors["optimizer.\(slot).\(name)"] = tensor
      }
    }
    for (index, layer) in (carried?.layers ?? []).enumerated() {
      state.tensors["carried.\(index).h"] = layer.hidden
      state.tensors["carried.\(index).c"] = layer.cell
    }
    state.metadata["gradientflow.task"] = task.name
    state.encode("settings", settings)
    state.encode("streams", streams)
    state.encode(
      "progress",
      Progress(
        step: step, optimizerSteps: optimizer.steps, seconds: watch.seconds, bestStep: best?.step,
        bestValidation: best?.validation))
    return state
  }

  /// Goes on from a state: what follows is what an uninterrupted run would have done, bit for bit.
  ///
  /// The settings must be those of the state, but for the numbers of steps and threads and when to
  /// validate.
  /// - Throws: ``ResumeError``; the run is then unchanged.
  public func restore(_ state: TrainingState<Scalar>) throws(ResumeError) {
    if state.task != task.name { throw .different("task") }
    try check(state.settings())
    let progress: Progress = try state.decoded("progress")
    let streams: RandomStreams = try state.decoded("streams")
    let model = try self.model.loading(state, prefix: "")
    let optimizer = try restoredOptimizer(state, steps: progress.optimizerSteps)
    if let step = progress.bestStep, let validation = progress.bestValidation {
      best = BestModel(
        model: try model.loading(state, prefix: "best."), validation: validation, step: step)
    }
    carried = restoredCarried(state)
    step = progress.step
    watch = Stopwatch(before: progress.seconds)
    (self.model, self.optimizer, self.streams) = (model, optimizer, streams)
  }

  private func check(_ saved: TrainingSettings) throws(ResumeError) {
    var comparable = saved
    comparable.steps = settings.steps
    comparable.threads = settings.threads
    comparable.validateEvery = settings.validateEvery
    if comparable == settings { return }
    let pairs = zip(Mirror(reflecting: comparable).children, Mirror(reflecting: settings).children)
    let first = pairs.first { "\($0.value)" != "\($1.value)" }
    throw .different(first?.0.label ?? "setting")
  }

  private func restoredOptimizer(
    _ state: TrainingState<Scalar>, steps: Int
  ) throws(ResumeError) -> Optimizer<Scalar> {
    var slots: [[Tensor<Scalar>]] = []
    for slot in settings.optimizer.slotNames {
      var tensors: [Tensor<Scalar>] = []
      for (name, parameter) in model.namedTensors {
        let key = "optimizer.\(slot).\(name)"
        guard let tensor = state.tensors[key], tensor.shape == parameter.shape else {
          throw .missing(key)
        }
        tensors.append(tensor)
      }
      slots.append(tensors)
    }
    return Optimizer(settings.optimizer, steps: steps, slots: slots)
  }

  private func restoredCarried(_ state: TrainingState<Scalar>) -> ModelState<Scalar>? {
    let layers = (0..<settings.layers).compactMap { layer in
      state.tensors["carried.\(layer).h"].map {
        LayerState<Scalar>(hidden: $0, cell: state.tensors["carried.\(layer).c"])
      }
    }
    return layers.count == settings.layers ? ModelState(layers: layers) : nil
  }
}

extension SequenceModel {
  fileprivate func loading(
    _ state: TrainingState<Scalar>, prefix: String
  ) throws(ResumeError) -> SequenceModel {
    var model = self
    var tensors: [String: Tensor<Scalar>] = [:]
    for name in names { tensors[name] = state.tensors[prefix + name] }
    do throws(ParameterError) { try model.load(tensors) } catch { throw .parameters(error) }
    return model
  }
}
