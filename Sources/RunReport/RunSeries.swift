import Charts
import Recurrent
import Training

/// A recording as curves over training steps; a curve without points isn't there.
struct RunSeries {
  let recording: Recording
  let role: ColorRole
  let name: String

  init(_ recording: Recording) {
    self.recording = recording
    switch recording.header.kind {
    case .lstm: role = .lstm
    case .gru: role = .gru
    case .rnn, .rnnRelu: role = .rnn
    case nil: role = .neutral
    }
    name = recording.header.kind?.title ?? recording.header.cell ?? "the network"
  }

  var steps: [StepRecord] { recording.steps }

  /// One number of each record that has it.
  func curve(
    _ name: String, role: ColorRole, dash: Series.Dash = .solid, _ value: (StepRecord) -> Double?
  ) -> Series? {
    let points = steps.compactMap { record in value(record).map { (Double(record.step), $0) } }
    guard !points.isEmpty else { return nil }
    return Series(name, role: role, dash: dash, x: points.map(\.0), y: points.map(\.1))
  }

  /// ln ||dL/dh_t|| of the top layer for every record that has it, -infinity where Float32 lost it.
  func gradients(_ path: KeyPath<StepRecord, [[GradientNorm]]?>) -> [(step: Int, logs: [Double])] {
    steps.compactMap { record in
      guard let top = record[keyPath: path]?.last, !top.isEmpty else { return nil }
      return (record.step, top.map { $0.log ?? -.infinity })
    }
  }
}
