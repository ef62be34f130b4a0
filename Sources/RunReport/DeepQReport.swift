import Charts
import Reinforcement
import Report
import Training

/// The report of one run of deep Q-learning, from its records.
public enum DeepQReport {
  /// Writes the report into a folder.
  ///
  /// - Parameters:
  ///   - summary: what came of the run, in sentences.
  ///   - companions: what else the run leaves in the folder; all or nothing.
  /// - Returns: The path of `index.html`.
  /// - Throws: `ReportError` when the folder can't be written.
  public static func write(
    _ records: [DQNRecord], summary: [String], environment: String, seed: UInt64, command: String,
    version: String, companions: [ReportFile] = [], to folder: String
  ) throws -> String {
    let page = Page(
      id: "run", title: "Deep Q-learning on \(environment)", lede: "One run, step by step.",
      command: command, blocks: blocks(records, summary))
    let document = ReportDocument(
      title: "Deep Q-learning on \(environment)",
      lede: "One run of deep Q-learning, from its own records.", pages: [page],
      provenance: Provenance(command: command, seed: seed, version: version))
    return try ReportWriter.write(document, companions: companions, to: folder)
  }

  static func blocks(_ records: [DQNRecord], _ summary: [String]) -> [Block] {
    let paragraphs = summary.map { Block.paragraph(Prose.literal($0)) }
    return paragraphs
      + figure(
        "scores", "What it scored", y: Axis("score of an episode"),
        [
          curve("while learning", records, .slate, .dotted) { mean($0.scores) },
          curve("greedy policy", records, .violet) { mean($0.evaluation ?? []) },
        ],
        caption: "Dotted: the episodes of the run, exploration included. Solid: the greedy policy.")
      + figure(
        "values", "What it thinks", y: Axis("mean Q(s, a) of the batches"),
        [curve("mean Q", records, .violet) { $0.meanValue }],
        caption: "Values that grow beyond every return are the first sign of divergence.")
      + figure(
        "td-loss", "How far it is from its own targets", y: Axis("loss", scale: .logarithmic),
        [curve("loss", records, .ochre) { $0.loss }],
        caption: "Targets move with the network: a small loss doesn't say that values are right.")
  }

  private static func figure(
    _ id: String, _ title: String, y: Axis, _ curves: [Series?], caption: Prose
  ) -> [Block] {
    let series = curves.compactMap { $0 }
    guard !series.isEmpty else { return [] }
    let chart = LineChart(x: Axis("environment step"), y: y, series: series)
    let alt = "\(title): \(series.map(\.name).joined(separator: " and ")) over environment steps."
    return [
      .heading(title),
      .figure(Figure(id: id, title: title, alt: alt, .lines(chart)), caption: caption),
    ]
  }

  private static func curve(
    _ name: String, _ records: [DQNRecord], _ role: ColorRole, _ dash: Series.Dash = .solid,
    _ value: (DQNRecord) -> Double?
  ) -> Series? {
    let points = records.compactMap { record in value(record).map { (Double(record.step), $0) } }
    guard points.count > 1 else { return nil }
    return Series(name, role: role, dash: dash, x: points.map(\.0), y: points.map(\.1))
  }

  private static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}
