import LinearAlgebra

extension DQNAgent {
  /// Evaluates the greedy policy every so many steps and at the end, and keeps the best network.
  func evaluateWhenDue() throws(EnvironmentError) {
    let every = settings.evaluateEvery
    guard every > 0, step % every == 0 || step == settings.steps, step > settings.start else {
      return
    }
    let episodes = try play(
      learner.online, episodes: settings.evaluationEpisodes, seeds: &streams.evaluation)
    observer?.didEvaluate(step: step, episodes)
    let scores = episodes.map(\.score)
    record.evaluation = scores
    let mean = scores.reduce(0, +) / Double(scores.count)
    if mean >= best?.score ?? -.infinity {
      best = BestNetwork(network: learner.online, score: mean, step: step)
    }
  }

  /// The scores of a network's greedy policy over fresh episodes, the same ones for every network.
  ///
  /// - Throws: `EnvironmentError`.
  public func testScores(
    of network: QNetwork, episodes: Int = 100
  ) throws(EnvironmentError) -> [Double] {
    var generator = streams.test
    return try play(network, episodes: episodes, seeds: &generator).map(\.score)
  }

  /// Episodes of a network's greedy policy, a seed each, in copies of the environment.
  private func play(
    _ network: QNetwork, episodes: Int, seeds: inout RandomGenerator
  ) throws(EnvironmentError) -> [GreedyEpisode] {
    try original.greedyEpisodes(
      of: network, seeds: (0..<episodes).map { _ in seeds.next() }, discount: settings.discount)
  }

  /// The scores of random actions.
  ///
  /// - Throws: ``EnvironmentError``.
  public func randomTestScores(episodes: Int = 100) throws -> [Double] {
    var generator = streams.test
    return try original.randomScores(episodes: episodes, seed: generator.next())
  }
}
