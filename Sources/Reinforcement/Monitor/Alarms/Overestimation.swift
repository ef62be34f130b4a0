/// Q of the first states above what the greedy policy then gets, by more than chance and what was cut off explain. Warns.
///
/// In the median of the last quarter of the rollouts, the lower end of the interval of prediction minus return, less the
/// tail, exceeds a quarter of the scale. The scale is the largest of |return|, |prediction| over 2 and the largest
/// reward: so a prediction must be a third above the return at least. Warns only: scores
/// were seen to drop as overestimation sets in, but DQN also plays well with estimates above its returns (van Hasselt et
/// al. 2016, figure 3).
func overestimation(_ run: BellmanSeries) -> BellmanAlarm? {
  let reward = run.values { $0.values?.largestReward }.map(\.value).max() ?? 0
  func excess(_ point: BellmanPoint) -> Double? { point.rollouts.flatMap { $0.excess(reward) } }
  guard let late = run.late(excess) else { return nil }
  let measured = late.median
  guard measured > limit else { return nil }
  let first = run.values(excess).first { $0.value > limit }
  return BellmanAlarm(
    .overestimation, .warn, step: first?.step ?? late[0].step,
    quantity: "late Q(s_0) above its greedy return, as a share of it", measured: measured,
    limit: limit, .measurement,
    sentence: "The network promises more at the start of an episode than its greedy policy gets.")
}

private let limit = 0.25

extension RolloutRecord {
  /// How far the promise is above the return for certain, as a share of the scale.
  fileprivate func excess(_ largestReward: Double) -> Double? {
    guard let low = gapLow, let tail, let discounted, let predicted else { return nil }
    let scale = max(discounted.magnitude, predicted.magnitude / 2, largestReward)
    return scale > 0 ? max(0, low - tail) / scale : 0
  }
}
