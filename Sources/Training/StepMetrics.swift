import Buffers

/// The few numbers that every training step leaves.
public struct StepMetrics: Sendable, Equatable {
  /// From 1.
  public let step: Int
  /// The mean loss of the batch, before the update.
  public let loss: Double
  /// The mean loss on unseen data after the update, if it was measured.
  public var validation: Double?
  /// The gradient before and after clipping.
  public let clip: ClipResult
  /// The learning rate.
  public let learningRate: Double
  /// Time since training began, in seconds.
  public var seconds: Double

  /// One JSON object: `step`, `loss`, `validation`, `gradientNorm`, `clippedNorm`, `learningRate`,
  /// `seconds`.
  public var json: JSON {
    var json = JSONMembers()
    json.add("step", step)
    json.add("loss", loss)
    json.add("validation", validation)
    json.add("gradientNorm", clip.normBefore)
    json.add("clippedNorm", clip.normAfter)
    json.add("learningRate", learningRate)
    json.add("seconds", seconds)
    return json.json
  }
}

extension [StepMetrics] {
  /// One JSON object a line.
  public var jsonLines: String { map(\.json).lines }
}

/// What every step left, for the trainer that writes it and the recorder that reads it: a record would otherwise
/// repeat it.
final class MetricsList {
  @exclusivity(unchecked) var all: [StepMetrics] = []
}
