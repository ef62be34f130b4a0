import Foundation
import Testing

@testable import FlowAnalysis

struct CurveVerdictTests {
  private func kinds(_ logs: [Double]) -> [Verdict.Kind] {
    Verdict.judging(byLag: logs, input: "a curve").map(\.kind)
  }

  private func line(_ slope: Double, _ T: Int) -> [Double] { (0...T).map { slope * Double($0) } }

  @Test(arguments: [
    (-0.2, Verdict.Kind.vanishing), (-0.05, .healthy), (0, .healthy), (0.05, .healthy),
    (0.2, .exploding),
  ])
  func aStraightLineIsJudgedByItsLevelAtT(slope: Double, kind: Verdict.Kind) {
    #expect(kinds(line(slope, 40)) == [kind])
  }

  /// The level alone would say vanishing: one step took it, and nothing is lost after.
  @Test func aSingleLossWithoutATrendIsNotDecided() {
    #expect(kinds([0] + [Double](repeating: -8, count: 60)) == [.notDecided])
    #expect(kinds([0] + [Double](repeating: 8, count: 60)) == [.notDecided])
  }

  @Test func aLossThatIsMadeUpAgainIsNotDecided() {
    let valley = line(-1, 20) + (1...15).map { -20 + Double($0) }
    #expect(kinds(valley) == [.notDecided])
  }

  @Test func growthThatLevelsOffStillExplodes() {
    #expect(kinds(line(0.5, 20) + [Double](repeating: 10, count: 20)) == [.exploding])
  }

  @Test func growthThatFallsAgainIsTransient() {
    let hill = line(0.5, 10) + (1...20).map { 5 - 0.1 * Double($0) }
    #expect(kinds(hill) == [.transientGrowth])
    let lost = line(0.5, 10) + (1...40).map { 5 - 0.5 * Double($0) }
    #expect(kinds(lost) == [.vanishing, .transientGrowth])
    let low = line(0.2, 10) + (1...20).map { 2 - 0.1 * Double($0) }
    #expect(kinds(low) == [.healthy])
  }

  @Test func anExactZeroVanishes() throws {
    let verdict = try #require(
      Verdict.judging(byLag: [0, -1, -2, -.infinity, -.infinity], input: "a").first)
    #expect(verdict.kind == .vanishing && verdict.evidence.valueText == "0")
    #expect(verdict.sentence.contains("exactly zero"))
  }

  @Test(arguments: [[0, -9], [0, -3, -6, -9], [0, 9]] as [[Double]])
  func threeStepsShowNoTrend(logs: [Double]) { #expect(kinds(logs) == [.notDecided]) }

  @Test(arguments: [[], [0, .nan, 0], [-.infinity, 0], [0, .infinity]] as [[Double]])
  func whatCannotBeReadIsNotDecided(logs: [Double]) { #expect(kinds(logs) == [.notDecided]) }

  @Test func onlyTheShareCounts() {
    #expect(kinds(line(-0.2, 40).map { $0 - 5_000 }) == [.vanishing])
  }

  @Test func theHeadlineDecidesAndPrefersProofs() {
    func verdict(_ kind: Verdict.Kind, _ strength: Verdict.Strength) -> Verdict {
      Verdict(
        kind: kind, length: 9,
        evidence: .init(quantity: "q", value: 0, threshold: 1, isLogarithm: false),
        strength: strength, sentence: "")
    }
    let (open, measured) = (
      verdict(.notDecided, .proof), verdict(.healthy, .measurement(input: "a"))
    )
    let proved = verdict(.vanishing, .proof)
    #expect([open, measured].headline == measured)
    #expect([open, measured, proved].headline == proved)
    #expect([open].headline == open)
    #expect([Verdict]().headline == nil)
  }
}
