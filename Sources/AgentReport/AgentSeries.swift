import Charts
import Reinforcement
import Report

/// A recording as curves over environment steps; a curve without points isn't there.
struct AgentSeries {
  let recording: BellmanRecording

  init(_ recording: BellmanRecording) { self.recording = recording }

  var points: [BellmanPoint] { recording.points }

  /// One number of each point that has it.
  func curve(
    _ name: String, _ role: ColorRole, _ dash: Series.Dash = .solid,
    _ value: (BellmanPoint) -> Double?
  ) -> Series? {
    let points = points.compactMap { point in value(point).map { (Double(point.step), $0) } }
    guard points.count > 1 else { return nil }
    return Series(name, role: role, dash: dash, x: points.map(\.0), y: points.map(\.1))
  }

  /// The last of a number.
  func last(_ value: (BellmanPoint) -> Double?) -> Double? {
    points.lazy.reversed().compactMap(value).first
  }

  /// Logarithmic where the values cover decades and all are positive.
  static func scale(_ series: [Series]) -> Axis.Scale {
    let values = series.flatMap(\.y).filter(\.isFinite)
    guard let low = values.min(), let high = values.max(), low > 0 else { return .linear }
    return high > 30 * low ? .logarithmic : .linear
  }

  /// A line chart over environment steps as a block, with its heading; nothing without a line.
  func figure(
    _ id: String, _ title: String, y: String, scale: Axis.Scale? = nil, alt: String,
    _ series: [Series?], thresholds: [Threshold] = [], caption: Prose
  ) -> [Block] {
    let series = series.compactMap { $0 }
    guard !series.isEmpty else { return [] }
    let chart = LineChart(
      x: Axis("environment step"), y: Axis(y, scale: scale ?? Self.scale(series)), series: series,
      thresholds: thresholds)
    return [.figure(Figure(id: id, title: title, alt: alt, .lines(chart)), caption: caption)]
  }
}

extension [Block] {
  /// The blocks under a heading; nothing if there are none.
  func under(_ heading: String) -> [Block] { isEmpty ? [] : [.heading(heading)] + self }
}
