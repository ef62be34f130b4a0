import LinearAlgebra

/// The paddle game as a network sees it: grey, cropped to the field, 84 x 84, the last four frames
/// one behind another.
///
/// An action is held for four frames, the frame after the last of them is seen. The stack begins with
/// the first frame four times. After 270 actions (30 balls) the episode is truncated.
/// Source: Mnih et al. 2015, methods. Unlike there, no maximum is taken over two frames: nothing
/// flickers here.
public struct PixelEnvironment: Environment {
  /// Pixels on each side of what is seen.
  public static let side = 84
  /// The frames that are seen together.
  public static let stackedFrames = 4
  /// The frames for which an action is held.
  public static let frameSkip = 4
  /// The actions after which an episode is truncated.
  public static let stepLimit = 270
  static let frameSize = side * side

  /// The game behind the pixels.
  public private(set) var game: PaddleGame
  /// The actions of this episode.
  public private(set) var steps = 0

  /// [4, 84, 84], oldest frame first.
  private var stack: [UInt8]
  private var generator: RandomGenerator
  private var isOver = false

  /// A game that has begun.
  public init(seed: UInt64 = 0) {
    generator = RandomGenerator(seed: seed)
    game = PaddleGame(using: &generator)
    stack = [UInt8](repeating: 0, count: Self.stackedFrames * Self.frameSize)
    fillStack()
  }

  /// Stay, left, right.
  public var actions: [String] { PaddleGame.actions }
  /// 3.
  public var actionCount: Int { 3 }
  /// [4, 84, 84], oldest frame first: the newest is the last 84 * 84 bytes.
  public var observationShape: [Int] { [Self.stackedFrames, Self.side, Self.side] }
  /// 4.
  public var stackedFrames: Int { Self.stackedFrames }

  /// Seeds and starts an episode.
  public mutating func reset(seed: UInt64) {
    generator = RandomGenerator(seed: seed)
    reset()
  }

  /// The paddle in the middle, a ball at the top.
  public mutating func reset() {
    game = PaddleGame(using: &generator)
    (steps, isOver) = (0, false)
    fillStack()
  }

  /// Holds an action for four frames, or until the ball is missed. The pictures on the way are all that
  /// is allocated.
  ///
  /// - Throws: ``EnvironmentError/unknownAction(_:actions:)``.
  public mutating func step(_ action: Int) throws(EnvironmentError) -> StepOutcome {
    try check(action)
    precondition(!isOver, "a step after the episode's end; reset first")
    var outcome = StepOutcome(reward: 0)
    for _ in 0..<Self.frameSkip where !outcome.terminated {
      let frame = game.advance(action, using: &generator)
      outcome.reward += frame.reward
      outcome.terminated = frame.missed
    }
    steps += 1
    outcome.truncated = steps >= Self.stepLimit
    isOver = outcome.isOver
    push(Self.preprocessed(game.draw()))
    return outcome
  }

  /// The stack.
  public func observe(into target: UnsafeMutableBufferPointer<UInt8>) {
    precondition(target.count == stack.count, "\(stack.count) pixels into \(target.count)")
    _ = target.update(from: stack)
  }

  /// Colour to grey, the field cut out, 84 x 84.
  public static func preprocessed(_ screen: RGBImage) -> GrayImage {
    screen.gray().cropped(rows: PaddleGame.field).resized(height: side, width: side)
  }

  private mutating func fillStack() {
    let first = Self.preprocessed(game.draw())
    for _ in 0..<Self.stackedFrames { push(first) }
  }

  private mutating func push(_ frame: GrayImage) {
    let kept = stack.count - Self.frameSize
    stack.withUnsafeMutableBufferPointer { all in
      let base = all.baseAddress!
      base.update(from: base + Self.frameSize, count: kept)
      frame.pixels.withUnsafeBufferPointer {
        (base + kept).update(from: $0.baseAddress!, count: Self.frameSize)
      }
    }
  }
}
