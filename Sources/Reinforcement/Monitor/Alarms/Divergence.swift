/// |Q| that leaves every bound. Fails a run.
///
/// max |Q| above 100 times the cap max |r| / (1 - gamma); or a number that is no number. Targets that are all too high by
/// e hold Q above its true values by e / (1 - gamma) and no more: to stay at 100 times the cap, every target must err by
/// 99 times the largest reward. No noise in a maximum does that, unless it grows with Q: a network that learns from itself. At 10
/// times the cap errors are 9 times the largest reward, which a bad start may explain; what decides there is
/// the end, more than twice as high as the middle of the run. (Soft divergence, above the cap and back: van Hasselt et al. 2018.)
///
/// At gamma = 1 there is no cap. Where Q* is known: an error of 100 times max |Q*|. Otherwise max |r| times the length
/// of the longest episodes seen takes its place: no policy that was seen is worth more, one worth 100 times as much
/// would have to last 100 times as long.
func divergence(_ run: BellmanSeries) -> BellmanAlarm? {
  notFinite(run) ?? aboveCap(run) ?? growing(run) ?? aboveTruth(run) ?? aboveEpisodes(run)
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
  guard let late = run.late(ratio), late.median > wellAbove,
    late.median > 2 * run.middle(ratio).median,
    let first = run.values(ratio).first(where: { $0.value > wellAbove })
  else { return nil }
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

private func aboveEpisodes(_ run: BellmanSeries) -> BellmanAlarm? {
  guard run.points.allSatisfy({ $0.values?.cap == nil }) else { return nil }
  var longest = 0.0
  let ratios = run.values { point in
    longest = max(longest, point.episodeLength ?? 0, point.rollouts?.length ?? 0)
    guard let largest = point.values?.largest, let reward = point.values?.largestReward,
      reward * longest > 0
    else { return nil }
    return largest / (reward * longest)
  }
  guard let first = ratios.first(where: { $0.value > farAbove }) else { return nil }
  return alarm(
    step: first.step, quantity: "largest max |Q| over max |r| times the longest episodes",
    ratios.map(\.value).max() ?? first.value, farAbove,
    "Values are a large multiple of what any episode so far could bring.")
}

private func alarm(
  step: Int, quantity: String, _ measured: Double, _ limit: Double, _ sentence: String
) -> BellmanAlarm {
  BellmanAlarm(
    .divergence, .fail, step: step, quantity: quantity, measured: measured, limit: limit,
    .measurement, sentence: sentence)
}
