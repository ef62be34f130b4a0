import Foundation

extension Verdict {
  /// Judges a norm of the gradient by lag, the deciding verdict first.
  ///
  /// Level and trend decide together: below 1 % of the last step's and falling is vanishing, above
  /// 100 times and rising is exploding; above tenfold on the way and falling again is transient
  /// growth, beside vanishing if it ends there.
  /// - Parameters:
  ///   - logs: natural logarithms at the lags k = 0 ... T, such as `Transport.byLag`; -infinity for
  ///     a norm of zero.
  ///   - quantity: what the curve is at lag T, relative to lag 0.
  ///   - input: the name of what it was measured on.
  ///   - reason: a clause that explains the verdict from elsewhere, given the kind; added to the
  ///     sentence.
  /// - Complexity: O(T).
  public static func judging(
    byLag logs: [Double], quantity: String = "||ds_T/ds_0||", input: String,
    reason: (Kind) -> String? = { _ in nil }
  ) -> [Verdict] {
    judging(FlowCurve(byLag: logs), logs, quantity, input, length: nil, reason)
  }

  /// The verdicts of a curve, or that it can't be read.
  static func judging(
    _ curve: FlowCurve?, _ logs: [Double], _ quantity: String, _ input: String,
    length: Int? = nil, _ reason: (Kind) -> String?
  ) -> [Verdict] {
    let T = length ?? max(logs.count - 1, 0)
    guard let curve else { return [unreadable(logs, T, quantity, input)] }
    return curve.judgements.map { judgement in
      Verdict(
        kind: judgement.kind, length: T,
        evidence: Evidence(
          quantity: judgement.lag == curve.T ? quantity : "largest share, at lag \(judgement.lag)",
          value: judgement.value, threshold: judgement.threshold, isLogarithm: true),
        strength: .measurement(input: input),
        sentence: words(for: judgement, curve) + (reason(judgement.kind).map { " " + $0 } ?? ""))
    }
  }

  private static func unreadable(
    _ logs: [Double], _ T: Int, _ quantity: String, _ input: String
  ) -> Verdict {
    let value = logs.last ?? .nan
    return Verdict(
      kind: .notDecided, length: T,
      evidence: Evidence(
        quantity: quantity, value: value, threshold: log(VerdictThreshold.vanishing),
        isLogarithm: true),
      strength: .measurement(input: input),
      sentence: logs.first == -.infinity
        ? "The gradient is zero at the last step already, so no share of it can be taken."
        : "The curve is empty, or holds a value that is not a number.")
  }
}

// MARK: Words

private func words(for judgement: CurveJudgement, _ curve: FlowCurve) -> String {
  let share = number(expOf: judgement.value)
  switch judgement.kind {
  case .vanishing: return vanishing(curve, share)
  case .exploding:
    return
      "The first step's share is \(share) times the last's: it is multiplied by "
      + "\(factor(curve)) at each step back."
  case .transientGrowth:
    return "It grows to \(share) times at lag \(judgement.lag), then is multiplied by "
      + "\(factor(curve, late: true)) at each step back: "
      + "truncated backpropagation must reach past the peak."
  case .healthy: return healthy(curve, share)
  case .notDecided, .diverged: return notDecided(curve, share)
  }
}

private func vanishing(_ curve: FlowCurve, _ share: String) -> String {
  guard let horizon = MemoryHorizon(byLag: curve.logs) else { return "" }
  if curve.level == -.infinity {
    return "Nothing of the gradient is left at the first step: it is exactly zero beyond "
      + "\(Int(horizon.steps.rounded(.up))) steps."
  }
  let bound = curve.measured < curve.logs.count ? "less than " : ""
  return
    "The first step's share is \(bound)\(share) of the last's: it is multiplied by "
    + "\(factor(curve)) at each step back and is below 1 % beyond \(number(horizon.steps)) steps."
}

private func healthy(_ curve: FlowCurve, _ share: String) -> String {
  let start = "Over \(curve.T) steps the gradient keeps \(share) of its size"
  switch curve.late {
  case .flat: return start + ", without a trend."
  case .rising:
    return start + ", and is multiplied by \(factor(curve, late: true)) at each step back."
  case .falling:
    guard let horizon = MemoryHorizon(byLag: curve.logs), horizon.steps.isFinite else {
      return start + "."
    }
    return start
      + "; multiplied by \(factor(curve, late: true)) at each step back, "
      + "it falls below 1 % after about "
      + "\(number(horizon.steps.rounded())) steps."
  }
}

private func notDecided(_ curve: FlowCurve, _ share: String) -> String {
  if curve.T < VerdictThreshold.shortestTrend {
    return "The share is \(share), and \(curve.T) steps are too few to show a trend."
  }
  let side = curve.level < 0 ? "low" : "high"
  return
    "The share is \(share), but its trend doesn't go that way: "
    + "a few steps made it \(side), not the rate."
}

/// The fitted factor a step with its standard error, as text.
private func factor(_ curve: FlowCurve, late: Bool = false) -> String {
  guard let fit = curve.fit(late: late) else { return "an unknown number" }
  let error = fit.factor * (fit.standardError ?? 0)
  return number(fit.factor) + (error > 5e-4 * fit.factor ? " ± \(number(error))" : "")
}
