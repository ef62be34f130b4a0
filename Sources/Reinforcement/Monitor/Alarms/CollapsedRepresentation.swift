/// Features that no longer tell states apart. Warns only: solved agents were seen with 70 % of their units dormant.
///
/// In the median of the last quarter: more than 95 % of the units dormant at tau = 0.025 (Sokar et al. 2023); or the
/// effective rank, delta = 0.01, at most 2 where at least 8 are possible; or below a quarter of what it was in the middle
/// of the run, if that was 8 or more (Kumar et al. 2021 see it fall before performance does). Not of its peak: that is
/// the random network's, which has directions that no task needs, and sheds them in its first hundred updates.
func collapsedRepresentation(_ run: BellmanSeries) -> BellmanAlarm? {
  dormant(run) ?? low(run) ?? fallen(run)
}

private func dormant(_ run: BellmanSeries) -> BellmanAlarm? {
  let all = run.values { $0.representation?.dormant }
  guard let late = run.late({ $0.representation?.dormant }), late.median > 0.95,
    let first = all.first(where: { $0.value > 0.95 })
  else { return nil }
  return alarm(first.step, "late share of dormant units, tau = 0.025", late.median, 0.95)
}

private func rank(_ point: BellmanPoint) -> Double? {
  guard let rank = point.representation?.effectiveRank,
    (point.representation?.rankLimit ?? 0) >= 8
  else { return nil }
  return rank
}

private func low(_ run: BellmanSeries) -> BellmanAlarm? {
  guard let late = run.late(rank), late.median <= 2,
    let first = run.values(rank).first(where: { $0.value <= 2 })
  else { return nil }
  return alarm(first.step, "late effective rank of the features", late.median, 2)
}

private func fallen(_ run: BellmanSeries) -> BellmanAlarm? {
  let middle = run.middle(rank).median
  guard let late = run.late(rank), middle >= 8, late.median < middle / 4,
    let first = late.first(where: { $0.value < middle / 4 })
  else { return nil }
  return alarm(
    first.step, "late effective rank of the features over the middle of the run",
    late.median / middle, 0.25)
}

private func alarm(
  _ step: Int, _ quantity: String, _ measured: Double, _ limit: Double
) -> BellmanAlarm {
  BellmanAlarm(
    .collapsedRepresentation, .warn, step: step, quantity: quantity, measured: measured,
    limit: limit, .measurement,
    sentence: "The last hidden layer tells few states apart. By itself this is no failure.")
}
