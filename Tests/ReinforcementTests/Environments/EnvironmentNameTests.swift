import LinearAlgebra
import Reinforcement
import Testing

@Suite struct EnvironmentNameTests {
  @Test(arguments: [
    "cartpole", "gridworld", "frozenlake", "pixels", "probe-1", "probe-2", "probe-3", "probe-4",
    "probe-5",
  ])
  func everyNameMakesAnEnvironmentThatCanBePlayed(name: String) throws {
    let world = try EnvironmentName(named: name).make(discount: 0.9)
    let scores = try playTwoEpisodes(world)
    #expect(scores.count == 2)
    if name == "gridworld" || name == "frozenlake" || name.hasPrefix("probe") {
      #expect((world as? MDPEnvironment)?.mdp.discount == 0.9)
    }
  }

  private func playTwoEpisodes<World: Environment>(_ world: World) throws -> [Double] {
    #expect(world.actions.count == world.actionCount)
    #expect(world.observation().count == world.observationCount)
    return try world.randomScores(episodes: 2, seed: 0)
  }

  @Test(arguments: ["", "CartPole", "probe-6", "pong"]) func anUnknownNameIsToldTheKnownOnes(
    name: String
  ) {
    let error = #expect(throws: EnvironmentError.self) { try EnvironmentName(named: name) }
    let sentence = error?.description ?? ""
    #expect(sentence.contains("\"\(name)\""))
    #expect(EnvironmentName.allCases.allSatisfy { sentence.contains($0.rawValue) })
    #expect(sentence.hasSuffix("."))
  }

  @Test func aDiscountThatCantBeIsRefused() {
    #expect(throws: MDPError.discount(1.5)) {
      try EnvironmentName.frozenLake.make(discount: 1.5)
    }
  }
}

@Suite struct FiniteNumberTests {
  private func check(_ observation: [Float], reward: Double, step: Int) throws(EnvironmentError) {
    var copy = observation
    let result = copy.withUnsafeMutableBufferPointer { buffer in
      Result { () throws(EnvironmentError) in
        try requireFinite(UnsafeBufferPointer(buffer), reward: reward, step: step)
      }
    }
    try result.get()
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity]) func anObservationIsNamedByItsStep(
    bad: Float
  ) {
    let error = #expect(throws: EnvironmentError.self) {
      try check([0, 1, bad], reward: 0, step: 712)
    }
    let sentence = error?.description ?? ""
    #expect(sentence.contains("step 712") && sentence.contains("index 2"))
    #expect(sentence.contains("\(bad)"))
  }

  @Test(arguments: [Double.nan, .infinity]) func aRewardIsNamedByItsStep(bad: Double) {
    let error = #expect(throws: EnvironmentError.self) { try check([0], reward: bad, step: 3) }
    #expect(error?.description.contains("reward of step 3 is \(bad)") == true)
  }

  @Test func numbersPass() throws { try check([0, -1e30, 1e-30], reward: -1e300, step: 1) }

  @Test func pixelsAreScaledAndNumbersCopied() {
    let bytes: [UInt8] = [0, 51, 255]
    var target = [Float](repeating: -1, count: 3)
    bytes.withUnsafeBufferPointer { source in
      target.withUnsafeMutableBufferPointer { UInt8.convert(source, into: $0) }
    }
    #expect(zip(target, [0, 0.2, 1]).allSatisfy { abs($0 - $1) < 1e-7 })
    let numbers: [Float] = [3, -4, 0.5]
    numbers.withUnsafeBufferPointer { source in
      target.withUnsafeMutableBufferPointer { Float.convert(source, into: $0) }
    }
    #expect(target == numbers)
  }
}
