import Autodiff
import Foundation
import LinearAlgebra
import Training

/// The last N transitions of a run, in a ring.
///
/// An observation is `stackedFrames` frames, oldest first, of which only the newest is stored: one
/// for numbers, 4 for pixels, whose stack begins with an episode's first frame four times. An
/// episode of T transitions leaves T + 1 frames, one after another in a ring of their own, from which
/// s and s' are put together again; the next observation of a transition is the observation of the
/// one after it. Where frames are stacked that ring has room for 9/8 N: with episodes shorter than 8
/// transitions on average, the oldest transitions go a little early.
/// Source: Lin 1992; Mnih et al. 2013, 2015.
public struct ReplayMemory<Element: ObservationElement>: Sendable {
  /// N.
  public let capacity: Int
  /// The shape of an observation.
  public let observationShape: [Int]
  /// The frames that make an observation, along its first axis.
  public let stackedFrames: Int
  /// The transitions stored since the beginning.
  public private(set) var stored = 0

  let frameSize: Int
  let frameCapacity: Int
  private var frames: [Element]
  private var frameCount = 0
  private var steps: [Step]
  /// The number of the oldest transition that is whole, counted from the beginning.
  private var oldest = 0
  /// The steps of the episode that is being stored.
  private var episodeSteps = 0

  /// What a transition has beside its frames.
  private struct Step: Sendable {
    var reward: Float = 0
    var action: Int32 = 0
    var terminated = false
    var truncated = false
    /// The number of the newest frame of s'.
    var frame = 0
    /// The frames between it and the episode's first.
    var frameAge: Int32 = 0
  }

  /// A memory for N transitions.
  ///
  /// - Throws: `SettingError` where N isn't positive or the memory is larger than the machine's.
  public init(
    capacity: Int, observationShape: [Int], stackedFrames: Int = 1
  ) throws(SettingError) {
    guard capacity > 0 else {
      throw SettingError("buffer", "\(capacity)", allowed: "a positive number of transitions")
    }
    precondition(
      stackedFrames == 1 || stackedFrames == observationShape.first,
      "\(stackedFrames) frames in an observation \(observationShape)")
    try Self.checkMemory(capacity, observationShape, stackedFrames)
    (self.capacity, self.observationShape) = (capacity, observationShape)
    self.stackedFrames = stackedFrames
    frameSize = observationShape.reduce(1, *) / stackedFrames
    frameCapacity = Self.frameCapacity(capacity, stackedFrames)
    frames = [Element](unsafeUninitializedCapacity: frameCapacity * frameSize) {
      memset($0.baseAddress!, 0, $0.count * MemoryLayout<Element>.stride)
      $1 = $0.count
    }
    steps = [Step](repeating: Step(), count: capacity)
  }

  /// The transitions in it.
  public var count: Int { stored - oldest }
  /// The memory that it holds, in bytes.
  public var bytes: Int { Self.bytes(capacity, observationShape, stackedFrames) }

  /// The memory that one would hold, in bytes; `Int.max` where that is no number.
  public static func bytes(
    _ capacity: Int, _ observationShape: [Int], _ stackedFrames: Int
  ) -> Int {
    let frame = observationShape.reduce(1, *) / stackedFrames * MemoryLayout<Element>.stride
    let total =
      Double(capacity) * 9 / 4 * Double(frame)
      + Double(capacity) * Double(MemoryLayout<Step>.stride)
    guard total < 1e15 else { return Int.max }
    return frameCapacity(capacity, stackedFrames) * frame
      + capacity * MemoryLayout<Step>.stride
  }

  private static func frameCapacity(_ capacity: Int, _ stackedFrames: Int) -> Int {
    // Without a stack it is enough even if every episode has one step.
    stackedFrames == 1 ? 2 * capacity + 1 : capacity + capacity / 8 + 2 * stackedFrames
  }

  private static func checkMemory(
    _ capacity: Int, _ shape: [Int], _ stackedFrames: Int
  ) throws(SettingError) {
    let (bytes, limit) = (
      bytes(capacity, shape, stackedFrames), Int(ProcessInfo.processInfo.physicalMemory)
    )
    guard bytes > limit else { return }
    let most = Int(Double(limit) / (Double(bytes) / Double(capacity)))
    throw SettingError(
      "buffer", "\(capacity)",
      allowed: "at most \(most) transitions, which fill this machine's memory of "
        + "\(limit / 1_000_000_000) GB")
  }
}

// MARK: Storing

extension ReplayMemory {
  /// Stores an episode's first observation.
  @specialized(where Element == Float)
  @specialized(where Element == UInt8)
  public mutating func begin(_ observation: UnsafeBufferPointer<Element>) {
    episodeSteps = 0
    push(observation)
  }

  /// Stores a transition from the observation that came last.
  ///
  /// - Parameter next: s'.
  /// - Complexity: O(a frame).
  @specialized(where Element == Float)
  @specialized(where Element == UInt8)
  public mutating func append(
    action: Int, reward: Double, next: UnsafeBufferPointer<Element>, terminated: Bool,
    truncated: Bool
  ) {
    precondition(frameCount > 0, "a transition before an episode's first observation")
    push(next)
    episodeSteps += 1
    steps[stored % capacity] = Step(
      reward: Float(reward), action: Int32(action), terminated: terminated, truncated: truncated,
      frame: frameCount - 1, frameAge: Int32(min(episodeSteps, stackedFrames)))
    stored += 1
    if count > capacity { oldest += 1 }
    dropIncomplete()
  }

  @specialized(where Element == Float)
  @specialized(where Element == UInt8)
  private mutating func push(_ observation: UnsafeBufferPointer<Element>) {
    precondition(
      observation.count == frameSize * stackedFrames,
      "\(observation.count) elements for an observation \(observationShape)")
    let (size, slot) = (frameSize, frameCount % frameCapacity)
    frames.withUnsafeMutableBufferPointer {
      ($0.baseAddress! + slot * size).update(
        from: observation.baseAddress! + (observation.count - size), count: size)
    }
    frameCount += 1
    dropIncomplete()
  }

  /// Lets go of the oldest transitions whose frames have been written over.
  @specialized(where Element == Float)
  @specialized(where Element == UInt8)
  private mutating func dropIncomplete() {
    while oldest < stored {
      let step = steps[oldest % capacity]
      if step.frame - Int(step.frameAge) >= frameCount - frameCapacity { return }
      oldest += 1
    }
  }
}

// MARK: Sampling

extension ReplayMemory {
  /// n transitions, each equally likely, with replacement.
  ///
  /// - Complexity: O(n observations).
  public func sample(
    _ n: Int, using generator: inout RandomGenerator, in pool: Pool? = nil
  ) -> TransitionBatch {
    precondition(count > 0, "a sample of an empty memory")
    return batch((0..<n).map { _ in oldest + generator.integer(below: count) }, in: pool)
  }

  /// n transitions that followed one another, from anywhere: strongly correlated, to show why
  /// sampling should be uniform.
  public func consecutive(
    _ n: Int, using generator: inout RandomGenerator, in pool: Pool? = nil
  ) -> TransitionBatch {
    precondition(n <= count, "\(n) transitions in a row of \(count)")
    let first = oldest + generator.integer(below: count - n + 1)
    return batch(Array(first..<first + n), in: pool)
  }

  /// The share of its transitions that end an episode, by termination and by truncation alone.
  public var endings: (terminated: Double, truncated: Double) {
    var (terminated, truncated) = (0, 0)
    for number in oldest..<stored {
      let step = steps[number % capacity]
      if step.terminated { terminated += 1 } else if step.truncated { truncated += 1 }
    }
    let count = Double(max(count, 1))
    return (Double(terminated) / count, Double(truncated) / count)
  }

  /// The transition `age` steps before the newest, alone.
  public func transition(age: Int) -> TransitionBatch {
    precondition(age >= 0 && age < count, "an age of \(age) among \(count)")
    return batch([stored - 1 - age], in: nil)
  }

  @specialized(where Element == Float)
  @specialized(where Element == UInt8)
  private func batch(_ numbers: [Int], in pool: Pool?) -> TransitionBatch {
    let chosen = numbers.map { steps[$0 % capacity] }
    return TransitionBatch(
      observations: observations(chosen, lag: 1, in: pool), actions: chosen.map(\.action),
      rewards: chosen.map(\.reward), nextObservations: observations(chosen, lag: 0, in: pool),
      // A truncated step isn't terminal: its target bootstraps.
      terminal: chosen.map(\.terminated), ages: numbers.map { stored - 1 - $0 },
      indices: numbers.map { $0 % capacity })
  }

  /// s' for a lag of 0, s for a lag of 1, as a network reads them.
  @specialized(where Element == Float)
  @specialized(where Element == UInt8)
  private func observations(_ chosen: [Step], lag: Int, in pool: Pool?) -> Tensor<Float> {
    var tensor = Tensor<Float>(uninitialized: Shape([chosen.count] + observationShape), in: pool)
    let (size, stack) = (frameSize, stackedFrames)
    tensor.withUnsafeMutablePointer { target in
      frames.withUnsafeBufferPointer { frames in
        var place = target
        for step in chosen {
          for back in (0..<stack).reversed() {
            let number = step.frame - min(back + lag, Int(step.frameAge))
            let slot = number % frameCapacity * size
            Element.convert(
              UnsafeBufferPointer(rebasing: frames[slot..<slot + size]),
              into: UnsafeMutableBufferPointer(start: place, count: size))
            place += size
          }
        }
      }
    }
    return tensor
  }
}
