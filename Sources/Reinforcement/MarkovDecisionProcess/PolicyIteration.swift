/// One round of policy iteration: a policy, its exact values, what was improved.
public struct PolicyImprovement: Equatable, Sendable {
  /// pi.
  public let policy: Policy
  /// V^pi, from a linear solve.
  public let values: StateValues
  /// In how many transient states another action was taken up; 0 in the last round.
  public let changedStates: Int
}

/// Policy iteration from first policy to optimum. Source: Howard 1960.
public struct PolicyIterationRecord: Equatable, Sendable {
  /// At least one.
  public let rounds: [PolicyImprovement]
  /// pi*, deterministic.
  public let policy: Policy
  /// V*.
  public let values: StateValues
  /// Q*.
  public let actionValues: ActionValues

  /// max |V^pi_k - V*| of each round.
  public var errors: [Double] { rounds.map { supDistance($0.values, values) } }
}

extension MDP {
  /// Evaluates a policy exactly and improves it, until nothing is better: V*, Q* and pi* to rounding
  /// error.
  ///
  /// An action is replaced only by one that is better by more than rounding error. Of a policy that
  /// has several, the one is kept that leads to an end: at gamma = 1, every policy on the way then
  /// ends, and a loop of ties is never entered.
  /// - Parameter initial: the first policy; when nil, one that takes the fewest steps to an end
  ///   wherever an end can be reached.
  /// - Complexity: O(S³) a round; rounds are few (seen: below 20).
  /// - Throws: ``MDPError/neverTerminates(state:)`` if gamma = 1 and the first policy may not end
  ///   from some state, or a better one than any that ends goes on for ever; otherwise as
  ///   ``exactValues(of:)``.
  public func policyIteration(from initial: Policy? = nil) throws -> PolicyIterationRecord {
    var policy = initial ?? shortestPolicy()
    let transient = transientStates
    var rounds: [PolicyImprovement] = []
    while true {
      let values = try exactValues(of: policy)
      let q = actionValues(from: values)
      let actions = improve(keptActions(of: policy), by: q)
      let changes = transient.count { policy[$0, actions[$0]] < 1 }
      rounds.append(PolicyImprovement(policy: policy, values: values, changedStates: changes))
      policy = .deterministic(actions, for: self)
      if changes == 0 {
        return PolicyIterationRecord(
          rounds: rounds, policy: policy, values: values, actionValues: q)
      }
    }
  }

  private func shortestPolicy() -> Policy {
    .deterministic(actionsTowardsAnEnd { _, _ in true }.map { $0 ?? 0 }, for: self)
  }

  /// In each state one of the policy's actions: that towards an end, if there is one.
  private func keptActions(of policy: Policy) -> [Int] {
    actionsTowardsAnEnd { policy[$0, $1] > 0 }.enumerated().map { s, towards in
      towards ?? (0..<actionCount).first { policy[s, $0] > 0 } ?? 0
    }
  }

  /// Rounding in a solve is some 2^-52 times the size and the condition of the system.
  private func improve(_ actions: [Int], by q: ActionValues) -> [Int] {
    let tolerance = 1e-12 * max(1, q.supNorm)
    return actions.enumerated().map { s, kept in
      q.maximum(at: s) > q[s, kept] + tolerance ? q.greedyAction(at: s) : kept
    }
  }
}
