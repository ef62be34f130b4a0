/// A target that stays what it was while the network becomes another: nothing is learned beyond the first step of a
/// backup. Fails.
///
/// At at least 20 points the two differ, and the target hasn't moved once; a copy would have moved it, and closed the gap. A network that
/// has arrived stands still too, so that it differs is what counts, not that it moves on. A run shorter than two periods of
/// copying says nothing.
func targetNeverCopied(_ run: BellmanSeries) -> BellmanAlarm? {
  let moves = run.values { $0.values?.targetMoved }
  let apart = run.values { point in
    (point.values?.targetGap ?? point.values?.onlineMoved).flatMap { $0 > 0 ? $0 : nil }
  }
  let hasMoved = run.values { $0.values?.onlineMoved }.contains { $0.value > 0 }
  guard apart.count >= fewestPoints, moves.count >= fewestPoints, hasMoved,
    moves.allSatisfy({ $0.value == 0 })
  else { return nil }
  if run.points.contains(where: { ($0.targetCopies ?? 0) > 0 }) { return nil }
  if let every = run.header.targetEvery, apart[apart.count - 1].step - apart[0].step < 2 * every {
    return nil
  }
  return BellmanAlarm(
    .targetNeverCopied, .fail, step: apart[0].step,
    quantity: "points at which target and network differ", measured: Double(apart.count),
    limit: Double(fewestPoints), .measurement,
    sentence: "The target network never changed: every value is learned from an untrained one.")
}

private let fewestPoints = 20
