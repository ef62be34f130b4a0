import Autodiff

/// The exact values of a known decision process, to hold a learned Q against.
///
/// Only transient states count: what follows an end is worth 0 whatever a network says of it. Weighted norms take
/// d(s) pi(a|s) of a fixed policy, optimal but for 10 % of random actions, so that every action counts and the
/// curves of a run are of one measure.
public struct ExactTruth: Sendable {
  /// The process, with the discount that is learned for.
  public let mdp: MDP
  /// Q*.
  public let optimum: ActionValues
  private let observations: Tensor<Float>
  private let weights: [Double]
  private let isAbsorbing: [Bool]
  private let optimalValue: Double

  /// States beyond which policies aren't evaluated at every point: a solve is O(S³).
  private static var mostStates: Int { 128 }

  /// Solves the process of an environment.
  ///
  /// - Complexity: that of ``MDP/policyIteration(from:)``.
  /// - Throws: ``MDPError``, and as ``MDP/policyIteration(from:)``.
  public init(_ environment: MDPEnvironment, discount: Double) throws {
    mdp = try environment.mdp.discounted(by: discount)
    let solution = try mdp.policyIteration()
    optimum = solution.actionValues
    weights = try mdp.actionVisitation(of: .epsilonGreedy(optimum, epsilon: 0.1))
    optimalValue = zip(mdp.start, solution.values).reduce(0) { $0 + $1.0 * $1.1 }
    var absorbing = [Bool](repeating: true, count: mdp.stateCount)
    for s in mdp.transientStates { absorbing[s] = false }
    isAbsorbing = absorbing
    observations = Tensor(
      shape: [mdp.stateCount, environment.featureCount], environment.features)
  }

  /// Q(s, .) of all states, 0 in absorbing ones, [S, A].
  public func table(of function: some ActionValueFunction) -> ActionValues {
    var q = function.table(observations)
    for s in 0..<mdp.stateCount where isAbsorbing[s] {
      for a in 0..<mdp.actionCount { q[s, a] = 0 }
    }
    return q
  }

  /// Holds a learned Q against Q*.
  ///
  /// - Complexity: a forward pass of S states and O(outcomes); up to 128 states, two solves O(S³).
  public func measure(_ function: some ActionValueFunction) -> TruthRecord {
    measure(table(of: function))
  }

  /// Holds a table [S, A] against Q*; its rows of absorbing states should be 0.
  public func measure(_ q: ActionValues) -> TruthRecord {
    var record = TruthRecord()
    let (residual, error) = (mdp.bellmanResidual(q), q - optimum)
    (record.residual, record.weightedResidual) = (residual.supNorm, weighted(residual))
    (record.error, record.weightedError) = (error.supNorm, weighted(error))
    (record.optimum, record.weightedOptimum) = (optimum.supNorm, weighted(optimum))
    record.optimalValue = optimalValue
    if mdp.stateCount <= Self.mostStates && q.supNorm.isFinite { addPolicy(q, to: &record) }
    return record
  }

  private func weighted(_ q: ActionValues) -> Double { q.norm(weightedBy: weights) }

  /// What the greedy policy is worth, and whether the two routes to Q - Q^pi agree. Left out where the policy never
  /// ends and gamma = 1.
  private func addPolicy(_ q: ActionValues, to record: inout TruthRecord) {
    let policy = Policy.greedy(q)
    guard let values = try? mdp.exactValues(of: policy),
      let error = try? mdp.valueError(of: q, under: policy)
    else { return }
    let difference = q - mdp.actionValues(from: values)
    record.identity = (difference - error).supNorm / max(1, q.supNorm)
    record.policyValue = zip(mdp.start, values).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
