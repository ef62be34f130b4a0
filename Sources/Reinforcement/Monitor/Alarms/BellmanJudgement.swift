/// What a recording amounts to: its alarms, and what couldn't be examined. A pure function of the points.
public struct BellmanJudgement: Sendable, Equatable {
  /// Failures first, then in the order of ``AlarmID``.
  public let alarms: [BellmanAlarm]
  /// What the recording lacks, and what was therefore not examined.
  public let missing: [String]
  /// Whether there was anything to judge.
  public let isDecided: Bool

  /// Whether an alarm fails the run.
  public var hasFailed: Bool { alarms.contains { $0.severity == .fail } }

  /// Judges a recording. - Complexity: O(points log points).
  public init(_ recording: BellmanRecording) {
    let run = BellmanSeries(recording)
    let causes = [
      divergence(run), softDivergence(run), overestimation(run), targetNeverCopied(run),
      targetCopiedEveryStep(run), bootstrapsThroughTerminal(run), collapsedRepresentation(run),
      noExploration(run), bellmanErrorMisleads(run),
    ].compactMap { $0 }
    let failures = causes.filter { $0.severity == .fail }
    let warnings = causes.filter { $0.severity == .warn }
    alarms = failures + [failedCauseNotDecided(run, causes: causes)].compactMap { $0 } + warnings
    missing = run.missing
    isDecided = run.canBeJudged
  }

  /// One sentence for the whole.
  public var summary: String {
    if hasFailed {
      let names = alarms.filter { $0.severity == .fail }.map(\.id.rawValue)
      return "The run failed: \(names.joined(separator: ", "))."
    }
    if !isDecided { return "Not decided: too little was recorded to judge the run." }
    if alarms.isEmpty { return "Nothing wrong was found in what was recorded." }
    return "Nothing failed; \(alarms.count) warning\(alarms.count == 1 ? "" : "s")."
  }
}
