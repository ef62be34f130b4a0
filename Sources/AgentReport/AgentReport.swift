import Charts
import Reinforcement
import Report
import Training

/// The report of one run of Q-learning, from its Bellman recording alone: ours, or one that another program wrote.
///
/// Every figure is left out where the recording lacks what it draws; what is missing is said.
public enum AgentReport {
  /// Writes the report of a recording into a folder.
  ///
  /// - Parameters:
  ///   - records: of a run of ours.
  ///   - run: what came of the run, in sentences.
  ///   - companions: what else the run leaves in the folder; written with the report, all or nothing.
  /// - Returns: The path of `index.html`.
  /// - Throws: `ReportError` when the folder can't be written.
  public static func write(
    _ recording: BellmanRecording, title: String, command: String, version: String,
    records: [DQNRecord] = [], run: [String] = [], companions: [ReportFile] = [],
    to folder: String
  ) throws -> String {
    try ReportWriter.write(
      document(
        recording, title: title, command: command, version: version, records: records, run: run),
      companions: companions, to: folder)
  }

  /// The report of a recording.
  public static func document(
    _ recording: BellmanRecording, title: String, command: String, version: String,
    records: [DQNRecord] = [], run: [String] = []
  ) -> ReportDocument {
    let judgement = BellmanJudgement(recording)
    let page = Page(
      id: "agent", title: "What the monitor saw", lede: Prose.literal(summary(recording)),
      command: command,
      blocks: how(recording, records, run)
        + blocks(recording, judgement, showsScores: records.isEmpty))
    return ReportDocument(
      title: title, lede: "One run of Q-learning, judged from its recording alone.",
      pages: [page], glossary: glossary, alarms: judgement.alarms.map { Alarm($0) },
      provenance: Provenance(
        command: command, seed: recording.header.seed ?? 0, version: version))
  }

  /// What a page of several runs can hold of one: verdict, figures, what is missing.
  public static func blocks(_ recording: BellmanRecording) -> [Block] {
    blocks(recording, BellmanJudgement(recording), showsScores: true)
  }

  private static func blocks(
    _ recording: BellmanRecording, _ judgement: BellmanJudgement, showsScores: Bool
  ) -> [Block] {
    let run = AgentSeries(recording)
    let figures = [
      ValueFigure.blocks(run), TruthFigure.blocks(run), ErrorFigure.blocks(run),
      TargetFigure.blocks(run), showsScores ? EpisodeFigure.blocks(run) : [],
      RepresentationFigure.blocks(run), ReplayFigure.blocks(run),
    ]
    return VerdictTable.blocks(judgement) + figures.flatMap { $0 }
  }

  /// How it went, in the run's own sentences or, without them, how it ended.
  private static func how(
    _ recording: BellmanRecording, _ records: [DQNRecord], _ run: [String]
  ) -> [Block] {
    let end = recording.end.map { [$0.description] } ?? []
    return RunFigures.blocks(
      records, run.isEmpty ? end : run, randomScore: recording.header.randomScore)
  }

  private static func summary(_ recording: BellmanRecording) -> String {
    let header = recording.header
    let subject = [header.agent ?? "Q-learning", header.environment.map { "on \($0)" }]
    let numbers = [
      header.discount.map { "gamma = \($0)" }, header.steps.map { "\($0) steps" },
      header.targetEvery.map { "target copied every \($0) steps" },
      header.tau.map { "target follows by \($0)" },
      "\(recording.points.count) points", header.heldOut.map { "\($0) transitions held out" },
    ]
    return subject.compactMap { $0 }.joined(separator: " ") + ": "
      + numbers.compactMap { $0 }.joined(separator: ", ")
  }
}

extension Alarm {
  /// An alarm of the monitor as `report.json` has it.
  public init(_ alarm: BellmanAlarm) {
    self.init(
      id: alarm.id.rawValue, severity: alarm.severity == .fail ? .fail : .warn, step: alarm.step,
      quantity: alarm.quantity, measured: alarm.measured, limit: alarm.limit,
      strength: alarm.strength.rawValue, sentence: alarm.sentence)
  }
}
