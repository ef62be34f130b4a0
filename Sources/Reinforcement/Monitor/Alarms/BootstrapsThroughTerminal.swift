/// Targets that go on after the end of an episode: what follows an end is worth 0. Fails.
///
/// Proof, where the agent's own targets y are recorded: y is not r for a terminal transition, see ``offTarget(_:)``, and is
/// r + gamma max Q(s', .) within a tenth of the difference. (Where it is neither, the fault is another one, such as rewards of
/// the wrong sign.) Otherwise from values: Q of terminal transitions is off r by more than half of max |Q|, and off what bootstrapping through the end
/// would make it by less than a fifth of that, in the median of the last quarter of the held-out or of the replay
/// measurements. A random outcome (a hole or ice) leaves Q off r in a correct agent too, but not so far, and not there.
/// Where the targets are recorded and right, values say nothing more: those of a run that diverges are off everywhere.
func bootstrapsThroughTerminal(_ run: BellmanSeries) -> BellmanAlarm? {
  let showsTargets = run.points.contains { $0.replay?.terminalTarget != nil }
  if showsTargets { return fromTargets(run) ?? neverStored(run) }
  return fromValues(run) { $0.heldOut } ?? fromValues(run) { $0.replay } ?? neverStored(run)
}

private func fromTargets(_ run: BellmanSeries) -> BellmanAlarm? {
  let off = run.values(offTarget)
  // One update suffices, but not one in which the future happens to be what is wrong.
  let unexplained = run.values { point in
    offTarget(point).flatMap { off in point.replay?.unmaskedTarget.map { $0 / off } }
  }
  guard let first = off.first, unexplained.isEmpty || unexplained.median < 0.1 else { return nil }
  return alarm(
    step: first.step, "max |y - r| of terminal transitions over max |r|", first.value,
    roundingOfRewards, .proof, "The target of a terminal transition goes on after its end.")
}

/// The largest |y - r| of terminal transitions over max |r|, y the agent's own targets, where it is more than rounding:
/// `nil` otherwise.
///
/// An agent that masks computes y = r, or r + gamma Q 0: what is left is the rounding of r alone, whatever size Q has.
/// It is 2^-9 in bfloat16, the coarsest format in use, and 2^-24 in Float32.
func offTarget(_ point: BellmanPoint) -> Double? {
  guard let off = point.replay?.terminalTarget else { return nil }
  let share = off / (point.values?.largestReward ?? 1)
  return share > roundingOfRewards ? share : nil
}

/// Five roundings of bfloat16.
let roundingOfRewards = 0.01

private func fromValues(
  _ run: BellmanSeries, _ errors: @escaping (BellmanPoint) -> TDErrors?
) -> BellmanAlarm? {
  func off(_ point: BellmanPoint) -> Double? {
    guard let masked = errors(point)?.terminal, let size = masked.rootMeanSquare,
      (masked.count ?? 0) >= 4, let largest = point.values?.largest, largest > 0,
      largest <= 10 * (point.values?.cap ?? .infinity)
    else { return nil }
    return size / largest
  }
  func unmasked(_ point: BellmanPoint) -> Double? {
    guard let size = errors(point)?.terminal?.rootMeanSquare, size > 0,
      let unmasked = errors(point)?.unmasked, off(point) != nil
    else { return nil }
    return unmasked / size
  }
  guard let late = run.late(off), let rest = run.late(unmasked), late.median > 0.5,
    rest.median < 0.2
  else { return nil }
  return alarm(
    step: run.values(off).first { $0.value > 0.5 }?.step ?? late[0].step,
    "late |Q - r| of terminal transitions over max |Q|", late.median, 0.5, .measurement,
    "Values before an end are what a next state would add, and not the reward alone.")
}

/// Episodes end, and no stored transition is an end.
private func neverStored(_ run: BellmanSeries) -> BellmanAlarm? {
  guard let last = run.points.last(where: { $0.terminations != nil }),
    let ends = last.terminations, ends >= 100, last.step > 0
  else { return nil }
  let seen = run.points.filter { $0.memory?.terminalShare != nil }
  let drawn = seen.reduce(0.0) { $0 + ($1.replay?.all?.count ?? 0) }
  let expected = drawn * Double(ends) / Double(last.step)
  guard seen.allSatisfy({ $0.memory?.terminalShare == 0 }), expected >= 30 else { return nil }
  return alarm(
    step: seen[0].step, "terminal transitions that the batches should hold", expected, 30,
    .measurement, "Episodes end, but no transition of the replay memory is marked as an end.")
}

private func alarm(
  step: Int, _ quantity: String, _ measured: Double, _ limit: Double, _ strength: AlarmStrength,
  _ sentence: String
) -> BellmanAlarm {
  BellmanAlarm(
    .bootstrapsThroughTerminal, .fail, step: step, quantity: quantity, measured: measured,
    limit: limit, strength, sentence: sentence + " Leave the future out of a terminal target.")
}
