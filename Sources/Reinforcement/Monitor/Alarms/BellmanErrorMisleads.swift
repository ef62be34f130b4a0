import Foundation

/// A small Bellman error beside a large value error: whoever watches the loss alone sees nothing wrong. Warns.
///
/// Both as a share of the size of true values, in the median of the last quarter: the TD error of the replay batch (root
/// mean square, what a loss shows) below 10 %, the value error above 50 %. Where Q* is known, the value error is that; where
/// it isn't, what Q(s_0) misses the greedy return by beyond the interval and the tail, either way.
/// The value error is (I - gamma P)^-1 times the Bellman error, up to 1 / (1 - gamma) times as large.
/// Source: Fujimoto et al. 2022.
func bellmanErrorMisleads(_ run: BellmanSeries) -> BellmanAlarm? {
  compare(run, valueError: truthError, scale: { $0.truth?.weightedOptimum }, "Q - Q* over Q*")
    ?? compare(
      run, valueError: returnError, scale: { $0.rollouts?.discounted?.magnitude },
      "Q(s_0) minus its greedy return over the return")
}

private let small = 0.1
private let large = 0.5

private func truthError(_ point: BellmanPoint) -> Double? { point.truth?.weightedError }

private func returnError(_ point: BellmanPoint) -> Double? {
  guard let rollouts = point.rollouts, let low = rollouts.gapLow, let high = rollouts.gapHigh,
    let tail = rollouts.tail
  else { return nil }
  return max(0, low - tail, -high - tail)
}

/// Medians of each: greedy episodes and batches may be recorded at different steps.
private func compare(
  _ run: BellmanSeries, valueError: (BellmanPoint) -> Double?,
  scale: (BellmanPoint) -> Double?, _ quantity: String
) -> BellmanAlarm? {
  guard let errors = run.late(valueError), let size = run.late(scale)?.median, size > 0,
    let bellman = run.late({ $0.replay?.all?.rootMeanSquare })
  else { return nil }
  let (value, share) = (errors.median / size, bellman.median / size)
  guard value > large, share < small else { return nil }
  return BellmanAlarm(
    .bellmanErrorMisleads, .warn, step: errors[0].step, quantity: "late " + quantity,
    measured: value, limit: large, .measurement,
    sentence:
      "The Bellman error is only \(number(100 * share)) % of the size of the values, "
      + "but the values are off by \(number(100 * value)) %.")
}
