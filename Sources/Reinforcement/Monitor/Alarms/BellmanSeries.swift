/// A recording as series over its points, as the alarms read it.
struct BellmanSeries {
  let header: BellmanHeader
  let points: [BellmanPoint]

  init(_ recording: BellmanRecording) { (header, points) = (recording.header, recording.points) }

  /// A number of each point that has it.
  typealias Values = [(step: Int, value: Double)]

  func values(_ value: (BellmanPoint) -> Double?) -> Values {
    points.compactMap { point in value(point).map { (point.step, $0) } }
  }

  /// How a run ends is the last quarter of its steps, and no less than this many numbers there: single points are as
  /// noisy as the batch or the episodes they come from.
  static var fewest: Int { 4 }

  /// A number's values in the last quarter of the run's steps; `nil` for fewer than ``fewest`` there.
  ///
  /// Of the steps, not of the values: greedy episodes cost more the longer they last, so a monitor with a budget plays
  /// them often while the policy is bad. The last quarter of those that were played may all lie in the first half.
  func late(_ value: (BellmanPoint) -> Double?) -> Values? {
    let late = values(value).filter { $0.step >= quarter(3) }
    return late.count >= Self.fewest ? late : nil
  }

  /// A number's values in the second and third quarter of the run's steps: what its end is held against.
  func middle(_ value: (BellmanPoint) -> Double?) -> Values {
    values(value).filter { $0.step >= quarter(1) && $0.step < quarter(3) }
  }

  /// The step at which so many quarters of the run lie behind, from the first point to the last.
  private func quarter(_ quarters: Int) -> Int {
    guard let first = points.first?.step, let last = points.last?.step else { return 0 }
    return last - (last - first) / 4 * (4 - quarters)
  }

  /// Whether there are points enough for anything about the end.
  var canBeJudged: Bool {
    late { $0.truth?.weightedError } != nil || late { $0.rollouts?.predicted } != nil
      || late { $0.values?.largest } != nil
  }

  /// What can't be examined.
  var missing: [String] {
    func lacks(_ value: (BellmanPoint) -> Double?) -> Bool { late(value) == nil }
    var missing: [String] = []
    if lacks({ $0.values?.cap }) {
      missing.append("cap on |Q| (not applicable at gamma = 1, or no reward was seen)")
    }
    if lacks({ $0.truth?.weightedError }) { missing.append("exact values") }
    if lacks({ $0.rollouts?.gapLow }) { missing.append("greedy rollouts") }
    if lacks({ $0.values?.targetMoved }) { missing.append("movement of the target") }
    if lacks({ $0.replay?.terminalTarget }) && lacks({ $0.heldOut?.unmasked }) {
      missing.append("terminal transitions")
    }
    if lacks({ $0.representation?.effectiveRank }) { missing.append("representation") }
    if points.allSatisfy({ $0.actionCounts == nil && $0.epsilon == nil }) {
      missing.append("record of exploration")
    }
    return missing
  }
}

extension BellmanSeries.Values {
  /// The median of the values.
  var median: Double { Reinforcement.median(map(\.value)) ?? .nan }
}
