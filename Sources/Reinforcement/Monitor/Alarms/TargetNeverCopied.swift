/// A target that stays what it was while the network moves: nothing is learned beyond the first step of a backup. Fails.
///
/// Over at least 20 points at which the network had moved since the point before, the target hadn't once; or it was
/// counted that no copy was made. A run shorter than two periods of copying says nothing.
func targetNeverCopied(_ run: BellmanSeries) -> BellmanAlarm? {
  let moves = run.points.compactMap { point -> (step: Int, online: Double, target: Double)? in
    guard let values = point.values, let online = values.onlineMoved,
      let target = values.targetMoved
    else { return nil }
    return (point.step, online, target)
  }.filter { $0.online > 0 }
  guard moves.count >= fewestMoves, moves.allSatisfy({ $0.target == 0 }) else { return nil }
  if run.points.contains(where: { ($0.targetCopies ?? 0) > 0 }) { return nil }
  if let every = run.header.targetEvery, moves[moves.count - 1].step - moves[0].step < 2 * every {
    return nil
  }
  return BellmanAlarm(
    .targetNeverCopied, .fail, step: moves[0].step,
    quantity: "points at which only the network had moved", measured: Double(moves.count),
    limit: Double(fewestMoves), .measurement,
    sentence: "The target network never changed: every value is learned from an untrained one.")
}

private let fewestMoves = 20
