import LinearAlgebra

/// A small video game of our own: a ball falls, a paddle catches it. Drawn like the Atari games of
/// Mnih et al. 2013, 210 x 160 pixels in RGB, so that the path from pixels to actions is the real
/// one.
///
/// Every 36 frames a ball appears at the top, anywhere, with a sideways speed of -3...3 pixels a
/// frame; it falls 4 pixels a frame and bounces off the walls. The paddle, 24 pixels wide, moves 4
/// pixels a frame: fast enough to reach every ball. A catch is worth 1, and the first miss ends the
/// episode.
public struct PaddleGame: Equatable, Sendable {
  /// Pixels from top to bottom.
  public static let height = 210
  /// Pixels from left to right.
  public static let width = 160
  /// The rows of the field, between a border above and one below.
  public static let field = 34..<194
  /// Stay, left, right.
  public static let actions = ["stay", "left", "right"]

  static let ballSize = 6
  static let paddleWidth = 24
  static let paddleTop = 184
  private static let paddleSpeed = 4
  private static let fallSpeed = 4
  private static let lastPaddle = width - paddleWidth
  private static let lastBall = width - ballSize

  /// The paddle's left edge.
  public private(set) var paddle = lastPaddle / 2
  /// The ball's left edge.
  public private(set) var ballX = 0
  /// The ball's upper edge.
  public private(set) var ballY = 0
  /// The ball's sideways speed, in pixels a frame.
  public private(set) var ballSpeed = 0

  /// A game that starts with the paddle in the middle.
  public init(using generator: inout RandomGenerator) {
    serve(&generator)
  }

  /// Plays one frame with an action of `actions`: the reward, and whether the ball was missed.
  public mutating func advance(
    _ action: Int, using generator: inout RandomGenerator
  ) -> (reward: Double, missed: Bool) {
    movePaddle(action)
    moveBall()
    guard ballY + Self.ballSize >= Self.paddleTop else { return (0, false) }
    guard ballX + Self.ballSize > paddle && ballX < paddle + Self.paddleWidth else {
      return (0, true)
    }
    serve(&generator)
    return (1, false)
  }

  /// Where the ball's left edge will be when it comes down.
  public var landing: Int {
    var ahead = self
    while ahead.ballY + Self.ballSize < Self.paddleTop { ahead.moveBall() }
    return ahead.ballX
  }

  /// The action that brings the paddle under the place where the ball comes down: a perfect player.
  public var oracle: Int {
    let wanted = landing + Self.ballSize / 2
    let distance = wanted - (paddle + Self.paddleWidth / 2)
    return abs(distance) <= Self.paddleWidth / 3 ? 0 : distance < 0 ? 1 : 2
  }

  private mutating func serve(_ generator: inout RandomGenerator) {
    ballX = generator.integer(below: Self.lastBall + 1)
    ballY = Self.field.lowerBound
    ballSpeed = generator.integer(below: 7) - 3
  }

  private mutating func movePaddle(_ action: Int) {
    let way = action == 1 ? -Self.paddleSpeed : action == 2 ? Self.paddleSpeed : 0
    paddle = min(max(paddle + way, 0), Self.lastPaddle)
  }

  private mutating func moveBall() {
    ballY += Self.fallSpeed
    ballX += ballSpeed
    guard ballX < 0 || ballX > Self.lastBall else { return }
    ballX = ballX < 0 ? -ballX : 2 * Self.lastBall - ballX
    ballSpeed = -ballSpeed
  }
}

extension PaddleGame {
  /// What the screen shows.
  public func draw() -> RGBImage {
    var image = RGBImage(height: Self.height, width: Self.width)
    let border = RGBImage.Color(142, 142, 142)
    image.fill(rows: 0..<Self.field.lowerBound, columns: 0..<Self.width, border)
    image.fill(rows: Self.field.upperBound..<Self.height, columns: 0..<Self.width, border)
    image.fill(
      rows: Self.paddleTop..<Self.paddleTop + Self.ballSize,
      columns: paddle..<paddle + Self.paddleWidth, RGBImage.Color(200, 72, 72))
    image.fill(
      rows: ballY..<ballY + Self.ballSize, columns: ballX..<ballX + Self.ballSize,
      RGBImage.Color(236, 236, 236))
    return image
  }
}
