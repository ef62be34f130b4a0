/// One round of policy iteration: a policy, its exact values, what was improved.
public struct PolicyImprovement: Equatable, Sendable {
  /// The action in each state.
  public let actions: [Int]
  /// V^pi, from a linear solve.
  public let values: StateValues
  /// In how many states a better action was found; 0 in the last round.
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
  /// error. The first policy heads for an end wherever one can be reached.
  ///
  /// An action is replaced only by one that is better by more than rounding error. At gamma = 1 that
  /// keeps every policy among those that end: a loop of ties is never entered.
  /// - Complexity: O(S³) a round; rounds are few (at most the number of policies, seen: below 20).
  /// - Throws: ``MDPError/neverTerminates(state:)`` if gamma = 1 and no policy ends from some state,
  ///   or a better one than any that ends goes on for ever; otherwise as ``exactValues(of:)``.
  public func policyIteration() throws -> PolicyIterationRecord {
    var actions = try firstPolicy()
    var rounds: [PolicyImprovement] = []
    while true {
      let values = try exactValues(of: .deterministic(actions, for: self))
      let q = actionValues(from: values)
      let improved = improve(actions, by: q)
      let changes = zip(actions, improved).count { $0 != $1 }
      rounds.append(
        PolicyImprovement(actions: actions, values: values, changedStates: changes))
      guard changes > 0 else {
        let policy = Policy.deterministic(actions, for: self)
        return PolicyIterationRecord(
          rounds: rounds, policy: policy, values: values, actionValues: q)
      }
      actions = improved
    }
  }

  private func firstPolicy() throws(MDPError) -> [Int] {
    let towards = actionsTowardsAnEnd { _, _ in true }
    if discount == 1, let s = towards.firstIndex(of: nil) {
      throw .neverTerminates(state: states[s])
    }
    return towards.map { $0 ?? 0 }
  }

  /// Rounding in a solve is some 2^-52 times the size and the condition of the system.
  private func improve(_ actions: [Int], by q: ActionValues) -> [Int] {
    let tolerance = 1e-12 * max(1, q.supNorm)
    return actions.enumerated().map { s, a in
      q.maximum(at: s) > q[s, a] + tolerance ? q.greedyAction(at: s) : a
    }
  }
}
