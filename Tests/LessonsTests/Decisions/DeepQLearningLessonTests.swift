import Foundation
import Reinforcement
import Testing

@testable import Lessons

/// What the lesson counts and does again by hand.
@Suite struct DeepQLearningLessonTests {
  private func settings(_ sabotage: Sabotage? = nil) -> DQNSettings {
    var settings = DeepQLearningLesson.Settings(steps: 3000, hidden: 16).agent(seed: 4)
    (settings.sabotage, settings.evaluateEvery) = (sabotage, 0)
    return settings
  }

  private func log(_ settings: DQNSettings) throws -> DeepQLearningLesson.Log {
    let log = DeepQLearningLesson.Log(discount: Float(settings.discount))
    try DQNAgent(settings, in: CartPole(), observer: log).run()
    return log
  }

  @Test func healthyTargetsAndLossesAreThoseByHand() throws {
    let log = try log(settings())
    #expect(log.targetError < 1e-6 && log.lossError < 1e-6)
    // From 1024 to 2816, every 256 steps.
    #expect(log.updates == 8 * 256 && log.copies == 8)
    #expect(log.terminalShare > 0 && log.meanAge > 300 && log.meanAge < 1500)
    #expect(log.episodes > 50 && log.firstScores.count == 20)
  }

  /// Without it the check above could be blind.
  @Test(arguments: [Sabotage.noTerminalMask, .rewardSignFlipped, .nextStateIsState])
  func sabotagedTargetsAreNotThoseByHand(fault: Sabotage) throws {
    #expect(try log(settings(fault)).targetError > 1e-3)
  }

  /// The sum of a reward a target network, discounted.
  @Test func grownValueIsAGeometricSum() {
    let settings = DeepQLearningLesson.Settings(targetEvery: 100)
    // At step 1280, the last with updates: the network from the start, and copies after 1100 and 1200 steps.
    let expected: Double = 1 + 0.99 + 0.99 * 0.99
    #expect(abs(settings.grownValue(at: 1350) - expected) < 1e-12)
  }

  @Test func preferenceChangesSidesAtItsBoundary() throws {
    let agent = try DQNAgent(settings(), in: CartPole())
    try agent.run()
    let preference = DeepQLearningLesson.Preference(of: agent.network)
    for point in preference.boundary {
      let row = preference.velocities.firstIndex(of: point.velocity)!
      let column = preference.angles.lastIndex { $0 <= point.angle }!
      #expect(preference.values[row][column] <= 0)
      #expect(preference.values[row][min(column + 1, 48)] >= 0)
    }
    #expect(preference.values.count == 49 && preference.values[0].count == 49)
  }
}
