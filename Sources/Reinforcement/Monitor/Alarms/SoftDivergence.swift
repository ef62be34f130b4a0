/// |Q| above max |r| / (1 - gamma), which no policy's value exceeds: some values are wrong for certain. Warns only: a
/// solved agent's Q can lie at the cap and a little above.
///
/// Source: van Hasselt et al. 2018, who named it and saw runs recover from it.
func softDivergence(_ run: BellmanSeries) -> BellmanAlarm? {
  let ratios = run.values { point in
    guard let largest = point.values?.largest, let cap = point.values?.cap, cap > 0 else {
      return nil
    }
    return largest / cap
  }
  guard let first = ratios.first(where: { $0.value > 1 }) else { return nil }
  let largest = ratios.max { $0.value < $1.value } ?? first
  return BellmanAlarm(
    .softDivergence, .warn, step: first.step, quantity: "largest max |Q| over the cap",
    measured: largest.value, limit: 1, .proof,
    sentence: "At step \(first.step) a value crossed what any policy is worth; the largest came at "
      + "step \(largest.step).")
}
