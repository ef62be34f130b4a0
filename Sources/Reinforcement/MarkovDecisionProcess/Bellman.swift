extension MDP {
  /// The expected return of action a in state s when what follows is worth V:
  /// sum over outcomes of p (r + gamma V(s')), V(s') left out after a terminal outcome.
  public func backup(_ v: StateValues, _ s: Int, _ a: Int) -> Double {
    let row = s * actionCount + a
    var sum = 0.0
    for i in offsets[row]..<offsets[row + 1] {
      let outcome = table[i]
      let future = outcome.terminal ? 0 : discount * v[outcome.next]
      sum += outcome.probability * (outcome.reward + future)
    }
    return sum
  }

  /// The action values that follow from V by one step ahead, [S, A].
  /// - Complexity: linear in the number of outcomes.
  public func actionValues(from v: StateValues) -> ActionValues {
    precondition(v.count == stateCount, "\(v.count) values for \(stateCount) states")
    var q = ActionValues(states: stateCount, actions: actionCount)
    for s in 0..<stateCount {
      for a in 0..<actionCount { q[s, a] = backup(v, s, a) }
    }
    return q
  }

  /// (T^pi V)(s) = sum_a pi(a|s) sum p (r + gamma V(s')). Source: Bellman 1957.
  public func expectationBackup(_ v: StateValues, under policy: Policy) -> StateValues {
    actionValues(from: v).expectation(under: policy)
  }

  /// (T V)(s) = max_a sum p (r + gamma V(s')). Source: Bellman 1957.
  public func optimalityBackup(_ v: StateValues) -> StateValues {
    actionValues(from: v).maxima
  }

  /// (T^pi Q)(s, a) = sum p (r + gamma sum_a' pi(a'|s') Q(s', a')).
  public func expectationBackup(_ q: ActionValues, under policy: Policy) -> ActionValues {
    actionValues(from: q.expectation(under: policy))
  }

  /// (T Q)(s, a) = sum p (r + gamma max_a' Q(s', a')).
  public func optimalityBackup(_ q: ActionValues) -> ActionValues {
    actionValues(from: q.maxima)
  }

  /// The Bellman residual T Q - Q, which is 0 at Q* only (gamma < 1).
  public func bellmanResidual(_ q: ActionValues) -> ActionValues {
    optimalityBackup(q) - q
  }
}
