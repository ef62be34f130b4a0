/// A setting that can't be used: which, what it was, and what it may be.
public struct SettingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The setting's name, such as "learning rate".
  public let name: String
  /// What was given.
  public let value: String
  /// What is allowed, such as "a positive number".
  public let allowed: String

  /// A setting that can't be used.
  public init(_ name: String, _ value: String, allowed: String) {
    self.name = name
    self.value = value
    self.allowed = allowed
  }

  /// One sentence: what, and what to do.
  public var description: String { "\(name) can't be \"\(value)\"; give \(allowed)." }
}
