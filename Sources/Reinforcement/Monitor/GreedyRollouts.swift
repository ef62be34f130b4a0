import Autodiff
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

  /// How an episode went.
  public struct Episode: Sendable, Equatable {
    /// max_a Q(s_0, a).
    public var predicted = 0.0
    /// sum of gamma^t r_t.
    public var discounted = 0.0
    /// sum of r_t.
    public var score = 0.0
    /// n.
    public var length = 0
    /// Whether it was cut off rather than ended.
    public var truncated = false
  }

  /// Plays one set of episodes.
  ///
  /// - Complexity: as many forward passes as the longest episode has steps.
  /// - Throws: ``EnvironmentError``.
  public func play(_ function: some ActionValueFunction, discount: Double) throws -> [Episode] {
    try play(environment, function, discount)
  }

  private func play<World: Environment>(
    _ world: World, _ function: some ActionValueFunction, _ discount: Double
  ) throws -> [Episode] {
    var seeds = RandomGenerator(seed: seed)
    var worlds = (0..<episodes).map { _ in
      var copy = world
      copy.reset(seed: seeds.next())
      return copy
    }
    var records = [Episode](repeating: Episode(), count: episodes)
    var running = Array(0..<episodes)
    for t in 0..<stepLimit where !running.isEmpty {
      let q = function.table(observe(running.map { worlds[$0] }))
      var next: [Int] = []
      for (row, i) in running.enumerated() {
        if t == 0 { records[i].predicted = q.maximum(at: row) }
        let outcome = try worlds[i].step(q.greedyAction(at: row))
        records[i].add(outcome, weight: pow(discount, Double(t)), isLast: t + 1 == stepLimit)
        if !outcome.isOver { next.append(i) }
      }
      running = next
    }
    return records
  }

  private func observe<World: Environment>(_ worlds: [World]) -> Tensor<Float> {
    let n = worlds[0].observationCount
    var tensor = Tensor<Float>(uninitialized: [worlds.count] + worlds[0].observationShape)
    tensor.withUnsafeMutablePointer { target in
      for (row, world) in worlds.enumerated() {
        let place = UnsafeMutableBufferPointer(start: target + row * n, count: n)
        world.observation().withUnsafeBufferPointer { World.Element.convert($0, into: place) }
      }
    }
    return tensor
  }
}

extension GreedyRollouts.Episode {
  fileprivate mutating func add(_ outcome: StepOutcome, weight: Double, isLast: Bool) {
    discounted += weight * outcome.reward
    score += outcome.reward
    length += 1
    truncated = !outcome.terminated && (outcome.truncated || isLast)
  }
}

extension RolloutRecord {
  /// Sums up a set of episodes, with bootstrapped intervals.
  ///
  /// - Parameter cap: max |r| / (1 - gamma), for what was cut off.
  public init(
    _ episodes: [GreedyRollouts.Episode], discount: Double, cap: Double?,
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
