import Training

/// A number that goes in a straight line from one value to another and then stays: epsilon over the
/// steps of a run.
public struct LinearSchedule: Equatable, Sendable {
  /// The value at step 0.
  public let first: Double
  /// The value from step `duration` on.
  public let last: Double
  /// In steps; 0 for a constant.
  public let duration: Int

  /// From `first` at step 0 to `last` at step `duration`.
  public init(from first: Double, to last: Double, over duration: Int) {
    precondition(duration >= 0, "a schedule over \(duration) steps")
    (self.first, self.last, self.duration) = (first, last, duration)
  }

  /// The same value at every step.
  public init(constant value: Double) {
    self.init(from: value, to: value, over: 0)
  }

  /// The value at a step, from 0.
  public func value(at step: Int) -> Double {
    guard step < duration else { return last }
    return first + (last - first) * Double(max(step, 0)) / Double(duration)
  }

  /// - Throws: `SettingError` unless both ends are probabilities.
  public func requireProbabilities(_ name: String) throws(SettingError) {
    for value in [first, last] where !(value >= 0 && value <= 1) {
      throw SettingError(name, "\(value)", allowed: "a number from 0 to 1")
    }
  }
}
