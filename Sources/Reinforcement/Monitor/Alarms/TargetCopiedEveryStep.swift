/// A target that is the network itself: it moves with every update, which is what a target is there to prevent. Warns,
/// since small problems are learned this way; where it does harm, `divergence` fails.
///
/// As many hard copies as updates, at least 100; or, where copies weren't counted, Q_online - Q_target exactly 0 at all of
/// at least 20 points whose steps have no common period. (A target copied every C steps, measured after the copy, shows
/// 0 at multiples of C only.)
/// Source: Mnih et al. 2015, extended data table 3: with replay, but without a target network, the scores of five games
/// fall, from 316.8 to 240.7 in Breakout and from 2894.4 to 822.6 in Seaquest.
func targetCopiedEveryStep(_ run: BellmanSeries) -> BellmanAlarm? {
  if let tau = run.header.tau, tau < 1 { return nil }
  return counted(run) ?? seen(run)
}

private let fewestUpdates = 100
private let fewestPoints = 20

private func counted(_ run: BellmanSeries) -> BellmanAlarm? {
  guard let last = run.points.last(where: { $0.updates != nil && $0.targetCopies != nil }),
    let updates = last.updates, let copies = last.targetCopies, updates >= fewestUpdates,
    Double(copies) >= 0.9 * Double(updates)
  else { return nil }
  return alarm(
    run.points[0].step, "copies of the target an update", Double(copies) / Double(updates), 0.9)
}

private func seen(_ run: BellmanSeries) -> BellmanAlarm? {
  guard run.points.allSatisfy({ $0.targetCopies == nil }) else { return nil }
  let gaps = run.values { $0.values?.targetGap }
  let moved = run.values { $0.values?.onlineMoved }.contains { $0.value > 0 }
  guard gaps.count >= fewestPoints, moved, gaps.allSatisfy({ $0.value == 0 }),
    gaps.map(\.step).reduce(0, greatestCommonDivisor) == 1
  else { return nil }
  return alarm(gaps[0].step, "points at which target and network are equal", Double(gaps.count), 20)
}

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  b == 0 ? a : greatestCommonDivisor(b, a % b)
}

private func alarm(
  _ step: Int, _ quantity: String, _ measured: Double, _ limit: Double
) -> BellmanAlarm {
  BellmanAlarm(
    .targetCopiedEveryStep, .warn, step: step, quantity: quantity, measured: measured,
    limit: limit, .measurement,
    sentence: "The target is copied at every update, so the network learns from itself; "
      + "copy it every few hundred steps.")
}
