import LinearAlgebra

extension Environment {
  /// The scores (undiscounted returns) of whole episodes under a policy, played in a copy: the
  /// environment itself doesn't move.
  ///
  /// - Parameters:
  ///   - count: the number of episodes.
  ///   - seed: of the environment and of the policy.
  ///   - choose: an action, from the environment as it is before the step.
  /// - Throws: what `choose` throws, and ``EnvironmentError/unknownAction(_:actions:)``.
  public func scores(
    episodes count: Int, seed: UInt64,
    choosing choose: (_ world: Self, _ generator: inout RandomGenerator) throws -> Int
  ) throws -> [Double] {
    var (world, generator) = (self, RandomGenerator(seed: seed))
    var choices = generator.split()
    world.reset(seed: generator.next())
    var scores: [Double] = []
    while scores.count < count {
      var (score, isOver) = (0.0, false)
      while !isOver {
        let outcome = try world.step(try choose(world, &choices))
        score += outcome.reward
        isOver = outcome.isOver
      }
      scores.append(score)
      world.reset()
    }
    return scores
  }

  /// The scores of actions drawn uniformly.
  public func randomScores(episodes count: Int, seed: UInt64) throws -> [Double] {
    try scores(episodes: count, seed: seed) { world, generator in
      generator.integer(below: world.actionCount)
    }
  }
}
