/// A world to act in, one step at a time.
///
/// A value: a copy is an independent world in the same state, with the same random numbers ahead.
/// Before the first step, and after a step that ends an episode, call ``reset()`` or
/// ``reset(seed:)``.
/// Source: the interface of Gym (Brockman et al. 2016) and Gymnasium (Towers et al. 2024).
public protocol Environment: Sendable {
  /// Float for numbers, UInt8 for pixels: what a replay memory stores.
  associatedtype Element: ObservationElement

  /// The names of the actions; an action is its index here.
  var actions: [String] { get }

  /// A, the number of actions, without a look at their names.
  var actionCount: Int { get }

  /// The shape of an observation: [n] for n numbers, [channels, height, width] for images.
  var observationShape: [Int] { get }

  /// The frames of which an observation is a stack along its first axis, oldest first, the episode's
  /// first frame repeated where there are none before it; 1 for no stack.
  var stackedFrames: Int { get }

  /// Seeds the environment's own random generator and starts an episode.
  mutating func reset(seed: UInt64)

  /// Starts the next episode, the random generator going on.
  mutating func reset()

  /// Acts.
  ///
  /// - Throws: ``EnvironmentError/unknownAction(_:actions:)``.
  /// - Complexity: constant, without an allocation, where no picture is drawn.
  mutating func step(_ action: Int) throws(EnvironmentError) -> StepOutcome

  /// Writes what is seen now, in row-major order, `observationCount` elements; allocates nothing.
  func observe(into target: UnsafeMutableBufferPointer<Element>)
}

extension Environment {
  /// The number of elements of an observation.
  public var observationCount: Int { observationShape.reduce(1, *) }

  /// 1.
  public var stackedFrames: Int { 1 }

  /// A copy of what is seen now.
  public func observation() -> [Element] {
    [Element](unsafeUninitializedCapacity: observationCount) { target, count in
      observe(into: UnsafeMutableBufferPointer(rebasing: target[..<observationCount]))
      count = observationCount
    }
  }

  /// - Throws: ``EnvironmentError/unknownAction(_:actions:)`` unless an action has this index.
  func check(_ action: Int) throws(EnvironmentError) {
    guard action >= 0 && action < actionCount else {
      throw .unknownAction(action, actions: actions)
    }
  }
}

/// What a step gave, beside the new observation.
public struct StepOutcome: Equatable, Sendable {
  /// r.
  public var reward: Double
  /// The episode has ended: what follows is worth 0.
  public var terminated: Bool
  /// The episode is cut off by a limit of steps: what would follow is worth something, so a target
  /// bootstraps through it. May hold together with `terminated`, as in Gymnasium.
  public var truncated: Bool

  /// What a step gave.
  public init(reward: Double, terminated: Bool = false, truncated: Bool = false) {
    (self.reward, self.terminated, self.truncated) = (reward, terminated, truncated)
  }

  /// Whether a reset must follow.
  public var isOver: Bool { terminated || truncated }
}

/// What observations are made of.
public protocol ObservationElement: BitwiseCopyable, Sendable {
  /// Writes elements as a network reads them: numbers as they are, pixels from 0...255 to 0...1.
  static func convert(
    _ source: UnsafeBufferPointer<Self>, into target: UnsafeMutableBufferPointer<Float>)

  /// The first index of a value that is not finite.
  static func firstNonFinite(in values: UnsafeBufferPointer<Self>) -> Int?
}

extension Float: ObservationElement {
  /// A copy.
  public static func convert(
    _ source: UnsafeBufferPointer<Float>, into target: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(source.count == target.count, "\(source.count) numbers into \(target.count)")
    _ = target.update(from: source)
  }

  /// The first NaN or infinity.
  public static func firstNonFinite(in values: UnsafeBufferPointer<Float>) -> Int? {
    values.firstIndex { !$0.isFinite }
  }
}

extension UInt8: ObservationElement {
  /// x / 255.
  public static func convert(
    _ source: UnsafeBufferPointer<UInt8>, into target: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(source.count == target.count, "\(source.count) pixels into \(target.count)")
    for i in source.indices { target[i] = Float(source[i]) * (1 / 255) }
  }

  /// None: a byte is a number.
  public static func firstNonFinite(in values: UnsafeBufferPointer<UInt8>) -> Int? { nil }
}
