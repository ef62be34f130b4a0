import Foundation
import LinearAlgebra
import Reinforcement
import Testing

private struct CartPoleReference: Decodable {
  let lengths: [Int]
  /// `terminated` or `truncated`.
  let ends: [String]
  /// A digit a step.
  let actions: String
  /// The first state and then that after each step, episode after episode: x, x', theta, theta' as
  /// little-endian Float64.
  let states: Data
}

@Suite struct CartPoleTests {
  /// The last three episodes are under a controller, 500 steps long.
  @Test func everyStateOfAThousandEpisodesIsGymnasiums() throws {
    let reference = try reference("cartpole.json", as: CartPoleReference.self)
    let states = numbers(reference.states)
    let actions = Array(reference.actions.utf8).map { Int($0) - 48 }
    try #require(reference.lengths.count == 1003)
    try #require(states.count == 4 * (actions.count + reference.lengths.count))
    var (world, place, action) = (CartPole(), 0, 0)
    var deviations: [Double] = []
    for (length, end) in zip(reference.lengths, reference.ends) {
      world.reset(to: state(states, place))
      for step in 1...length {
        let outcome = try world.step(actions[action])
        (place, action) = (place + 1, action + 1)
        deviations.append(distance(world.state, state(states, place)))
        let isLast = step == length
        #expect(outcome.reward == 1 && outcome.isOver == isLast)
        #expect(outcome.terminated == (isLast && end == "terminated"))
        #expect(outcome.truncated == (isLast && end == "truncated"))
      }
      place += 1
    }
    #expect(deviations.count == actions.count)
    #expect(supNorm(deviations) < 1e-12)
  }

  private func numbers(_ data: Data) -> [Double] {
    let bytes = [UInt8](data)
    return stride(from: 0, to: bytes.count, by: 8).map { start in
      Double(
        bitPattern: (0..<8).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) })
    }
  }

  private func state(_ all: [Double], _ i: Int) -> CartPole.State {
    CartPole.State(
      x: all[4 * i], xDot: all[4 * i + 1], theta: all[4 * i + 2], thetaDot: all[4 * i + 3])
  }

  private func distance(_ a: CartPole.State, _ b: CartPole.State) -> Double {
    supNorm([a.x - b.x, a.xDot - b.xDot, a.theta - b.theta, a.thetaDot - b.thetaDot])
  }

  /// One step from rest: only velocities have changed.
  @Test func positionsMoveWithTheOldVelocities() throws {
    var world = CartPole()
    world.reset(to: CartPole.State(x: 0, xDot: 0, theta: 0, thetaDot: 0))
    _ = try world.step(1)
    #expect(world.state.x == 0 && world.state.theta == 0)
    #expect(world.state.xDot > 0 && world.state.thetaDot < 0)
  }

  @Test(arguments: [(2.41, 0.0, true), (-2.41, 0, true), (2.39, 0, false), (0, 0.2095, true)])
  func anEpisodeEndsBeyondItsLimits(x: Double, theta: Double, ends: Bool) throws {
    var world = CartPole()
    world.reset(to: CartPole.State(x: x, xDot: 0, theta: theta, thetaDot: 0))
    let outcome = try world.step(0)
    #expect(outcome == StepOutcome(reward: 1, terminated: ends))
  }

  @Test func startsAreSmallAndDifferent() {
    var world = CartPole(seed: 3)
    for _ in 0..<200 {
      let first = world.state
      world.reset()
      let numbers = world.observation()
      #expect(world.state != first)
      #expect(numbers.allSatisfy { abs($0) <= 0.05 })
      #expect(
        numbers
          == [world.state.x, world.state.xDot, world.state.theta, world.state.thetaDot]
          .map(Float.init))
    }
  }

  @Test func leaningScoresFiveHundredAndRandomTwentyTwo() throws {
    let leaning = try CartPole().scores(episodes: 50, seed: 1) { world, _ in
      CartPole.leaning(world.observation())
    }
    #expect(leaning.allSatisfy { $0 == 500 })
    let random = try CartPole().randomScores(episodes: 2_000, seed: 1)
    let mean = random.reduce(0, +) / 2_000
    #expect(abs(mean - 22.2) < 1.4)
  }

  @Test func theSameSeedIsTheSameEpisodeAndACopyIsItsOwn() throws {
    var (one, other) = (CartPole(seed: 1), CartPole(seed: 2))
    one.reset(seed: 9)
    other.reset(seed: 9)
    #expect(one.state == other.state)
    var copy = one
    _ = try copy.step(0)
    #expect(one.state == other.state && copy.state != one.state)
    one.reset()
    other.reset()
    #expect(one.state == other.state)
  }
}
