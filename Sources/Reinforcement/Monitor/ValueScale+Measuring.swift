extension ValueScale {
  /// The sizes of Q on held-out states.
  ///
  /// - Parameters:
  ///   - online, target: Q on the held-out states, [n, A].
  ///   - previous: both at the point before.
  ///   - largest: max |Q| elsewhere, on the replay batch.
  ///   - largestReward: max |r| seen so far.
  ///   - discount: gamma.
  /// - Complexity: O(n A log A).
  public init(
    online: ActionValues, target: ActionValues,
    previous: (online: ActionValues, target: ActionValues)?, largest: Double,
    largestReward: Double, discount: Double
  ) {
    self.largest = supNorm([online.supNorm, largest])
    self.largestReward = largestReward
    cap = valueCap(largestReward: largestReward, discount: discount)
    mean = Reinforcement.mean(online.elements)
    meanMaximum = Reinforcement.mean(online.maxima)
    if online.actionCount > 1 {
      actionGap = Reinforcement.mean((0..<online.stateCount).map(online.actionGap))
    }
    targetGap = rootMeanSquare((online - target).elements)
    onlineMoved = previous.map { rootMeanSquare((online - $0.online).elements) }
    targetMoved = previous.map { rootMeanSquare((target - $0.target).elements) }
  }
}

/// max |r| / (1 - gamma), which no |Q| of any policy exceeds. `nil` at gamma = 1, where there is no bound, and while no
/// reward but 0 was seen: a bound of 0 would speak of what isn't known yet.
func valueCap(largestReward: Double, discount: Double) -> Double? {
  discount < 1 && largestReward > 0 ? largestReward / (1 - discount) : nil
}
