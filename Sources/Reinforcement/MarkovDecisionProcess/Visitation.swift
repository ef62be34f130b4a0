extension MDP {
  /// How often an episode under a policy is expected to be in each state, a visit after t steps
  /// counted gamma^t times: (I - gamma P^pi)^T n = start.
  ///
  /// At gamma = 1 the sum is the expected length of an episode (absorbing states, where it is over,
  /// aren't counted).
  /// - Complexity: O(S³).
  /// - Throws: as ``exactValues(of:)``.
  public func expectedVisits(of policy: Policy) throws -> [Double] {
    // Rounding leaves states that are never visited a few units of 2^-53 below 0.
    try solve(policy, start, transposed: true).map { max($0, 0) }
  }

  /// The discounted state distribution d^pi: ``expectedVisits(of:)`` over their sum. For gamma < 1
  /// in a process without ends, (1 - gamma) sum over t of gamma^t P(s_t = s).
  ///
  /// - Throws: as ``exactValues(of:)``.
  public func visitation(of policy: Policy) throws -> [Double] {
    let visits = try expectedVisits(of: policy)
    let sum = visits.reduce(0, +)
    return sum > 0 ? visits.map { $0 / sum } : visits
  }

  /// d^pi(s) pi(a|s) of every pair, row by row: the weights for a norm of action values.
  ///
  /// - Throws: as ``exactValues(of:)``.
  public func actionVisitation(of policy: Policy) throws -> [Double] {
    try visitation(of: policy).enumerated().flatMap { s, weight in
      (0..<actionCount).map { weight * policy[s, $0] }
    }
  }
}
