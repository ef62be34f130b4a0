extension MDP {
  /// For each state an action, among those allowed, with a positive chance to come one step nearer
  /// to an end; nil where no allowed actions lead to an end. Breadth first, backwards from the ends.
  ///
  /// From a state with a non-nil entry, and only from there, an end is reached with positive
  /// probability. If no entry is nil, then it is reached with probability 1.
  /// - Complexity: linear in the number of outcomes.
  func actionsTowardsAnEnd(allowing isAllowed: (_ s: Int, _ a: Int) -> Bool) -> [Int?] {
    var towards = [Int?](repeating: nil, count: stateCount)
    var predecessors = [[(s: Int, a: Int)]](repeating: [], count: stateCount)
    var queue: [Int] = []
    for s in 0..<stateCount {
      for a in 0..<actionCount where isAllowed(s, a) {
        for outcome in outcomes(s, a) where outcome.probability > 0 {
          if !outcome.terminal {
            predecessors[outcome.next].append((s, a))
          } else if towards[s] == nil {
            towards[s] = a
            queue.append(s)
          }
        }
      }
    }
    var head = 0
    while head < queue.count {
      for (s, a) in predecessors[queue[head]] where towards[s] == nil {
        towards[s] = a
        queue.append(s)
      }
      head += 1
    }
    return towards
  }

  /// Whether every episode under a policy ends with probability 1, from whatever state it starts.
  public func terminates(under policy: Policy) -> Bool {
    stateWithoutEnd(under: policy) == nil
  }

  /// - Throws: ``MDPError/neverTerminates(state:)`` if gamma = 1 and an episode may go on for ever.
  func requireValues(of policy: Policy) throws(MDPError) {
    if discount == 1, let s = stateWithoutEnd(under: policy) {
      throw .neverTerminates(state: states[s])
    }
  }

  private func stateWithoutEnd(under policy: Policy) -> Int? {
    actionsTowardsAnEnd { policy[$0, $1] > 0 }.firstIndex(of: nil)
  }
}
