extension ReplayRecord {
  /// What a batch is like: ages, duplicates, ends. What the batch doesn't know is left out.
  /// - Complexity: O(n log n).
  public init(_ batch: TransitionBatch) {
    guard batch.count > 0 else { return }
    let n = Double(batch.count)
    let ages = batch.ages.map(Double.init).sorted()
    meanAge = mean(ages)
    medianAge = median(ages)
    oldest = ages.last
    if !batch.indices.isEmpty { duplicates = 1 - Double(Set(batch.indices).count) / n }
    terminalShare = Double(batch.terminal.count { $0 }) / n
  }
}

extension TransitionBatch {
  /// How often each of A actions is among the transitions, [A].
  func actionCounts(of actionCount: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: actionCount)
    for action in actions { counts[Int(action)] += 1 }
    return counts
  }
}
