import LinearAlgebra

extension MDP {
  /// P^pi, [S, S]: entry (s, s') is sum_a pi(a|s) times the probability of a *non-terminal* outcome
  /// s'. A row's sum is 1 minus the probability that the episode ends.
  /// - Complexity: O(S² + outcomes).
  public func transitionMatrix(of policy: Policy) -> Matrix {
    var matrix = Matrix(zeros: stateCount, stateCount)
    for s in 0..<stateCount {
      for a in 0..<actionCount where policy[s, a] > 0 {
        for outcome in outcomes(s, a) where !outcome.terminal {
          matrix.elements[s * stateCount + outcome.next] += policy[s, a] * outcome.probability
        }
      }
    }
    return matrix
  }

  /// P^pi over pairs, [S A, S A]: entry ((s, a), (s', a')) is p(s'|s, a) pi(a'|s'), terminal
  /// outcomes left out.
  /// - Complexity: O(S² A²), for small processes.
  public func actionTransitionMatrix(of policy: Policy) -> Matrix {
    let A = actionCount
    let size = stateCount * A
    var matrix = Matrix(zeros: size, size)
    for row in 0..<size {
      for outcome in outcomes(row / A, row % A) where !outcome.terminal {
        for a in 0..<A {
          matrix.elements[row * size + outcome.next * A + a] +=
            outcome.probability * policy[outcome.next, a]
        }
      }
    }
    return matrix
  }

  /// r^pi, [S]: the expected reward of the next step.
  public func expectedRewards(under policy: Policy) -> [Double] {
    let nothing = StateValues(repeating: 0, count: stateCount)
    return actionValues(from: nothing).expectation(under: policy)
  }

  /// V^pi, exactly: (I - gamma P^pi) V = r^pi, solved on the transient states by Gaussian
  /// elimination; absorbing states are worth 0.
  ///
  /// - Complexity: O(S³).
  /// - Throws: ``MDPError/neverTerminates(state:)`` at gamma = 1; `LinearAlgebraError` where the
  ///   chance to end is too small for Float64.
  public func exactValues(of policy: Policy) throws -> StateValues {
    try solve(policy, expectedRewards(under: policy))
  }

  /// Q^pi, exactly: sum p (r + gamma V^pi(s')).
  ///
  /// - Throws: as ``exactValues(of:)``.
  public func exactActionValues(of policy: Policy) throws -> ActionValues {
    actionValues(from: try exactValues(of: policy))
  }

  /// Q - Q^pi from the Bellman error alone: (I - gamma P^pi)^-1 (Q - T^pi Q), P^pi over pairs.
  ///
  /// It is what ties the two errors together: a small Bellman error is a small value error only as
  /// far as the inverse lets it (Fujimoto et al. 2022). With x = d + gamma P Pi x, y = Pi x solves
  /// y = Pi d + gamma P^pi y over states, and x = d + gamma P y: the system has size S, not S A.
  /// - Complexity: O(S³).
  /// - Throws: as ``exactValues(of:)``.
  public func valueError(of q: ActionValues, under policy: Policy) throws -> ActionValues {
    let residual = q - expectationBackup(q, under: policy)
    let overStates = try solve(policy, residual.expectation(under: policy))
    let nothing = StateValues(repeating: 0, count: stateCount)
    let ahead = actionValues(from: overStates) - actionValues(from: nothing)
    return residual + ahead
  }
}

extension MDP {
  /// x with (I - gamma P^pi) x = b, or its transpose, on the transient states; 0 elsewhere.
  func solve(_ policy: Policy, _ right: [Double], transposed: Bool = false) throws -> [Double] {
    try requireValues(of: policy)
    var solution = [Double](repeating: 0, count: stateCount)
    let transient = transientStates
    guard !transient.isEmpty else { return solution }
    let system = Matrix.identity(transient.count) - discount * block(policy, transient)
    let b = Matrix(rows: transient.count, columns: 1, elements: transient.map { right[$0] })
    let x = try (transposed ? system.transposed() : system).solve(b)
    for (i, s) in transient.enumerated() { solution[s] = x.elements[i] }
    return solution
  }

  private func block(_ policy: Policy, _ chosen: [Int]) -> Matrix {
    let whole = transitionMatrix(of: policy)
    let elements = chosen.flatMap { s in chosen.map { whole.elements[s * stateCount + $0] } }
    return Matrix(rows: chosen.count, columns: chosen.count, elements: elements)
  }
}
