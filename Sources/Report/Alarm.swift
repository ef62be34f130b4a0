/// Something found wrong with the run that a report is about, for programs that read `report.json`.
public struct Alarm: Sendable, Equatable {
  /// What an alarm does to the verdict.
  public enum Severity: String, Sendable, CaseIterable {
    /// The run failed.
    case fail
    /// Worth a look: runs that work can have it.
    case warn
  }

  /// The name of what is wrong, the same in every report.
  public let id: String
  /// Whether it fails the run.
  public let severity: Severity
  /// The step of the run at which it was first so.
  public let step: Int
  /// What `measured` is.
  public let quantity: String
  /// The number.
  public let measured: Double
  /// What it was held against.
  public let limit: Double
  /// `proof`, `necessary condition` or `measurement`.
  public let strength: String
  /// One sentence that explains, without markup.
  public let sentence: String

  /// An alarm.
  public init(
    id: String, severity: Severity, step: Int, quantity: String, measured: Double, limit: Double,
    strength: String, sentence: String
  ) {
    (self.id, self.severity, self.step, self.quantity) = (id, severity, step, quantity)
    (self.measured, self.limit, self.strength) = (measured, limit, strength)
    self.sentence = sentence
  }
}
