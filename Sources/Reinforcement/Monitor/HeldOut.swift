import Autodiff
import LinearAlgebra

extension TransitionBatch {
  /// Transitions to hold out: drawn without replacement from four times as many steps of actions drawn uniformly, in a
  /// copy of an environment.
  ///
  /// 128 place a mean within 1/sqrt(128) = 9 % of a spread, and leave one beyond the 99th percentile.
  /// - Throws: ``EnvironmentError``.
  public static func heldOut(
    from environment: any Environment, count: Int = 128, seed: UInt64
  ) throws -> TransitionBatch {
    try drawn(environment, count, seed)
  }

  private static func drawn<World: Environment>(
    _ environment: World, _ count: Int, _ seed: UInt64
  ) throws -> TransitionBatch {
    precondition(count > 0, "\(count) transitions held out")
    var generator = RandomGenerator(seed: seed)
    let kept = Array(generator.permutation(4 * count).prefix(count))
    let place = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
    var batch = empty(count, shape: environment.observationShape)
    var world = environment
    world.reset(seed: generator.next())
    for step in 0..<4 * count {
      let action = generator.integer(below: world.actionCount)
      let before = place[step].map { _ in world.observation() }
      let outcome = try world.step(action)
      if let row = place[step], let before {
        write(before, to: &batch.observations, row)
        write(world.observation(), to: &batch.nextObservations, row)
        batch.actions[row] = Int32(action)
        batch.rewards[row] = Float(outcome.reward)
        batch.terminal[row] = outcome.terminated
      }
      if outcome.isOver { world.reset() }
    }
    return batch
  }

  private static func empty(_ n: Int, shape: [Int]) -> TransitionBatch {
    TransitionBatch(
      observations: .zeros([n] + shape), actions: Array(repeating: 0, count: n),
      rewards: Array(repeating: 0, count: n), nextObservations: .zeros([n] + shape),
      terminal: Array(repeating: false, count: n))
  }

  private static func write<Element: ObservationElement>(
    _ observation: [Element], to tensor: inout Tensor<Float>, _ row: Int
  ) {
    let n = observation.count
    tensor.withUnsafeMutablePointer { target in
      observation.withUnsafeBufferPointer {
        Element.convert($0, into: UnsafeMutableBufferPointer(start: target + row * n, count: n))
      }
    }
  }

  /// How many of the observations differ.
  var distinctStates: Int {
    let (elements, n) = (observations.array, observations.count / max(count, 1))
    return Set((0..<count).map { elements[$0 * n..<($0 + 1) * n] }).count
  }
}
