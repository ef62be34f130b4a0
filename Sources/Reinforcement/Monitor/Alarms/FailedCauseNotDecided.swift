/// The result is wrong, and no other alarm that fails says why.
///
/// Where Q* is known: in the median of the last quarter, Q is off by more than half of the size of Q*. Where it isn't, but
/// the random policy's score is: the greedy policy doesn't score above it. It fails; it warns where the error still falls
/// (below 80 % of what it was in the middle of the run), since more steps may do.
func failedCauseNotDecided(_ run: BellmanSeries, causes: [BellmanAlarm]) -> BellmanAlarm? {
  if causes.contains(where: { $0.severity == .fail }) { return nil }
  return wrongValues(run) ?? noBetterThanRandom(run)
}

private let limit = 0.5

private func relativeError(_ point: BellmanPoint) -> Double? {
  guard let error = point.truth?.weightedError, let scale = point.truth?.weightedOptimum,
    scale > 0
  else { return nil }
  return error / scale
}

private func wrongValues(_ run: BellmanSeries) -> BellmanAlarm? {
  let all = run.values(relativeError)
  guard let late = run.late(relativeError), late.median > limit else { return nil }
  let middle = Array(all[(all.count / 4)..<(all.count - late.count)]).median
  let falls = late.median < 0.8 * middle
  return BellmanAlarm(
    .failedCauseNotDecided, falls ? .warn : .fail, step: late[0].step,
    quantity: "late Q - Q* over Q*", measured: late.median, limit: limit, .measurement,
    sentence: falls
      ? "The values are still wrong, but get better: more steps may do."
      : "The values are wrong, and nothing that was recorded says why: look at actions, rewards "
        + "and next states of the stored transitions.")
}

private func noBetterThanRandom(_ run: BellmanSeries) -> BellmanAlarm? {
  guard let random = run.header.randomScore,
    let late = run.late({ $0.rollouts?.score }), late.median <= random
  else { return nil }
  return BellmanAlarm(
    .failedCauseNotDecided, .fail, step: late[0].step, quantity: "late greedy score",
    measured: late.median, limit: random, .measurement,
    sentence: "The greedy policy scores no more than random actions, and nothing that was recorded "
      + "says why.")
}
