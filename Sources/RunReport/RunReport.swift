import Charts
import FlowAnalysis
import Report
import Training

/// The report of one training run, from its recording alone: ours, or one that another training loop wrote.
///
/// Every figure is left out where the recording lacks what it draws; what is missing is said.
public enum RunReport {
  /// Writes the report of a recording into a folder.
  ///
  /// - Parameter companions: what else the run leaves in the folder; written with the report, all or nothing.
  /// - Returns: The path of `index.html`.
  /// - Throws: `ReportError` when the folder can't be written.
  public static func write(
    _ recording: Recording, title: String, command: String, version: String,
    companions: [ReportFile] = [], to folder: String
  ) throws -> String {
    let page = Page(
      id: "run", title: "What the instruments saw", lede: Prose.literal(summary(recording.header)),
      command: command,
      blocks: blocks(recording))
    let document = ReportDocument(
      title: title, lede: "One training run, judged from its recording alone.", pages: [page],
      provenance: Provenance(
        command: command, seed: recording.header.seed ?? 0, version: version))
    return try ReportWriter.write(document, companions: companions, to: folder)
  }

  /// The verdicts on a recording.
  public static func verdicts(_ recording: Recording) -> [Verdict] {
    RecordingAnalysis(recording).verdicts
  }

  static func blocks(_ recording: Recording) -> [Block] {
    let run = RunSeries(recording)
    let figures: [[Block]] = [
      LossFigure.blocks(run), ThroughTimeFigure.blocks(run), NormFigure.blocks(run),
      JacobianFigure.blocks(run), SpectrumFigure.blocks(run), GateFigure.blocks(run),
      UpdateFigure.blocks(run),
    ]
    return ending(recording) + judged(recording) + figures.flatMap { $0 } + notRecorded(recording)
  }

  private static func summary(_ header: RecordingHeader) -> String {
    let sizes = [
      header.length.map { "T = \($0)" }, header.batch.map { "B = \($0)" },
      header.hiddenSize.map { "H = \($0)" },
      header.layers.map { "\($0) layer\($0 == 1 ? "" : "s")" },
      header.clipping.map { "clipping \($0)" }, header.truncation.map { "truncated BPTT \($0)" },
    ].compactMap { $0 }
    let subject = [header.kind?.title ?? header.cell, header.task.map { "on \($0)" }]
    return (subject.compactMap { $0 } + [sizes.joined(separator: ", ")]).joined(separator: " ")
  }

  private static func ending(_ recording: Recording) -> [Block] {
    guard let end = recording.end else { return [] }
    return [.paragraph(Prose.literal(end.description))]
  }

  /// What was not examined is always said.
  private static func notRecorded(_ recording: Recording) -> [Block] {
    let missing = RecordingAnalysis(recording).missing
    guard !missing.isEmpty else { return [] }
    let list = missing.joined(separator: ", ")
    return [
      .note("**Not examined.** The recording has no \(list), so nothing was concluded from them.")
    ]
  }

  private static func judged(_ recording: Recording) -> [Block] {
    let verdicts = RecordingAnalysis(recording).verdicts
    guard !verdicts.isEmpty else { return [] }
    let rows = verdicts.map { verdict -> [DataTable.Cell] in
      [
        .text(verdict.kind.rawValue), verdict.length.map { .number(Double($0)) } ?? .empty,
        .text(verdict.evidence.quantity),
        .text(verdict.evidence.valueText), .text(verdict.evidence.thresholdText),
        .text(verdict.strength.description),
      ]
    }
    let table = DataTable(
      columns: ["verdict", "T", "quantity", "measured", "threshold", "strength"].map {
        DataTable.Column($0)
      }, rows: rows)
    return [
      .heading("What it amounts to"),
      .table(table, caption: "Each with the number that decided, and how much it proves."),
      .list(verdicts.map { Prose.literal($0.sentence) }),
    ]
  }
}
