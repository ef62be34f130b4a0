import Foundation

/// A small Bellman error beside a large value error: whoever watches the loss alone sees nothing wrong. Warns.
///
/// Both as a share of the size of true values, in the median of the last quarter: the TD error of the replay batch (root
/// mean square, what a loss shows) below 10 %, the value error above 50 %. Where Q* is known, the value error is that; where
/// it isn't, what Q(s_0) misses the greedy return by beyond the interval and the tail, either way.
/// The value error is (I - gamma P)^-1 times the Bellman error, up to 1 / (1 - gamma) times as large.
/// Source: Fujimoto et al. 2022.
func bellmanErrorMisleads(_ run: BellmanSeries) -> BellmanAlarm? {
  compare(run, scaled: againstTruth, "Q - Q* over Q*")
    ?? compare(run, scaled: againstReturns, "Q(s_0) minus its greedy return over the return")
}

private let small = 0.1
private let large = 0.5

private typealias Shares = (bellman: Double, value: Double)

private func againstTruth(_ point: BellmanPoint) -> Shares? {
  guard let bellman = point.replay?.all?.rootMeanSquare, let truth = point.truth,
    let error = truth.weightedError, let scale = truth.weightedOptimum, scale > 0
  else { return nil }
  return (bellman / scale, error / scale)
}

private func againstReturns(_ point: BellmanPoint) -> Shares? {
  guard let bellman = point.replay?.all?.rootMeanSquare, let rollouts = point.rollouts,
    let low = rollouts.gapLow, let high = rollouts.gapHigh, let tail = rollouts.tail,
    let scale = rollouts.discounted?.magnitude, scale > 0
  else { return nil }
  return (bellman / scale, max(0, low - tail, -high - tail) / scale)
}

private func compare(
  _ run: BellmanSeries, scaled: (BellmanPoint) -> Shares?, _ quantity: String
) -> BellmanAlarm? {
  guard let value = run.late({ scaled($0)?.value }), value.median > large,
    let bellman = run.late({ scaled($0)?.bellman }), bellman.median < small
  else { return nil }
  return BellmanAlarm(
    .bellmanErrorMisleads, .warn, step: value[0].step, quantity: "late " + quantity,
    measured: value.median, limit: large, .measurement,
    sentence:
      "The Bellman error is only \(number(100 * bellman.median)) % of the size of the values, "
      + "but the values are off by \(number(100 * value.median)) %.")
}
