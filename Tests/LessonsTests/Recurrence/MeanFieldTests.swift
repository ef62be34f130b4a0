import Foundation
import Testing

@testable import Lessons

@Suite struct MeanFieldTests {
  @Test(arguments: [0.3, 0.577, 0.9])
  func withoutDriveAndBelowGainOneTheStateDiesAndTheFactorIsTheGain(gain: Double) {
    let theory = MeanField(gain: gain, drive: 0)
    #expect(theory.variance < 1e-9)
    #expect(abs(theory.factor - gain) < 1e-6)
  }

  /// For large gains tanh is a step of height 1: q = g², E tanh'² = (4/3) / (g sqrt(2 pi)).
  @Test func atLargeGainTheFactorGrowsAsItsSquareRoot() {
    let gain = 64.0
    let limit = (gain * 4 / 3 / (2 * Double.pi).squareRoot()).squareRoot()
    #expect(abs(MeanField(gain: gain, drive: 0).factor / limit - 1) < 0.01)
  }

  @Test(arguments: [0.5, 1, 2.0])
  func atTheCriticalGainNothingGrowsOrDecays(drive: Double) {
    let gain = MeanField.criticalGain(drive: drive)
    #expect(gain > 1)
    #expect(abs(MeanField(gain: gain, drive: drive).factor - 1) < 1e-5)
  }

  @Test func meansOverAGaussianAreItsMoments() {
    #expect(abs(gaussianMean(variance: 2) { $0 * $0 } - 2) < 1e-10)
    #expect(abs(gaussianMean(variance: 2) { pow($0, 4) } - 12) < 1e-9)
    #expect(abs(gaussianMean(variance: 1) { cos($0) } - exp(-0.5)) < 1e-12)
  }

  /// One matrix stretches by up to twice its gain; k of them by sqrt(e k) times the power of the gain.
  @Test func theBestDirectionOfAPowerStartsAtTwiceTheGainAndGainsARoot() {
    #expect(abs(exp(logSurplus(ofPower: 1)) - 2) < 1e-14)
    #expect(abs(exp(2 * logSurplus(ofPower: 1000)) / (1000 * exp(1)) - 1) < 1e-3)
  }

  @Test(arguments: [(0.01, 0.5), (0.01, 0.99), (100, 1.01), (100, 2)])
  func atTheLagTheLevelIsReached(level: Double, factor: Double) {
    let k = lag(reaching: level, factor: factor)
    #expect(abs(k * log(factor) + logSurplus(ofPower: k) - log(level)) < 1e-5)
  }
}
