import Foundation
import LinearAlgebra

/// Episodes of the greedy policy in an environment of their own, played side by side: one forward pass a time step
/// for all that still run.
///
/// Every set of episodes has the same seeds, so that two points of a run differ by what was learned.
public struct GreedyRollouts: Sendable {
  /// Never stepped itself: episodes are played in copies.
  public let environment: any Environment
  /// How many episodes a set has.
  public let episodes: Int
  /// After how many steps an episode is cut off that the environment itself lets run.
  public let stepLimit: Int
  /// Of the environments.
  public let seed: UInt64

  /// Rollouts in copies of an environment.
  public init(
    _ environment: any Environment, episodes: Int = 8, stepLimit: Int = 1000, seed: UInt64
  ) {
    precondition(episodes > 0 && stepLimit > 0, "\(episodes) episodes of \(stepLimit) steps")
    (self.environment, self.episodes) = (environment, episodes)
    (self.stepLimit, self.seed) = (stepLimit, seed)
  }

  /// Plays one set of episodes.
  ///
  /// - Complexity: as many forward passes as the longest episode has steps.
  /// - Throws: ``EnvironmentError``.
  public func play(
    _ function: some ActionValueFunction, discount: Double
  ) throws(EnvironmentError) -> [GreedyEpisode] {
    var generator = RandomGenerator(seed: seed)
    let seeds = (0..<episodes).map { _ in generator.next() }
    return try environment.greedyEpisodes(
      of: function, seeds: seeds, discount: discount, stepLimit: stepLimit)
  }
}

extension RolloutRecord {
  /// Sums up a set of episodes, with bootstrapped intervals.
  ///
  /// - Parameter cap: max |r| / (1 - gamma), for what was cut off.
  public init(
    _ episodes: [GreedyEpisode], discount: Double, cap: Double?,
    using generator: inout RandomGenerator
  ) {
    let returns = episodes.map(\.discounted)
    count = Double(episodes.count)
    predicted = mean(episodes.map(\.predicted))
    discounted = mean(returns)
    (low, high) = bootstrapInterval(returns, using: &generator)
    (gapLow, gapHigh) = bootstrapInterval(
      episodes.map { $0.predicted - $0.discounted }, using: &generator)
    score = mean(episodes.map(\.score))
    length = mean(episodes.map { Double($0.length) })
    let cut = episodes.map { $0.truncated ? pow(discount, Double($0.length)) : 0 }
    if let cap { tail = mean(cut.map { $0 * cap }) } else if supNorm(cut) == 0 { tail = 0 }
  }
}
