/// TD errors and sizes of Q, from two value functions and a batch of transitions.
///
/// n transitions, A actions, delta_i = r_i + gamma max_a' Q_target(s'_i, a') - Q_online(s_i, a_i), the future left out
/// after a terminal transition. With `isDouble`, the action a' is the one of largest Q_online (van Hasselt et al. 2016).
public struct BellmanMeasurement {
  /// gamma.
  public let discount: Double
  /// Q_online(s, .), [n, A].
  public let online: ActionValues
  /// r + gamma Q_target(s', a'), terminal or not, [n].
  public let unmaskedTargets: [Double]
  private let batch: TransitionBatch
  private let isDouble: Bool

  /// Two forward passes of n states, three for Double DQN; one less where Q_online(s, .) is known.
  /// - Complexity: that of the passes, and O(n A).
  public init(
    online: some ActionValueFunction, target: some ActionValueFunction, batch: TransitionBatch,
    discount: Double, isDouble: Bool = false, values: ActionValues? = nil
  ) {
    precondition(discount >= 0 && discount <= 1, "a discount of \(discount)")
    (self.batch, self.discount, self.isDouble) = (batch, discount, isDouble)
    self.online = values ?? online.table(batch.observations)
    let next = target.table(batch.nextObservations)
    let chooser = isDouble ? online.table(batch.nextObservations) : next
    unmaskedTargets = batch.rewards.enumerated().map { i, reward in
      Double(reward) + discount * next[i, chooser.greedyAction(at: i)]
    }
  }

  /// Q_online(s_i, a_i), [n].
  public var chosen: [Double] {
    batch.actions.enumerated().map { online[$0.offset, Int($0.element)] }
  }

  /// delta, [n].
  public var errors: [Double] {
    let chosen = chosen
    return (0..<batch.count).map { i in
      (batch.terminal[i] ? Double(batch.rewards[i]) : unmaskedTargets[i]) - chosen[i]
    }
  }

  /// Their sizes.
  ///
  /// - Parameter targets: y, [n], as the agent itself computed them.
  public func summary(targets: [Float]? = nil) -> TDErrors {
    let (errors, chosen) = (errors, chosen)
    let ends = (0..<batch.count).filter { batch.terminal[$0] }
    var summary = TDErrors()
    summary.all = ErrorSummary(errors)
    summary.terminal = ErrorSummary(ends.map { errors[$0] })
    let others = (0..<batch.count).filter { !batch.terminal[$0] }
    summary.nonTerminal = ErrorSummary(others.map { errors[$0] })
    if !ends.isEmpty {
      summary.unmasked = rootMeanSquare(ends.map { unmaskedTargets[$0] - chosen[$0] })
    }
    if let targets { compare(targets, ends, others, in: &summary) }
    return summary
  }

  /// How far the agent's own targets are from r, and from r + gamma max Q.
  private func compare(
    _ y: [Float], _ ends: [Int], _ others: [Int], in summary: inout TDErrors
  ) {
    precondition(y.count == batch.count, "\(y.count) targets of \(batch.count) transitions")
    func largest(_ rows: [Int], _ expected: (Int) -> Double) -> Double? {
      rows.isEmpty ? nil : supNorm(rows.map { Double(y[$0]) - expected($0) })
    }
    summary.terminalTarget = largest(ends) { Double(batch.rewards[$0]) }
    summary.unmaskedTarget = largest(ends) { unmaskedTargets[$0] }
    if !isDouble { summary.nonTerminalTarget = largest(others) { unmaskedTargets[$0] } }
  }
}
