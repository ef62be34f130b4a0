import Foundation

/// A norm of the gradient by lag, ready to be judged.
struct FlowCurve: Equatable {
  /// Natural logarithms at the lags 0 ... T, relative to the last step (lag 0).
  let logs: [Double]
  /// How many of them, from lag 0, were measured: beyond, they are upper bounds, and show no trend.
  let measured: Int
  let overall: Trend
  /// Over the lags T/2 ... T.
  let late: Trend

  /// Which way the logarithms go over a window of lags.
  enum Trend: Equatable { case falling, flat, rising }

  var T: Int { logs.count - 1 }
  var level: Double { logs[T] }

  /// Nil for a curve that can't be read: NaN or +infinity in it, nothing at lag 0.
  init?(byLag raw: [Double], measured: Int? = nil) {
    guard let start = raw.first, start.isFinite, raw.allSatisfy({ !$0.isNaN && $0 < .infinity })
    else { return nil }
    logs = raw.map { $0 - start }
    self.measured = measured ?? raw.count
    // The first bound beyond may count as a point: what lies below it falls at least as fast.
    let known = logs[..<min(self.measured + 1, raw.count)]
    overall = trend(known)
    late = trend(known[(known.count / 2)...])
  }

  /// The line through all that was measured, or through its second half.
  func fit(late: Bool = false) -> DecayFit? {
    let first = late ? measured / 2 : 0
    return DecayFit(logs[first..<measured], firstLag: first) ?? DecayFit(logs)
  }
}

/// The trend of a window: a slope away from zero by its standard error, and a change that matters.
private func trend(_ logs: ArraySlice<Double>) -> FlowCurve.Trend {
  guard let fit = DecayFit(logs) else { return .flat }
  if logs.last == -.infinity { return .falling }
  let change = fit.rate * Double(logs.count - 1)
  guard abs(change) >= log(VerdictThreshold.trendFactor),
    abs(fit.rate) > VerdictThreshold.trendErrors * (fit.standardError ?? 0)
  else { return .flat }
  return change < 0 ? .falling : .rising
}

/// A judgement before it is put into words.
struct CurveJudgement: Equatable {
  let kind: Verdict.Kind
  /// ln of the number that decided.
  let value: Double
  /// ln of its threshold.
  let threshold: Double
  /// The lag at which `value` was taken.
  let lag: Int
}

extension FlowCurve {
  /// The judgements of this curve, the deciding one first: level at T and trend together, then
  /// growth on the way.
  var judgements: [CurveJudgement] {
    let main = mainJudgement
    let peak = TransientPeak(of: logs)
    let grewOnTheWay =
      canHaveTrend && peak.logHeight > log(VerdictThreshold.transientPeak) && late == .falling
    guard grewOnTheWay && main.kind != .exploding else { return [main] }
    let transient = CurveJudgement(
      kind: .transientGrowth, value: peak.logHeight, threshold: log(VerdictThreshold.transientPeak),
      lag: peak.lag)
    return main.kind == .vanishing ? [main, transient] : [transient]
  }

  /// What is exactly zero needs no trend.
  private var canHaveTrend: Bool { T >= VerdictThreshold.shortestTrend || level == -.infinity }

  private var mainJudgement: CurveJudgement {
    let (low, high) = (log(VerdictThreshold.vanishing), log(VerdictThreshold.exploding))
    func judgement(_ kind: Verdict.Kind, _ threshold: Double) -> CurveJudgement {
      CurveJudgement(kind: kind, value: level, threshold: threshold, lag: T)
    }
    if level < low {
      let vanishes = canHaveTrend && overall == .falling && late != .rising
      return judgement(vanishes ? .vanishing : .notDecided, low)
    }
    if level > high {
      let explodes = canHaveTrend && overall == .rising && late != .falling
      return judgement(explodes ? .exploding : .notDecided, high)
    }
    return judgement(.healthy, level < 0 ? low : high)
  }
}
