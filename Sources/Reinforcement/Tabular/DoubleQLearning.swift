import LinearAlgebra
import Training

extension MDP {
  /// Double Q-learning: of two tables, one chosen by a coin learns from what the other says of its
  /// own best action, Q1(s, a) <- Q1(s, a) + alpha (r + gamma Q2(s', argmax Q1(s', .)) - Q1(s, a)).
  /// Behaviour is epsilon-greedy in Q1 + Q2.
  ///
  /// Choice and judgement of an action have independent noise, so the maximum isn't overestimated.
  /// - Parameter optimum: Q*, to record the distance to.
  /// - Throws: `SettingError`.
  /// - Complexity: O(A) a step, and O(S A) an episode.
  ///
  /// Source: van Hasselt 2010; Sutton and Barto 2018, 6.7.
  public func doubleQLearning(
    _ settings: TabularSettings, optimum: ActionValues? = nil,
    using generator: inout RandomGenerator
  ) throws(SettingError) -> TabularRun {
    try settings.check()
    var (one, two) = (LearnedValues(for: self, settings), LearnedValues(for: self, settings))
    var run = TabularRun(actionValues: one.q)
    for episode in 0..<settings.episodes {
      let epsilon = settings.epsilon.value(at: episode)
      var record = EpisodeRecord()
      var s = sampleStart(using: &generator)
      while !record.terminated && record.steps < settings.stepLimit {
        let a = sumEpsilonGreedy(one.q, two.q, s, epsilon, &generator)
        let outcome = sample(s, a, using: &generator)
        if generator.uniform() < 0.5 {
          one.move(s, a, towards: doubleTarget(outcome, chosenBy: one.q, judgedBy: two.q))
        } else {
          two.move(s, a, towards: doubleTarget(outcome, chosenBy: two.q, judgedBy: one.q))
        }
        s = outcome.next
        record.add(outcome)
      }
      run.append(record, mean(one.q, two.q), optimum: optimum)
    }
    return run
  }

  private func doubleTarget(
    _ outcome: Outcome, chosenBy chooser: ActionValues, judgedBy judge: ActionValues
  ) -> Double {
    guard !outcome.terminal else { return outcome.reward }
    let best = chooser.greedyAction(at: outcome.next)
    return outcome.reward + discount * judge[outcome.next, best]
  }
}

private func sumEpsilonGreedy(
  _ one: ActionValues, _ two: ActionValues, _ s: Int, _ epsilon: Double,
  _ generator: inout RandomGenerator
) -> Int {
  let row = ActionValues(
    actions: one.actionCount, elements: (0..<one.actionCount).map { one[s, $0] + two[s, $0] })
  return row.sampleEpsilonGreedy(at: 0, epsilon: epsilon, using: &generator)
}

private func mean(_ one: ActionValues, _ two: ActionValues) -> ActionValues {
  ActionValues(actions: one.actionCount, elements: (one + two).elements.map { $0 / 2 })
}
