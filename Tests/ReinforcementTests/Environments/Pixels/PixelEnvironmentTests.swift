import LinearAlgebra
import Reinforcement
import Testing

@Suite struct PixelEnvironmentTests {
  private func frames(_ world: PixelEnvironment) -> [[UInt8]] {
    let stack = world.observation()
    return (0..<4).map { Array(stack[$0 * 7056..<($0 + 1) * 7056]) }
  }

  @Test func theStackBeginsWithTheFirstFrameFourTimes() {
    var world = PixelEnvironment()
    world.reset(seed: 3)
    #expect(world.observationShape == [4, 84, 84])
    let seen = frames(world)
    #expect(Set(seen).count == 1)
    #expect(seen[0] == PixelEnvironment.preprocessed(world.game.draw()).pixels)
  }

  @Test func everyStepPushesOneFrameAndDropsTheOldest() throws {
    var world = PixelEnvironment()
    world.reset(seed: 3)
    for action in [1, 2, 0, 1, 1] {
      let before = frames(world)
      _ = try world.step(action)
      let after = frames(world)
      #expect(Array(after[..<3]) == Array(before[1...]))
      #expect(after[3] != before[3])
      #expect(after[3] == PixelEnvironment.preprocessed(world.game.draw()).pixels)
    }
  }

  @Test func anActionIsHeldForFourFrames() throws {
    var world = PixelEnvironment()
    world.reset(seed: 3)
    let (paddle, y) = (world.game.paddle, world.game.ballY)
    _ = try world.step(2)
    #expect(world.game.paddle == paddle + 16 && world.game.ballY == y + 16)
  }

  @Test func aMissTerminatesAndTheLimitTruncates() throws {
    var world = PixelEnvironment()
    world.reset(seed: 2)
    var last = StepOutcome(reward: 0)
    while !last.isOver { last = try world.step(world.game.landing < 80 ? 2 : 1) }
    #expect(last == StepOutcome(reward: 0, terminated: true))
    #expect(world.steps == 9)
    world.reset()
    last = StepOutcome(reward: 0)
    while !last.isOver { last = try world.step(world.game.oracle) }
    #expect(last == StepOutcome(reward: 1, truncated: true))
    #expect(world.steps == 270)
  }

  /// Ball and paddle fill as much of the small picture as of the field.
  @Test func theSmallPictureKeepsTheLight() {
    var world = PixelEnvironment()
    world.reset(seed: 4)
    let light = frames(world)[0].reduce(0) { $0 + Double($1) } / 7056
    let (ball, paddle) = (Double(6 * 6 * 236), Double(24 * 6 * 110))
    let field = (ball + paddle) / 25_600
    #expect(abs(light - field) < 0.02)
  }
}
