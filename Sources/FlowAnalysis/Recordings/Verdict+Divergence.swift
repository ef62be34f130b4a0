import Foundation
import Training

extension Verdict {
  /// Whether the loss ended far above where it began; nil while it didn't, or isn't known.
  ///
  /// The loss is the median of the last quarter of the recorded losses, so that one unlucky batch
  /// is no divergence. It is held against the larger of the first loss, which an untrained network
  /// has, and of the baseline, which needs no network.
  static func divergence(in recording: Recording) -> Verdict? {
    if let verdict = nonFinite(in: recording) { return verdict }
    let losses = recording.steps.compactMap(\.loss)
    guard let first = losses.first else { return nil }
    let late = losses[(losses.count - max(1, losses.count / 4))...].sorted()
    let reference = max(abs(first), abs(recording.header.baseline ?? 0))
    let ratio = late[(late.count - 1) / 2] / reference
    guard losses.count > 1, ratio > VerdictThreshold.divergence else { return nil }
    return Verdict(
      kind: .diverged, length: recording.sequenceLength,
      evidence: Evidence(
        quantity: "late loss over the larger of first loss and baseline", value: ratio,
        threshold: VerdictThreshold.divergence, isLogarithm: false),
      strength: .measurement(input: "the recorded run"),
      sentence: "The loss ended "
        + (ratio.isFinite ? "\(number(ratio)) times as high as" : "beyond all measure above")
        + " an untrained network's: try a lower learning rate.")
  }

  /// The first number of the record that isn't finite, unless the record's end tells of it.
  private static func nonFinite(in recording: Recording) -> Verdict? {
    if case .nonFinite = recording.end { return nil }
    for record in recording.steps {
      guard let what = record.nonFinitePart else { continue }
      return Verdict(
        kind: .diverged, length: recording.sequenceLength,
        evidence: Evidence(quantity: what, value: .nan, threshold: .infinity, isLogarithm: false),
        strength: .measurement(input: "the recorded run"),
        sentence: "At step \(record.step) \(what) is not a finite number: "
          + "lower the learning rate or clip the gradient.")
    }
    return nil
  }
}

extension StepRecord {
  fileprivate var nonFinitePart: String? {
    if loss?.isFinite == false { return "the loss" }
    if clip?.normBefore.isFinite == false { return "the gradient's norm" }
    let norms = (hiddenGradients ?? []) + (cellGradients ?? [])
    return norms.joined().contains { $0.value?.isFinite == false } ? "a gradient through time" : nil
  }
}
