import LinearAlgebra

/// Why the maximum of noisy values is too large, in the smallest process that shows it.
///
/// From A, *right* ends the episode with reward 0 and *left* leads to B with reward 0; from B each of
/// several actions ends it with a reward drawn from N(-0.1, 1). Left is worth -0.1, yet the largest
/// of B's estimates is likely positive, and Q-learning goes left. gamma = 1, epsilon = 0.1,
/// alpha = 0.1, values start at 0, ties are broken at random. At best 5 % of the episodes go left:
/// epsilon / 2.
/// Source: Sutton and Barto 2018, example 6.7 (figure 6.5); van Hasselt 2010.
public struct MaximizationBias: Equatable, Sendable {
  /// Which method learns.
  public enum Method: String, CaseIterable, Sendable {
    /// max_a Q(B, a) both chooses and judges.
    case qLearning = "Q-learning"
    /// One table chooses, the other judges.
    case doubleQLearning = "Double Q-learning"
  }

  /// The number of actions in B.
  public var actions = 10
  /// The mean of their rewards.
  public var mean = -0.1
  /// alpha.
  public var stepSize = 0.1
  /// epsilon.
  public var epsilon = 0.1
  /// The length of a run.
  public var episodes = 300
  /// The number of independent runs that are averaged.
  public var runs = 4_000

  /// The example as the book has it.
  public init() {}

  /// The share of runs that went left from A, in each episode. Its standard error is at most
  /// 1 / (2 sqrt(runs)).
  /// - Complexity: O(runs episodes actions).
  public func leftShare(of method: Method, seed: UInt64) -> [Double] {
    precondition(actions > 0 && runs > 0 && episodes > 0, "\(self)")
    var generator = RandomGenerator(seed: seed)
    var lefts = [Int](repeating: 0, count: episodes)
    for _ in 0..<runs {
      var tables = Tables(actions: actions, count: method == .qLearning ? 1 : 2)
      for episode in 0..<episodes where play(&tables, &generator) { lefts[episode] += 1 }
    }
    return lefts.map { Double($0) / Double(runs) }
  }

  /// One episode; whether it went left.
  private func play(_ tables: inout Tables, _ generator: inout RandomGenerator) -> Bool {
    let right = 1
    guard tables.sums[0].sampleEpsilonGreedy(at: 0, epsilon: epsilon, using: &generator) != right
    else {
      update(&tables, 0, right, reward: 0, leadsToB: false, &generator)
      return false
    }
    update(&tables, 0, 0, reward: 0, leadsToB: true, &generator)
    let a = tables.sums[1].sampleEpsilonGreedy(at: 0, epsilon: epsilon, using: &generator)
    update(&tables, 1, a, reward: mean + generator.normal(), leadsToB: false, &generator)
    return true
  }

  /// With one table, it is chooser and judge; with two, a coin says which one learns.
  private func update(
    _ tables: inout Tables, _ s: Int, _ a: Int, reward: Double, leadsToB: Bool,
    _ generator: inout RandomGenerator
  ) {
    let (learner, judge) = tables.draw(&generator)
    var target = reward
    if leadsToB {
      let best = tables.q[learner][1].greedyAction(at: 0)
      target += tables.q[judge][1][0, best]
    }
    tables.move(learner, s, a, by: stepSize * (target - tables.q[learner][s][0, a]))
  }
}

/// One or two tables for A (state 0, two actions) and B (state 1), and their sum, which acts.
private struct Tables {
  var q: [[ActionValues]]
  var sums: [ActionValues]

  init(actions: Int, count: Int) {
    sums = [ActionValues(states: 1, actions: 2), ActionValues(states: 1, actions: actions)]
    q = Array(repeating: sums, count: count)
  }

  func draw(_ generator: inout RandomGenerator) -> (learner: Int, judge: Int) {
    guard q.count == 2 else { return (0, 0) }
    return generator.uniform() < 0.5 ? (0, 1) : (1, 0)
  }

  mutating func move(_ table: Int, _ s: Int, _ a: Int, by change: Double) {
    q[table][s].elements[a] += change
    sums[s].elements[a] = q.reduce(0) { $0 + $1[s].elements[a] }
  }
}
