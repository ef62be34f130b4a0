extension MDP {
  /// Iterative policy evaluation, V <- T^pi V, with the record of every sweep.
  ///
  /// - Parameters:
  ///   - initial: V_0; zeros when nil.
  ///   - tolerance: the sweeps end when no value changed by more.
  ///   - maxSweeps: or after so many.
  /// - Complexity: O(S³) for the exact solution, then O(outcomes) time and S numbers a sweep.
  /// - Throws: as ``exactValues(of:)``.
  public func evaluate(
    _ policy: Policy, from initial: StateValues? = nil, order: SweepOrder = .synchronous,
    tolerance: Double = 1e-10, maxSweeps: Int = 10_000
  ) throws -> SweepRecord {
    let exact = try exactValues(of: policy)
    return sweep(initial, exact, order, tolerance, maxSweeps) { v, s in
      var value = 0.0
      for a in 0..<actionCount where policy[s, a] > 0 { value += policy[s, a] * backup(v, s, a) }
      return value
    }
  }

  /// Value iteration, V <- T V, with the record of every sweep. The parameters are those of
  /// ``evaluate(_:from:order:tolerance:maxSweeps:)``.
  ///
  /// - Complexity: that of ``policyIteration()``, then O(outcomes) time and S numbers a sweep.
  /// - Throws: as ``policyIteration()``.
  public func valueIteration(
    from initial: StateValues? = nil, order: SweepOrder = .synchronous,
    tolerance: Double = 1e-10, maxSweeps: Int = 10_000
  ) throws -> SweepRecord {
    let exact = try policyIteration().values
    return sweep(initial, exact, order, tolerance, maxSweeps) { v, s in
      var best = -Double.infinity
      for a in 0..<actionCount { best = max(best, backup(v, s, a)) }
      return best
    }
  }

  private func sweep(
    _ initial: StateValues?, _ exact: StateValues, _ order: SweepOrder, _ tolerance: Double,
    _ maxSweeps: Int, _ newValue: (StateValues, Int) -> Double
  ) -> SweepRecord {
    let start = initial ?? StateValues(repeating: 0, count: stateCount)
    precondition(start.count == stateCount, "\(start.count) values for \(stateCount) states")
    var record = SweepRecord(initial: start, exact: exact)
    while !record.converged && record.sweeps.count < maxSweeps {
      record.append(swept(record.values, order, newValue), discount: discount)
      record.converged = record.sweeps.last!.maxChange <= tolerance
    }
    return record
  }

  private func swept(
    _ old: StateValues, _ order: SweepOrder, _ newValue: (StateValues, Int) -> Double
  ) -> StateValues {
    var new = old
    for s in 0..<stateCount { new[s] = newValue(order == .inPlace ? new : old, s) }
    return new
  }
}
