import Foundation
import Training

extension Verdict {
  /// One layer's gradient through time, judged at its first and its last record.
  static func judging(_ history: [GradientThroughTime], in recording: Recording) -> [Verdict] {
    let ends = history.count > 1 ? [history[0], history[history.count - 1]] : history
    return ends.flatMap { moment in
      let place = moment.layer == 0 ? "" : ", layer \(moment.layer)"
      return judging(
        moment.curve, [], "||dL/dh_1|| / ||dL/dh_\(moment.reference)||",
        "the batch of training step \(moment.step)\(place)", length: moment.logShares.count
      ) { clause($0, moment, in: recording) }.map { $0.withoutHealth(in: recording) }
    }
  }

  /// A gradient that each step feeds with a loss of its own shows no health: how far back the last
  /// loss reaches isn't seen in it.
  private func withoutHealth(in recording: Recording) -> Verdict {
    guard kind == .healthy, recording.header.asksEveryStep == true else { return self }
    return Verdict(
      kind: .notDecided, length: length, evidence: evidence, strength: strength,
      sentence:
        "Each step adds the gradient of its own loss, so a level curve doesn't show how far "
        + "back the last one reaches.")
  }

  /// The size of the gradient over the run: its spikes, and how it ended. Nil if the recording says
  /// nothing of it.
  static func judging(
    _ ratios: [GradientSpike], _ clipping: ClipStatistics?, in recording: Recording
  ) -> Verdict? {
    let largest = ratios.max { $0.ratio < $1.ratio }
    let (kind, sentence): (Kind, String)
    if case .nonFinite(let step, let tensor) = recording.end {
      let grew = ratios.last.map { $0.ratio >= VerdictThreshold.spike } ?? false
      kind = grew ? .exploding : .notDecided
      sentence =
        "Training stopped at step \(step), where \(tensor) was no longer finite"
        + (grew ? ", after a gradient far above the usual." : "; no recorded gradient grew before.")
    } else if let largest {
      (kind, sentence) = judging(largest, ratios[ratios.count - 1])
    } else {
      return nil
    }
    return Verdict(
      kind: kind, length: recording.sequenceLength,
      evidence: Evidence(
        quantity: "largest gradient over the median before it", value: largest?.ratio ?? .nan,
        threshold: kind == .exploding ? VerdictThreshold.exploding : VerdictThreshold.spike,
        isLogarithm: false),
      strength: .measurement(input: "the recorded run"),
      sentence: sentence + (clipping.map { " " + words(for: $0) } ?? ""))
  }

  private static func judging(_ largest: GradientSpike, _ last: GradientSpike) -> (Kind, String) {
    let size =
      "At step \(largest.step) the gradient was \(number(largest.ratio)) times its usual size"
    if largest.ratio >= VerdictThreshold.exploding { return (.exploding, size + ".") }
    if largest.ratio < VerdictThreshold.spike {
      return (
        .healthy,
        "At no recorded step was the gradient above \(number(largest.ratio)) times its usual size."
      )
    }
    return last.ratio < VerdictThreshold.spike
      ? (.transientGrowth, size + ", and came back.")
      : (.notDecided, size + ", at the end of the record.")
  }
}

private func words(for clipping: ClipStatistics) -> String {
  let share = "Clipping bound at \(number(100 * clipping.rate)) % of the recorded steps"
  return clipping.lateRate > VerdictThreshold.clipBinds
    ? share
      + ", and at most of the later ones: it sets the size of the steps, the learning rate doesn't."
    : share + "."
}

/// What the record of the same training step adds: the recurrent matrix and the gates as they were.
private func clause(
  _ kind: Verdict.Kind, _ moment: GradientThroughTime, in recording: Recording
) -> String? {
  switch kind {
  case .notDecided: return nil
  case .healthy:
    return recording.header.asksEveryStep == false
      ? nil
      : "Where the loss has a term at every step, each adds its own gradient, and this shows that "
        + "steps are fed, not how far back the last one reaches."
  default:
    let clauses = [truncationClause(recording), spectrumClause(moment, in: recording)]
      .compactMap { $0 }
    return clauses.isEmpty ? nil : clauses.joined(separator: " ")
  }
}

private func truncationClause(_ recording: Recording) -> String? {
  recording.header.truncation.map {
    "Backpropagation was truncated (\($0)), which cuts gradients off by itself."
  }
}

private func spectrumClause(_ moment: GradientThroughTime, in recording: Recording) -> String? {
  let before = recording.steps.filter { $0.step <= moment.step }
  guard let record = before.last(where: { ($0.spectra?.count ?? 0) > moment.layer }),
    let spectrum = record.spectra?[moment.layer], spectrum.blocks.count == 1
  else { return nil }
  let block = spectrum.blocks[0]
  return "sigma_max(W_hh) was \(number(block.sigmaMax)) and the spectral radius "
    + "\(number(block.spectralRadius)) "
    + (record.step == moment.step ? "then." : "at step \(record.step).")
}

extension Recording {
  /// T: as the header has it, or as many steps as the gradients have.
  var sequenceLength: Int? {
    header.length ?? steps.lazy.compactMap { $0.hiddenGradients?.first?.count }.first
  }
}
