import Autodiff
import LinearAlgebra

extension DQNAgent {
  /// Evaluates the greedy policy every so many steps and at the end, and keeps the best network.
  func evaluateWhenDue() throws(EnvironmentError) {
    let every = settings.evaluateEvery
    guard every > 0, step % every == 0 || step == settings.steps, step > settings.start else {
      return
    }
    let scores = try original.greedyScores(
      of: learner.online, episodes: settings.evaluationEpisodes, using: &streams.evaluation)
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
    return try original.greedyScores(of: network, episodes: episodes, using: &generator)
  }

  /// The scores of random actions.
  ///
  /// - Throws: ``EnvironmentError``.
  public func randomTestScores(episodes: Int = 100) throws -> [Double] {
    var generator = streams.test
    return try original.randomScores(episodes: episodes, seed: generator.next())
  }
}

extension Environment {
  /// The scores of whole episodes under argmax over a of Q(s, a), all played side by side in copies,
  /// so that one forward pass serves a step of all.
  ///
  /// - Parameter generator: gives each episode's seed.
  /// - Throws: ``EnvironmentError``.
  /// - Complexity: as many passes as the longest episode has steps.
  @specialized(where Self == CartPole)
  public func greedyScores(
    of network: QNetwork, episodes count: Int, using generator: inout RandomGenerator
  ) throws(EnvironmentError) -> [Double] {
    var worlds: [Self] = []
    for _ in 0..<count {
      var world = self
      world.reset(seed: generator.next())
      worlds.append(world)
    }
    let tape = Tape<Float>()
    var scores = [Double](repeating: 0, count: count)
    var playing = Array(0..<count)
    var seen = observation()
    while !playing.isEmpty {
      let observations = stacked(worlds, playing, &seen, in: tape.pool)
      let actions = bestActions(network.values(observations, on: tape))
      var left: [Int] = []
      for (row, episode) in playing.enumerated() {
        let outcome = try worlds[episode].step(actions[row])
        scores[episode] += outcome.reward
        if !outcome.isOver { left.append(episode) }
      }
      playing = left
      tape.reset()
    }
    return scores
  }

  /// What some worlds show, as a network reads it, [n, ...].
  @specialized(where Self == CartPole)
  private func stacked(
    _ worlds: [Self], _ chosen: [Int], _ seen: inout [Element], in pool: Pool
  ) -> Tensor<Float> {
    let size = seen.count
    var tensor = Tensor<Float>(
      uninitialized: Shape([chosen.count] + observationShape), in: pool)
    tensor.withUnsafeMutablePointer { target in
      for (row, index) in chosen.enumerated() {
        seen.withUnsafeMutableBufferPointer { worlds[index].observe(into: $0) }
        seen.withUnsafeBufferPointer {
          Element.convert(
            $0, into: UnsafeMutableBufferPointer(start: target + row * size, count: size))
        }
      }
    }
    return tensor
  }
}

/// argmax of each row of Q, [n, A].
private func bestActions(_ values: Tensor<Float>) -> [Int] {
  let (n, A) = (values.shape[0], values.shape[1])
  return values.withUnsafePointer { q in (0..<n).map { argmax(q + $0 * A, A) } }
}
