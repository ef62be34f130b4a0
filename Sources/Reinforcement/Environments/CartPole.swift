import Foundation
import LinearAlgebra

/// CartPole-v1 as Gymnasium 1.2.0 defines it, in Float64: a pole on a cart that is pushed left or
/// right with 10 N, fifty times a second.
///
/// Euler's explicit method with a step of 0.02 s: positions move with the *old* velocities.
/// theta'' = (g sin theta - cos theta F) / (l (4/3 - m cos² theta / M)), x'' = F - m l theta'' cos
/// theta / M, with F = (force + m l theta'² sin theta) / M, m = 0.1 the pole's mass, M = 1.1 the sum,
/// l = 0.5 half the pole's length. Every step is rewarded with 1, the one that ends the episode too:
/// |x| > 2.4 or |theta| > 12 degrees. After 500 steps the episode is truncated.
/// Source: Barto, Sutton and Anderson 1983; Florian 2007.
public struct CartPole: Environment {
  /// Where cart and pole are.
  public struct State: Equatable, Sendable {
    /// The cart's position, in metres from the middle.
    public var x: Double
    /// Its velocity, m/s.
    public var xDot: Double
    /// The pole's angle from upright, in radians.
    public var theta: Double
    /// Its velocity, 1/s.
    public var thetaDot: Double

    /// A state.
    public init(x: Double, xDot: Double, theta: Double, thetaDot: Double) {
      (self.x, self.xDot, self.theta, self.thetaDot) = (x, xDot, theta, thetaDot)
    }
  }

  /// |x| beyond which an episode ends, in metres.
  public static let positionLimit = 2.4
  /// |theta| beyond which an episode ends: 12 degrees, in radians.
  public static let angleLimit = 12 * 2 * Double.pi / 360
  /// The steps after which an episode is truncated.
  public static let stepLimit = 500

  /// Where cart and pole are now.
  public private(set) var state = State(x: 0, xDot: 0, theta: 0, thetaDot: 0)
  /// The steps of this episode.
  public private(set) var steps = 0

  private var generator: RandomGenerator
  private var isOver = true

  /// A cart that waits for a reset.
  public init(seed: UInt64 = 0) {
    generator = RandomGenerator(seed: seed)
    reset()
  }

  /// Push left, push right.
  public var actions: [String] { ["left", "right"] }
  /// 2.
  public var actionCount: Int { 2 }
  /// [4]: x, x', theta, theta'.
  public var observationShape: [Int] { [4] }

  /// Seeds and starts an episode.
  public mutating func reset(seed: UInt64) {
    generator = RandomGenerator(seed: seed)
    reset()
  }

  /// All four numbers uniform in [-0.05, 0.05).
  public mutating func reset() {
    let range = -0.05..<0.05
    let (x, xDot) = (generator.uniform(in: range), generator.uniform(in: range))
    let (theta, thetaDot) = (generator.uniform(in: range), generator.uniform(in: range))
    reset(to: State(x: x, xDot: xDot, theta: theta, thetaDot: thetaDot))
  }

  /// Starts an episode from a given state.
  public mutating func reset(to state: State) {
    (self.state, steps, isOver) = (state, 0, false)
  }

  /// Pushes the cart: 0 left, 1 right.
  ///
  /// - Throws: ``EnvironmentError/unknownAction(_:actions:)``.
  public mutating func step(_ action: Int) throws(EnvironmentError) -> StepOutcome {
    try check(action)
    precondition(!isOver, "a step after the episode's end; reset first")
    state = state.pushed(by: action == 1 ? 10 : -10)
    steps += 1
    let terminated =
      abs(state.x) > Self.positionLimit || abs(state.theta) > Self.angleLimit
    let outcome = StepOutcome(
      reward: 1, terminated: terminated, truncated: steps >= Self.stepLimit)
    isOver = outcome.isOver
    return outcome
  }

  /// x, x', theta, theta', rounded to Float.
  public func observe(into target: UnsafeMutableBufferPointer<Float>) {
    precondition(target.count == 4, "4 numbers into \(target.count)")
    (target[0], target[1]) = (Float(state.x), Float(state.xDot))
    (target[2], target[3]) = (Float(state.theta), Float(state.thetaDot))
  }
}

extension CartPole.State {
  /// One step of Euler's method; operations in Gymnasium's order, so that rounding agrees.
  func pushed(by force: Double) -> CartPole.State {
    let (gravity, mass, total, length, tau) = (9.8, 0.1, 0.1 + 1.0, 0.5, 0.02)
    let moment = mass * length
    let (cosine, sine) = (cos(theta), sin(theta))
    let push = (force + moment * (thetaDot * thetaDot) * sine) / total
    let inertia = length * (4.0 / 3.0 - mass * (cosine * cosine) / total)
    let thetaDotDot = (gravity * sine - cosine * push) / inertia
    let xDotDot = push - moment * thetaDotDot * cosine / total
    return CartPole.State(
      x: x + tau * xDot, xDot: xDot + tau * xDotDot, theta: theta + tau * thetaDot,
      thetaDot: thetaDot + tau * thetaDotDot)
  }
}

extension CartPole {
  /// A known controller: right if theta + 0.2 theta' > 0, otherwise left. Scores 500 from every
  /// start.
  public static func leaning(_ observation: [Float]) -> Int {
    observation[2] + 0.2 * observation[3] > 0 ? 1 : 0
  }
}
