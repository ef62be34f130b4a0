import LinearAlgebra
import Training

extension MDP {
  /// SARSA: Q(s, a) <- Q(s, a) + alpha (r + gamma Q(s', a') - Q(s, a)), where a' is the action that
  /// the epsilon-greedy behaviour takes next.
  ///
  /// It learns the values of the policy that it follows, exploration included (on-policy): along the
  /// cliff it keeps away from the edge.
  /// - Parameter optimum: Q*, to record the distance to.
  /// - Throws: `SettingError`.
  /// - Complexity: O(A) a step.
  ///
  /// Source: Rummery and Niranjan 1994; Sutton and Barto 2018, 6.4.
  public func sarsa(
    _ settings: TabularSettings, optimum: ActionValues? = nil,
    using generator: inout RandomGenerator
  ) throws(SettingError) -> TabularRun {
    try settings.check()
    var values = LearnedValues(for: self, settings)
    var run = TabularRun(actionValues: values.q)
    for episode in 0..<settings.episodes {
      let epsilon = settings.epsilon.value(at: episode)
      var record = EpisodeRecord()
      var s = sampleStart(using: &generator)
      var a = values.q.sampleEpsilonGreedy(at: s, epsilon: epsilon, using: &generator)
      while !record.terminated && record.steps < settings.stepLimit {
        let outcome = sample(s, a, using: &generator)
        let next = values.q.sampleEpsilonGreedy(
          at: outcome.next, epsilon: epsilon, using: &generator)
        let future = outcome.terminal ? 0 : values.q[outcome.next, next]
        values.move(s, a, towards: outcome.reward + discount * future)
        (s, a) = (outcome.next, next)
        record.add(outcome)
      }
      run.append(record, values.q, optimum: optimum)
    }
    return run
  }
}
