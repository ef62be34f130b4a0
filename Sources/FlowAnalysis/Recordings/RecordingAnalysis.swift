import Foundation
import Training

/// What a recording of a training run says about the flow of gradients, ours or another's.
///
/// Every part may be missing from a recording; what isn't there isn't judged, and `missing` names
/// it.
public struct RecordingAnalysis: Sendable {
  /// dL/dh_t at each recorded step, by layer: the picture of time by training step.
  public let hidden: [[GradientThroughTime]]
  /// dL/dc_t of an LSTM, by layer.
  public let cells: [[GradientThroughTime]]
  /// When each layer's first time step began to count.
  public let lighting: [Lighting]
  /// How often clipping bound; nil without gradient norms.
  public let clipping: ClipStatistics?
  /// The steps whose gradient was at least ten times the usual one.
  public let spikes: [GradientSpike]
  /// Every gate through training.
  public let gates: [GateHistory]
  /// The verdicts: each layer's gradient through time at its first and last record, then the size
  /// of the gradient over the run, then a loss that diverged.
  public let verdicts: [Verdict]
  /// The quantities that the recording lacks, in words.
  public let missing: [String]

  /// Reads a recording.
  /// - Complexity: O(records * layers * T).
  public init(_ recording: Recording) {
    let least = recording.header.precision == "float64" ? 0 : GradientNorm.leastFloat32
    hidden = history(recording.steps, .hidden, least) { $0.hiddenGradients }
    cells = history(recording.steps, .cell, least) { $0.cellGradients }
    lighting = hidden.map(Lighting.init)
    clipping = ClipStatistics(recording.steps)
    let ratios = GradientSpike.ratios(recording.steps)
    spikes = ratios.filter { $0.ratio >= VerdictThreshold.spike }
    gates = GateHistory.all(recording.steps)
    missing = missingParts(recording)
    verdicts =
      hidden.flatMap { Verdict.judging($0, in: recording) }
      + [
        Verdict.judging(ratios, clipping, in: recording), Verdict.divergence(in: recording),
      ].compactMap { $0 }
  }
}

/// One list a layer, of the records whose norms can be read.
private func history(
  _ records: [StepRecord], _ part: GradientThroughTime.Part, _ least: Double,
  _ norms: (StepRecord) -> [[GradientNorm]]?
) -> [[GradientThroughTime]] {
  let layers = records.compactMap { norms($0)?.count }.max() ?? 0
  return (0..<layers).map { layer in
    records.compactMap { record in
      guard let all = norms(record), layer < all.count else { return nil }
      return GradientThroughTime(
        all[layer], step: record.step, layer: layer, part: part, least: least)
    }
  }
}

private func missingParts(_ recording: Recording) -> [String] {
  func lacks(_ what: String, _ isThere: (StepRecord) -> Bool) -> String? {
    recording.steps.contains(where: isThere) ? nil : what
  }
  return [
    lacks("gradients through time (dh)") { $0.hiddenGradients != nil },
    lacks("gradient norms and clipping (clip)") { $0.clip != nil },
    lacks("gates (gates)") { $0.gates != nil },
    lacks("spectra of W_hh (spectra)") { $0.spectra != nil },
    lacks("losses (loss)") { $0.loss != nil },
  ].compactMap { $0 }
}
