/// The result is wrong, and no other alarm that fails says why.
///
/// Proof, where the agent's own targets y are recorded: y is neither r nor r + gamma max Q(s', .) for a terminal
/// transition, or not the latter for another one. Rewards, next states or the discount that the agent learns from are
/// then not those that were stored, whatever comes of it.
///
/// Where Q* is known: in the median of the last quarter, Q is off by more than half of the size of Q*. Where it isn't, but
/// the random policy's score is: the greedy policy doesn't score above it. It fails; it warns where the error still falls
/// (below 80 % of what it was in the middle of the run), since more steps may do.
func failedCauseNotDecided(_ run: BellmanSeries, causes: [BellmanAlarm]) -> BellmanAlarm? {
  if causes.contains(where: { $0.severity == .fail }) { return nil }
  return wrongTargets(run) ?? wrongValues(run) ?? noBetterThanRandom(run)
}

private func wrongTargets(_ run: BellmanSeries) -> BellmanAlarm? {
  if let first = run.values(offTarget).first {
    return wrongTargets(
      first, "max |y - r| of terminal transitions over max |r|", roundingOfRewards)
  }
  // Forward passes in a coarse format are off by some roundings of Q, not of r alone.
  let shares = run.values { point in
    guard let off = point.replay?.nonTerminalTarget, let largest = point.values?.largest else {
      return nil
    }
    return off / max(largest, point.values?.largestReward ?? 0)
  }
  guard let first = shares.first(where: { $0.value > roundingOfRewards }) else { return nil }
  return wrongTargets(
    first, "max |y - (r + gamma max Q)| of transitions that don't end, over max |Q|",
    roundingOfRewards)
}

private func wrongTargets(
  _ first: (step: Int, value: Double), _ quantity: String, _ limit: Double
) -> BellmanAlarm {
  BellmanAlarm(
    .failedCauseNotDecided, .fail, step: first.step, quantity: quantity, measured: first.value,
    limit: limit, .proof,
    sentence: "The targets are not what the stored transitions make of them: look at the rewards, "
      + "the next states and the discount that the update is given.")
}

private let limit = 0.5

private func relativeError(_ point: BellmanPoint) -> Double? {
  guard let error = point.truth?.weightedError, let scale = point.truth?.weightedOptimum,
    scale > 0
  else { return nil }
  return error / scale
}

private func wrongValues(_ run: BellmanSeries) -> BellmanAlarm? {
  guard let late = run.late(relativeError), late.median > limit else { return nil }
  let falls = late.median < 0.8 * run.middle(relativeError).median
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
