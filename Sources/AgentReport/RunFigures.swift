import Charts
import Reinforcement
import Report

/// What a run of ours tells beside its Bellman recording: sentences on how it went, and scores.
enum RunFigures {
  static func blocks(
    _ records: [DQNRecord], _ summary: [String], randomScore: Double?
  ) -> [Block] {
    summary.map { Block.paragraph(Prose.literal($0)) } + scores(records, randomScore)
  }

  private static func scores(_ records: [DQNRecord], _ randomScore: Double?) -> [Block] {
    let series = [
      curve("while learning", records, .slate, .dotted) { mean($0.scores) },
      curve("greedy policy", records, .violet) { mean($0.evaluation ?? []) },
    ].compactMap { $0 }
    guard !series.isEmpty else { return [] }
    let title = "What it scored"
    let chart = LineChart(
      x: Axis("environment step"), y: Axis("score of an episode"), series: series,
      thresholds: randomScore.map { [Threshold($0, "random actions")] } ?? [])
    let alt = "\(title): \(series.map(\.name).joined(separator: " and ")) over environment steps."
    return [
      .heading(title),
      .figure(
        Figure(id: "scores", title: title, alt: alt, .lines(chart)),
        caption: "Dotted: the episodes of the run, exploration included. Solid: the greedy policy."),
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
