import Report

/// One claim of the lecture, measured, drawn and explained. One file each.
///
/// In the order of reading: the card says what is asked, the settings with what numbers, `measure` does the work,
/// `claims` says what should have come out and what did, `page` shows it. The same claims are printed, asserted in
/// tests with `quick` settings, and set the exit code. A claim that does not hold says so; nobody tunes its range.
protocol Lesson: SendableMetatype {
  associatedtype Settings: LessonSettings
  associatedtype Measurements

  /// What is asked.
  static var card: LessonCard { get }

  /// Does the work; deterministic, prints nothing.
  static func measure(_ settings: Settings, _ progress: LessonProgress) throws -> Measurements

  /// What was claimed beside what was measured.
  static func claims(_ measurements: Measurements) -> [Claim]

  /// The page, without its header, claims and command, which every lesson has alike.
  static func page(_ measurements: Measurements) -> [Block]
}

/// How a lesson tells where it is, and learns that it should stop.
public struct LessonProgress: Sendable {
  /// What is being done, and the fraction of the lesson that is done.
  public let report: @Sendable (_ what: String, _ fraction: Double) -> Void
  /// Whether the user asked to stop.
  public let isInterrupted: @Sendable () -> Bool

  /// A listener.
  public init(
    report: @escaping @Sendable (String, Double) -> Void,
    isInterrupted: @escaping @Sendable () -> Bool
  ) {
    self.report = report
    self.isInterrupted = isInterrupted
  }

  /// Nobody listens and nobody stops.
  public static let silent = LessonProgress(report: { _, _ in }, isInterrupted: { false })

  /// Reports, and throws `LessonError.interrupted` if the user asked to stop.
  public func checkpoint(_ what: String, _ fraction: Double) throws(LessonError) {
    report(what, fraction)
    if isInterrupted() { throw .interrupted }
  }
}
