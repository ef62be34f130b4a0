/// |Q| that leaves every bound. Fails a run.
///
/// max |Q| above 100 times the cap max |r| / (1 - gamma); or a number that is no number. Soft divergence, which deep
/// Q-learning comes back from, was seen to reach a few times the cap, rarely beyond ten (van Hasselt et al. 2018, figure 2); a
/// network that learns from itself leaves it by orders of magnitude. Between, what decides is the end: above 10
/// times the cap, and more than twice as high as in the middle of the run.
/// Where there is no cap (gamma = 1), but Q* is known: an error of 100 times max |Q*|.
func divergence(_ run: BellmanSeries) -> BellmanAlarm? {
  notFinite(run) ?? aboveCap(run) ?? growing(run) ?? aboveTruth(run)
}

private let farAbove = 100.0
private let wellAbove = 10.0

private func notFinite(_ run: BellmanSeries) -> BellmanAlarm? {
  for point in run.points {
    let numbers = [
      ("max |Q|", point.values?.largest), ("the loss", point.loss),
      ("the gradient's norm", point.clip?.normBefore), ("the TD error", point.replay?.all?.mean),
    ]
    for case (let name, let value?) in numbers where !value.isFinite {
      return BellmanAlarm(
        .divergence, .fail, step: point.step, quantity: name, measured: value, limit: .infinity,
        .measurement, sentence: "From here on \(name) is no finite number.")
    }
  }
  return nil
}

private func ratio(_ point: BellmanPoint) -> Double? {
  guard let largest = point.values?.largest, let cap = point.values?.cap, cap > 0 else {
    return nil
  }
  return largest / cap
}

private func aboveCap(_ run: BellmanSeries) -> BellmanAlarm? {
  guard let first = run.values(ratio).first(where: { $0.value > farAbove }) else { return nil }
  let largest = run.values(ratio).map(\.value).max() ?? first.value
  return alarm(
    step: first.step, quantity: "largest max |Q| over the cap", largest, farAbove,
    "Values left the range of what rewards can add up to by a factor of \(number(largest)): "
      + "the network chases its own estimates.")
}

private func growing(_ run: BellmanSeries) -> BellmanAlarm? {
  let all = run.values(ratio)
  guard let late = run.late(ratio), let first = all.first(where: { $0.value > wellAbove }) else {
    return nil
  }
  let middle = Array(all[(all.count / 4)..<(all.count - late.count)]).median
  guard late.median > wellAbove, late.median > 2 * middle else { return nil }
  return alarm(
    step: first.step, quantity: "late max |Q| over the cap", late.median, wellAbove,
    "Values are far above what rewards can add up to, and still grow.")
}

private func aboveTruth(_ run: BellmanSeries) -> BellmanAlarm? {
  let relative = run.values { point in
    guard let error = point.truth?.error, let optimum = point.truth?.optimum, optimum > 0 else {
      return nil
    }
    return error / optimum
  }
  guard let first = relative.first(where: { !($0.value <= farAbove) }) else { return nil }
  let largest = relative.map(\.value).max() ?? first.value
  return alarm(
    step: first.step, quantity: "largest max |Q - Q*| over max |Q*|", largest, farAbove,
    "Values are off by a large multiple of any true value.")
}

private func alarm(
  step: Int, quantity: String, _ measured: Double, _ limit: Double, _ sentence: String
) -> BellmanAlarm {
  BellmanAlarm(
    .divergence, .fail, step: step, quantity: quantity, measured: measured, limit: limit,
    .measurement, sentence: sentence)
}
