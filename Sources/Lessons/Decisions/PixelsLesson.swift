import Autodiff
import Foundation
import LinearAlgebra
import Reinforcement
import Report

/// From 210 x 160 pixels to the values of three actions: every stage of the way drawn, counted and timed.
enum PixelsLesson: Lesson {
  static let card = LessonCard(
    id: "pixels", title: "From pixels to actions",
    question:
      "The network of the Atari agents sees four small grey pictures and has 1.7 million weights. What becomes of a screen on the way in, where do the weights sit, and what does a unit see?",
    lectureClaim: """
      the raw screen, 210 x 160 pixels in colour, is made grey, cropped and scaled to 84 x 84; four of those are the input of a \
      convolutional network that gives the values of all actions in one pass.
      """,
    sources: [.mnih2015, .bellemare2013, .araujo2019], seconds: 4)

  struct Settings: LessonSettings {
    var updates = 20
    var batch = 32
    var episodes = 300
    var steps = 0
    var seed: UInt64 = 0

    static let full = Settings()
    static let quick = Settings(updates: 4, batch: 8, episodes: 100)
    static var fields: [LessonSetting<Settings>] {
      [
        .integer("updates", "Updates to look at.", \.updates, in: 2...10_000),
        .integer("batch", "Transitions of a batch.", \.batch, in: 1...256),
        .integer("episodes", "Episodes of random play.", \.episodes, in: 2...100_000),
        .integer(
          "steps",
          "Steps of a whole training run; 0 for none. 20000 take five to ten minutes.",
          \.steps, in: 0...10_000_000),
        .seed(\.seed),
      ]
    }
  }

  // MARK: Measure

  /// One screen on its way in.
  struct Stages {
    let screen: RGBImage
    let gray: GrayImage
    let cropped: GrayImage
    let small: GrayImage
  }

  struct Measurements {
    let settings: Settings
    let stages: Stages
    /// What the network sees, oldest first, each 84 x 84.
    let stack: [GrayImage]
    let layers: [LayerCount]
    /// The rows of pixels that one unit depends on, by layer, found by changing them.
    let seenRows: [Range<Int>]
    let updates: Updates
    /// Scores of random play and of a perfect player.
    let random: [Double]
    let perfect: [Double]
    /// A whole training run, where one was asked for.
    let training: Training?
    let seconds: Seconds
  }

  static func measure(_ settings: Settings, _ progress: LessonProgress) throws -> Measurements {
    var generator = RandomGenerator(seed: settings.seed)
    try progress.checkpoint("a screen on its way in", 0)
    let (stages, stack) = try play(seed: generator.next())
    let network = QNetwork.mnih2015(actions: PaddleGame.actions.count, using: &generator)
    try progress.checkpoint("what a unit sees", 0.1)
    let seen = seenRows(network, &generator)
    try progress.checkpoint("random and perfect play", 0.2)
    let random = try PixelEnvironment().randomScores(
      episodes: settings.episodes, seed: generator.next())
    let perfect = try PixelEnvironment().scores(episodes: 3, seed: generator.next()) { world, _ in
      world.game.oracle
    }
    try progress.checkpoint("updates", 0.4)
    let (updates, seconds) = try learn(settings, seed: generator.next())
    let training =
      settings.steps > 0 ? try train(settings, seed: generator.next(), progress) : nil
    return Measurements(
      settings: settings, stages: stages, stack: stack, layers: LayerCount.all(of: network),
      seenRows: seen, updates: updates, random: random, perfect: perfect, training: training,
      seconds: seconds)
  }

  /// A perfect player's screen after six actions, and what the network sees then.
  private static func play(seed: UInt64) throws -> (Stages, [GrayImage]) {
    var world = PixelEnvironment(seed: seed)
    for _ in 0..<6 { _ = try world.step(world.game.oracle) }
    let screen = world.game.draw()
    let gray = screen.gray()
    let cropped = gray.cropped(rows: PaddleGame.field)
    let side = PixelEnvironment.side
    let stages = Stages(
      screen: screen, gray: gray, cropped: cropped,
      small: cropped.resized(height: side, width: side))
    let seen = world.observation()
    let stack = (0..<PixelEnvironment.stackedFrames).map { frame in
      GrayImage(
        height: side, width: side,
        pixels: Array(seen[frame * side * side..<(frame + 1) * side * side]))
    }
    return (stages, stack)
  }
}
