/// A tensor turned NaN or infinite.
public struct NonFinite: Error, Equatable, Sendable, CustomStringConvertible {
  /// The training step, from 1.
  public let step: Int
  /// "the loss", "the gradient of NAME" or "the parameter NAME".
  public let tensor: String

  /// A failure with given parts.
  public init(step: Int, tensor: String) {
    (self.step, self.tensor) = (step, tensor)
  }

  /// What happened, where, what to do.
  public var description: String {
    RecordingEnd.nonFinite(step: step, tensor: tensor).description
  }
}
