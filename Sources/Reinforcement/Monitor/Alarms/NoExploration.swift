/// Nothing new is tried. An action that is in none of the batches, 1,000 transitions and more for each action, fails: what
/// was never tried can't be judged. Epsilon at most 0.001 at every point warns: without chance there is no guarantee
/// (Watkins and Dayan 1992 ask that every action be tried for ever), though optimism or noise in the network may do.
///
/// With epsilon = 0.04 and 4 actions, one that is never greedy is expected 40 times among 4,000: to miss it is a chance of e^-40.
func noExploration(_ run: BellmanSeries) -> BellmanAlarm? {
  if run.header.actions == 1 { return nil }
  return neverTried(run) ?? neverRandom(run)
}

private func neverTried(_ run: BellmanSeries) -> BellmanAlarm? {
  let counted = run.points.filter { $0.actionCounts != nil }
  guard let A = counted.first?.actionCounts?.count, A > 1,
    counted.allSatisfy({ $0.actionCounts?.count == A })
  else { return nil }
  let sums = (0..<A).map { a in counted.reduce(0) { $0 + ($1.actionCounts?[a] ?? 0) } }
  let total = sums.reduce(0, +)
  guard total >= 1000 * A, let action = sums.firstIndex(of: 0) else { return nil }
  return BellmanAlarm(
    .noExploration, .fail, step: counted[0].step, quantity: "transitions of action \(action)",
    measured: 0, limit: 1, .measurement,
    sentence: "Of \(total) transitions that were learned from, none is of action \(action).")
}

private func neverRandom(_ run: BellmanSeries) -> BellmanAlarm? {
  let epsilons = run.values { $0.epsilon }
  guard epsilons.count >= BellmanSeries.fewest * 4, let first = epsilons.first,
    let largest = epsilons.map(\.value).max(), largest <= 0.001
  else { return nil }
  return BellmanAlarm(
    .noExploration, .warn, step: first.step, quantity: "largest epsilon", measured: largest,
    limit: 0.001, .necessaryCondition,
    sentence: "No action was ever drawn at random while the network learned.")
}
