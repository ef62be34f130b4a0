import LinearAlgebra
import Training

extension MDP {
  /// Q-learning, from drawn transitions alone:
  /// Q(s, a) <- Q(s, a) + alpha (r + gamma max_a' Q(s', a') - Q(s, a)), epsilon-greedy behaviour.
  ///
  /// The target is that of the greedy policy, whatever the behaviour does (off-policy).
  /// - Parameter optimum: Q*, to record the distance to.
  /// - Throws: `SettingError`.
  /// - Complexity: O(A) a step.
  ///
  /// Source: Watkins 1989; Sutton and Barto 2018, 6.5.
  public func qLearning(
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
      while !record.terminated && record.steps < settings.stepLimit {
        let a = values.q.sampleEpsilonGreedy(at: s, epsilon: epsilon, using: &generator)
        let outcome = sample(s, a, using: &generator)
        let future = outcome.terminal ? 0 : values.q.maximum(at: outcome.next)
        values.move(s, a, towards: outcome.reward + discount * future)
        s = outcome.next
        record.add(outcome)
      }
      run.append(record, values.q, optimum: optimum)
    }
    return run
  }
}
