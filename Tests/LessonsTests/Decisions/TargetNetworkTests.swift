import Foundation
import Reinforcement
import Testing

@testable import Lessons

/// The two weights in closed form, and what the curves are held against.
@Suite struct TargetNetworkTests {
  let world = TwoWeights(discount: 0.99)

  /// After k copies the loop has applied its map k times.
  @Test(arguments: [1, 7, 100])
  func theLoopIsItsMap(C: Int) {
    let map = world.map(every: C)
    var expected = [1.0, 1]
    for _ in 0..<5 {
      expected = map.map { $0[0] * expected[0] + $0[1] * expected[1] }
    }
    let w = world.learn(every: C, steps: 5 * C).w
    for (one, other) in zip(w, expected) { #expect(abs(one - other) < 1e-10) }
  }

  /// From the least period on the weights shrink, below it they grow.
  @Test func whatGrowsGrowsAndWhatShrinksShrinks() throws {
    let least = try #require(world.leastPeriod)
    #expect(world.factor(every: least - 1) >= 1 && world.factor(every: least) < 1)
    #expect(world.learn(every: 1, steps: 2000).sizes.last! > 1e10)
    #expect(world.learn(every: 500, steps: 20_000).sizes.last! < 1e-6)
  }

  /// Real and complex eigenvalues: 2 and 3; 1 ± 2i.
  @Test func theRadiusIsTheLargestEigenvalue() {
    #expect(abs(world.spectralRadius([[2, 1], [0, 3]]) - 3) < 1e-12)
    #expect(abs(world.spectralRadius([[1, -2], [2, 1]]) - 5.0.squareRoot()) < 1e-12)
    #expect(abs(world.spectralRadius([[-4, 0], [0, 1]]) - 4) < 1e-12)
  }

  @Test(arguments: [1, 2, 10, 100, 1000])
  func doublingGrowsWhateverThePeriod(C: Int) {
    let factor = doublingFactor(every: C, discount: 0.99, stepSize: 0.1)
    #expect(factor > 1 && factor <= 1.98)
  }

  private func run(
    every: Int, discount: Double, _ sizes: [(step: Int, updates: Int, q: Double)]
  )
    -> TargetNetwork.Run
  {
    var recording = BellmanRecording()
    recording.header.discount = discount
    recording.points = sizes.map { size in
      var point = BellmanPoint(step: size.step)
      point.updates = size.updates
      point.values = ValueScale()
      point.values?.largest = size.q
      point.values?.cap = 1 / (1 - discount)
      return point
    }
    return TargetNetwork.Run(
      variant: .init(every: every, loss: .huber), recording: recording, scores: [])
  }

  /// 1, 1 + 1/2, 1 + 1/2 + 1/4: with the first copies at 1100 and 1200, used from the step after on.
  @Test(arguments: [(1100, 1.0), (1101, 1.5), (1200, 1.5), (1201, 1.75)])
  func aCopyAddsAReward(step: Int, limit: Double) {
    let run = run(every: 100, discount: 0.5, [(1001, 1, 1)])
    #expect(abs(TargetNetwork.speedLimit(run, at: step) - limit) < 1e-12)
  }

  @Test func aCubeHasThePowerOfThree() {
    let points = (1...100).map { k in (1000 + 90 * k, 90 * k, pow(Double(k), 3)) }
    #expect(abs(TargetNetwork.growthPower(run(every: 1, discount: 0.99, points)) - 3) < 1e-9)
  }

  @Test func theCrossingIsTheFirst() {
    let values = [(1, 1, 1.0), (2, 2, 3), (3, 3, 1), (4, 4, 5)]
    #expect(run(every: 1, discount: 0.5, values).crossing == 2)
    #expect(run(every: 1, discount: 0.9, values).crossing == nil)
  }
}
