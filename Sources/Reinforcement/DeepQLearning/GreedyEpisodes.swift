import Autodiff
import LinearAlgebra

/// How an episode of the greedy policy went, and what Q promised at its start.
public struct GreedyEpisode: Sendable, Equatable {
  /// max_a Q(s_0, a).
  public var predicted = 0.0
  /// sum of gamma^t r_t.
  public var discounted = 0.0
  /// sum of r_t.
  public var score = 0.0
  /// n, the steps.
  public var length = 0
  /// Whether it was cut off rather than ended.
  public var truncated = false

  /// gamma^n, what the next reward is worth.
  fileprivate var weight = 1.0

  fileprivate mutating func add(_ outcome: StepOutcome, discount: Double, isLast: Bool) {
    discounted += weight * outcome.reward
    weight *= discount
    score += outcome.reward
    length += 1
    truncated = !outcome.terminated && (outcome.truncated || isLast)
  }
}

extension Environment {
  /// Whole episodes under argmax over a of Q(s, a), all played side by side in copies, so that one forward pass serves a
  /// step of all.
  ///
  /// - Parameters:
  ///   - function: Q.
  ///   - seeds: one an episode.
  ///   - discount: gamma.
  ///   - stepLimit: after how many steps an episode is cut off that the environment itself lets run.
  /// - Throws: ``EnvironmentError``.
  /// - Complexity: as many passes as the longest episode has steps.
  @specialized(where Self == CartPole, Q == QNetwork)
  public func greedyEpisodes<Q: ActionValueFunction>(
    of function: Q, seeds: [UInt64], discount: Double,
    stepLimit: Int = .max
  ) throws(EnvironmentError) -> [GreedyEpisode] {
    var worlds = seeds.map { seed in
      var world = self
      world.reset(seed: seed)
      return world
    }
    var episodes = [GreedyEpisode](repeating: GreedyEpisode(), count: seeds.count)
    var (running, seen, t) = (Array(seeds.indices), observation(), 0)
    while !running.isEmpty && t < stepLimit {
      let q = best(function.values(stacked(worlds, running, &seen)))
      t += 1
      var left: [Int] = []
      for (row, i) in running.enumerated() {
        if t == 1 { episodes[i].predicted = q[row].value }
        let outcome = try worlds[i].step(q[row].action)
        episodes[i].add(outcome, discount: discount, isLast: t == stepLimit)
        if !outcome.isOver { left.append(i) }
      }
      running = left
    }
    return episodes
  }

  /// What some worlds show, as a network reads it, [n, ...].
  @specialized(where Self == CartPole)
  private func stacked(
    _ worlds: [Self], _ chosen: [Int], _ seen: inout [Element]
  ) -> Tensor<Float> {
    let size = seen.count
    var tensor = Tensor<Float>(uninitialized: Shape([chosen.count] + observationShape))
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

/// argmax and max of each row of Q, [n, A].
private func best(_ values: Tensor<Float>) -> [(action: Int, value: Double)] {
  let (n, A) = (values.shape[0], values.shape[1])
  return values.withUnsafePointer { q in
    (0..<n).map { row in
      let action = argmax(q + row * A, A)
      return (action, Double(q[row * A + action]))
    }
  }
}
