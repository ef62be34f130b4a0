import LinearAlgebra

/// pi(a|s): in each of S states, a distribution over A actions. A stochastic matrix.
public struct Policy: Equatable, Sendable {
  /// [S, A]; no entry is negative, rows sum to 1.
  public let probabilities: Matrix

  /// pi(a|s).
  public subscript(s: Int, a: Int) -> Double { probabilities[s, a] }

  /// A policy for a process from its probabilities, [S, A].
  ///
  /// - Throws: ``MDPError/policy(sum:state:)``.
  public init(_ probabilities: Matrix, for mdp: MDP) throws(MDPError) {
    precondition(
      probabilities.rows == mdp.stateCount && probabilities.columns == mdp.actionCount,
      "\(probabilities.rows) x \(probabilities.columns) is no policy for this process")
    for (s, name) in mdp.states.enumerated() {
      let row = probabilities.row(s)
      let sum = row.reduce(0, +)
      guard isOne(sum), row.allSatisfy({ $0 >= 0 }) else { throw .policy(sum: sum, state: name) }
    }
    self.probabilities = probabilities
  }

  private init(_ S: Int, _ A: Int, _ probability: (Int, Int) -> Double) {
    let elements = (0..<S).flatMap { s in (0..<A).map { probability(s, $0) } }
    probabilities = Matrix(rows: S, columns: A, elements: elements)
  }

  /// Every action equally likely in every state.
  public static func random(for mdp: MDP) -> Policy {
    Policy(mdp.stateCount, mdp.actionCount) { _, _ in 1 / Double(mdp.actionCount) }
  }

  /// One action in each state.
  public static func deterministic(_ actions: [Int], for mdp: MDP) -> Policy {
    precondition(actions.count == mdp.stateCount, "\(actions.count) actions for the states")
    return Policy(mdp.stateCount, mdp.actionCount) { s, a in a == actions[s] ? 1 : 0 }
  }

  /// The first action of largest Q in each state.
  public static func greedy(_ q: ActionValues) -> Policy { epsilonGreedy(q, epsilon: 0) }

  /// With probability epsilon an action drawn uniformly, otherwise the first of largest Q:
  /// pi(a|s) = epsilon / A + (1 - epsilon) [a = argmax].
  ///
  /// - Parameter epsilon: in [0, 1].
  public static func epsilonGreedy(_ q: ActionValues, epsilon: Double) -> Policy {
    precondition(epsilon >= 0 && epsilon <= 1, "epsilon is \(epsilon)")
    let best = (0..<q.stateCount).map(q.greedyAction)
    return Policy(q.stateCount, q.actionCount) { s, a in
      epsilon / Double(q.actionCount) + (a == best[s] ? 1 - epsilon : 0)
    }
  }

  /// Draws an action in state s.
  public func sample(at s: Int, using generator: inout RandomGenerator) -> Int {
    var rest = generator.uniform()
    var last = 0
    for a in 0..<probabilities.columns where self[s, a] > 0 {
      rest -= self[s, a]
      if rest < 0 { return a }
      last = a
    }
    return last
  }
}
