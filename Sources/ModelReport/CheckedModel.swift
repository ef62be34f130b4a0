import Checkpoints
import FlowAnalysis
import Recognition

/// A model file, checked: its recurrent layers, measured, or why it couldn't be read.
public struct CheckedModel: Sendable {
  /// The file.
  public let path: String
  /// Its format; `nil` where it couldn't be told.
  public let format: ModelFormat?
  /// What was wrong with it: a sentence.
  public let error: String?
  /// Why nothing of it was replayed though there was an input: a sentence.
  public let replayError: String?
  /// The layers, in the order in which the file names them.
  public let layers: [CheckedLayer]
  /// What looked like a layer and wasn't taken for one.
  public let passedOver: [Checkpoint.Note]

  /// A model that was read.
  public init(
    path: String, format: ModelFormat, layers: [CheckedLayer], passedOver: [Checkpoint.Note],
    replayError: String? = nil
  ) {
    self.path = path
    self.format = format
    self.error = nil
    self.replayError = replayError
    self.layers = layers
    self.passedOver = passedOver
  }

  /// A file that couldn't be read.
  public init(path: String, error: String) {
    self.path = path
    self.error = error
    replayError = nil
    format = nil
    layers = []
    passedOver = []
  }

  /// Whether a layer was replayed.
  public var isReplayed: Bool { layers.contains { $0.traces != nil } }

  /// Whether a layer has weights that aren't finite.
  public var hasNonFiniteWeights: Bool {
    layers.contains { !$0.measurement.census.isFinite }
  }
}

/// A recurrent layer: its weights measured, and followed along inputs where there were some.
public struct CheckedLayer: Sendable {
  /// The weights.
  public let measurement: LayerMeasurement
  /// One trace for each sequence of the batch; `nil` where it wasn't replayed.
  public let traces: [LayerTrace]?
  /// Why it wasn't replayed though there was an input: a clause.
  public let untraced: String?

  /// A measured layer.
  public init(
    _ measurement: LayerMeasurement, traces: [LayerTrace]? = nil, untraced: String? = nil
  ) {
    self.measurement = measurement
    self.traces = traces
    self.untraced = untraced
  }
}
