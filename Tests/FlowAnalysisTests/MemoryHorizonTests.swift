import Foundation
import Testing

@testable import FlowAnalysis

struct MemoryHorizonTests {
  private func geometric(_ factor: Double, _ T: Int) -> [Double] {
    (0...T).map { Double($0) * log(factor) }
  }

  /// ln 0.01 / ln 0.9 = 43.7087.
  @Test func ofAGeometricDecayIsClosedForm() throws {
    let horizon = try #require(MemoryHorizon(byLag: geometric(0.9, 60)))
    #expect(abs(horizon.steps - 43.708_690_653_565_7) <= 1e-10)
    #expect(horizon.isMeasured)
  }

  @Test func goesOnAtTheFittedRateBeyondTheCurve() throws {
    let horizon = try #require(MemoryHorizon(byLag: geometric(0.97, 20)))
    #expect(abs(horizon.steps - log(0.01) / log(0.97)) <= 1e-8)
    #expect(!horizon.isMeasured)
  }

  @Test func isInfiniteForWhatGrows() throws {
    #expect(try #require(MemoryHorizon(byLag: geometric(1.02, 30))).steps == .infinity)
    #expect(try #require(MemoryHorizon(byLag: geometric(1, 30))).steps == .infinity)
  }

  @Test func countsFromTheLastCrossing() throws {
    let horizon = try #require(MemoryHorizon(byLag: [0, -5, -4, -6], level: exp(-4.5)))
    #expect(abs(horizon.steps - 2.25) <= 1e-12)
  }

  @Test func isRelativeToLagZero() throws {
    let shifted = geometric(0.9, 60).map { $0 - 700 }
    #expect(abs(try #require(MemoryHorizon(byLag: shifted)).steps - 43.708_690_653_565_7) <= 1e-9)
  }

  @Test func endsWhereTheGradientIsExactlyZero() throws {
    let horizon = try #require(MemoryHorizon(byLag: [0, -1, -.infinity, -.infinity]))
    #expect(horizon.steps == 1 && horizon.isMeasured)
  }

  @Test(arguments: [[], [0, .nan], [-.infinity, -1]] as [[Double]])
  func thereIsNoneWithoutAStart(logs: [Double]) { #expect(MemoryHorizon(byLag: logs) == nil) }
}
