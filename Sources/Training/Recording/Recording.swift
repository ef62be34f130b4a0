import Recurrent

/// What instruments saw of a training run, ours or another's.
public struct Recording: Sendable, Equatable {
  /// What was trained, and how.
  public var header: RecordingHeader
  /// In the order of training, no step twice.
  public var steps: [StepRecord]
  /// How the run ended; `nil` if the record was cut off, or its writer didn't say.
  public var end: RecordingEnd?

  /// A recording of given parts.
  public init(
    header: RecordingHeader = RecordingHeader(), steps: [StepRecord] = [],
    end: RecordingEnd? = nil
  ) {
    self.header = header
    self.steps = steps
    self.end = end
  }

  /// The recording as it was after training step `step`: what a run that goes on from there keeps.
  public func upTo(step: Int) -> Recording {
    Recording(header: header, steps: steps.filter { $0.step <= step })
  }
}

/// What was trained, and how. Another program's recording may leave out anything.
public struct RecordingHeader: Sendable, Equatable {
  /// The cell, by the name that ``CellKind`` or the writer has for it.
  public var cell: String?
  /// What was learned: a task's name, or `text`.
  public var task: String?
  /// T.
  public var length: Int?
  /// B.
  public var batch: Int?
  /// I.
  public var inputSize: Int?
  /// H.
  public var hiddenSize: Int?
  /// O.
  public var outputSize: Int?
  /// The number of recurrent layers.
  public var layers: Int?
  /// The seed of the run.
  public var seed: UInt64?
  /// The command that makes the run again.
  public var command: String?
  /// What the loss counts in.
  public var lossUnit: String?
  /// The loss of the best answer that ignores the past.
  public var baseline: Double?
  /// Whether the loss has a term at every time step, rather than one at the end.
  public var asksEveryStep: Bool?
  /// How gradients were clipped, as `GradientClipping` writes it.
  public var clipping: String?
  /// How far gradients reached back, as `Truncation` writes it; `nil` for the whole sequence.
  public var truncation: String?
  /// `float32`, in which a norm below 2^-126 is lost, or `float64`.
  public var precision: String?

  /// A header that says nothing.
  public init() {}

  /// The cell, if it is one of ours.
  public var kind: CellKind? { cell.flatMap { CellKind(rawValue: $0) } }
}

/// How a run ended.
public enum RecordingEnd: Sendable, Equatable {
  /// After all its steps.
  case completed
  /// On request, after `step`.
  case interrupted(step: Int)
  /// A tensor turned NaN or infinite in `step`; the weights are those before it.
  case nonFinite(step: Int, tensor: String)
}

extension RecordingEnd: CustomStringConvertible {
  /// What happened, as a sentence.
  public var description: String {
    switch self {
    case .completed: "All steps were run."
    case .interrupted(let step): "Interrupted after step \(step)."
    case .nonFinite(let step, let tensor):
      "Stopped at step \(step): \(tensor) is no longer finite; "
        + "lower the learning rate or clip the gradient."
    }
  }
}
