import Buffers
import Checkpoints

/// A model file that can't be read, and where it is.
public struct CheckpointError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// What is wrong with it.
  public let fault: CheckpointFault

  /// A fault in a file.
  public init(path: String, fault: CheckpointFault) {
    self.path = path
    self.fault = fault
  }

  /// Where, what, and what to do.
  public var description: String {
    fault.place == .file
      ? "\(path.shown): \(fault.reason); \(fault.advice)."
      : "\(path.shown), \(fault.place): \(fault.reason); \(fault.advice)."
  }
}
