/// What can be found wrong with a run of Q-learning.
public enum AlarmID: String, CaseIterable, Sendable {
  /// |Q| far above what any policy is worth, and growing or beyond any measure.
  case divergence
  /// |Q| above what any policy is worth.
  case softDivergence = "soft-divergence"
  /// Q of the first states above what the greedy policy gets.
  case overestimation
  /// The target never took over the network.
  case targetNeverCopied = "target-never-copied"
  /// The target is the network itself.
  case targetCopiedEveryStep = "target-copied-every-step"
  /// Targets of terminal transitions go on after the end.
  case bootstrapsThroughTerminal = "bootstraps-through-terminal"
  /// Few directions are left in the features, or few units alive.
  case collapsedRepresentation = "collapsed-representation"
  /// An action is never tried, or nothing is done at random.
  case noExploration = "no-exploration"
  /// The Bellman error is small and the value error is large.
  case bellmanErrorMisleads = "bellman-error-misleads"
  /// The result is wrong, and nothing of the above explains it.
  case failedCauseNotDecided = "failed-cause-not-decided"
}

/// What an alarm does to a verdict.
public enum AlarmSeverity: String, CaseIterable, Sendable {
  /// The run failed.
  case fail
  /// Worth a look: runs that work can have it.
  case warn
}

/// How much an alarm proves, as `docs/glossary.md` has the words.
public enum AlarmStrength: String, CaseIterable, Sendable {
  /// Follows from an inequality or an identity that holds for every correct agent.
  case proof
  /// Without it the failure can't happen; with it, it may.
  case necessaryCondition = "necessary condition"
  /// Was seen in this run.
  case measurement
}

/// Something wrong with a run: what, when, the number it rests on.
public struct BellmanAlarm: Sendable, Equatable {
  /// Which one.
  public var id: AlarmID
  /// Whether it fails the run.
  public var severity: AlarmSeverity
  /// The environment step at which it was first so.
  public var step: Int
  /// What `measured` is.
  public var quantity: String
  /// The number.
  public var measured: Double
  /// What it was held against.
  public var limit: Double
  /// How much it proves.
  public var strength: AlarmStrength
  /// One sentence that explains.
  public var sentence: String

  /// An alarm.
  public init(
    _ id: AlarmID, _ severity: AlarmSeverity, step: Int, quantity: String, measured: Double,
    limit: Double, _ strength: AlarmStrength, sentence: String
  ) {
    (self.id, self.severity, self.step, self.quantity) = (id, severity, step, quantity)
    (self.measured, self.limit, self.strength) = (measured, limit, strength)
    self.sentence = sentence
  }
}

extension BellmanAlarm: CustomStringConvertible {
  /// One line: severity, name, number, limit, strength, sentence.
  public var description: String {
    "\(severity.rawValue): \(id.rawValue) at step \(step): \(quantity) = \(number(measured)), "
      + "limit \(number(limit)) (\(strength.rawValue)). \(sentence)"
  }
}
