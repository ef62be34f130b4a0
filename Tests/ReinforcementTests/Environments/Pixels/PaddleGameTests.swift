import LinearAlgebra
import Reinforcement
import Testing

@Suite struct PaddleGameTests {
  @Test(arguments: 0..<20 as Range<UInt64>) func theBallComesDownWhereItWasSaidTo(seed: UInt64) {
    var generator = RandomGenerator(seed: seed)
    var game = PaddleGame(using: &generator)
    let landing = game.landing
    for frame in 1...36 {
      #expect(game.landing == landing)
      #expect((0...154).contains(game.ballX))
      let before = game
      let result = game.advance(0, using: &generator)
      #expect(result.reward == 0 || frame == 36)
      #expect(!result.missed || frame == 36)
      if frame == 36 && result.missed {
        #expect(game.ballX == landing)
        #expect(landing + 6 <= game.paddle || landing >= game.paddle + 24)
      }
      if frame == 36 && !result.missed {
        #expect(before.landing + 6 > game.paddle && before.landing < game.paddle + 24)
      }
    }
  }

  /// From either wall to a ball at the other, in time.
  @Test func theOracleCatchesEveryBallAndTheRandomPlayerFew() throws {
    let oracle = try PixelEnvironment().scores(episodes: 10, seed: 5) { world, _ in
      world.game.oracle
    }
    #expect(oracle.allSatisfy { $0 == 30 })
    let random = try PixelEnvironment().randomScores(episodes: 300, seed: 5)
    let mean = random.reduce(0, +) / 300
    #expect((0.1...0.6).contains(mean))
  }

  @Test func theScreenShowsBallPaddleAndBorders() {
    var generator = RandomGenerator(seed: 1)
    let game = PaddleGame(using: &generator)
    let screen = game.draw()
    #expect(screen.height == 210 && screen.width == 160 && screen.bytes.count == 100_800)
    func color(_ row: Int, _ column: Int) -> [UInt8] {
      let i = 3 * (row * 160 + column)
      return Array(screen.bytes[i..<i + 3])
    }
    #expect(color(game.ballY, game.ballX) == [236, 236, 236])
    #expect(color(game.ballY + 5, game.ballX + 5) == [236, 236, 236])
    #expect(color(186, game.paddle) == [200, 72, 72])
    #expect(color(186, game.paddle + 24) == [0, 0, 0])
    #expect(color(33, 0) == [142, 142, 142] && color(194, 159) == [142, 142, 142])
    #expect(color(100, 80) == [0, 0, 0])
  }

  @Test(arguments: [(1, -4), (0, 0), (2, 4)]) func thePaddleMovesAndStopsAtTheWalls(
    action: Int, way: Int
  ) {
    var generator = RandomGenerator(seed: 1)
    var game = PaddleGame(using: &generator)
    let start = game.paddle
    _ = game.advance(action, using: &generator)
    #expect(game.paddle == start + way)
    for _ in 0..<100 { _ = game.advance(action, using: &generator) }
    #expect(game.paddle == (way < 0 ? 0 : way > 0 ? 136 : start))
  }
}
