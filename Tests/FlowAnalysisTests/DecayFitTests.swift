import Foundation
import LinearAlgebra
import Testing

@testable import FlowAnalysis

struct DecayFitTests {
  @Test func aStraightLineIsFoundExactly() throws {
    let fit = try #require(DecayFit((0...40).map { 0.7 - 0.03 * Double($0) }))
    #expect(abs(fit.rate + 0.03) <= 1e-15)
    #expect(abs(fit.intercept - 0.7) <= 1e-14)
    #expect(try #require(fit.standardError) <= 1e-15)
    #expect(abs(fit.factor - exp(-0.03)) <= 1e-15)
    #expect(abs(fit.halfLife - log(2) / 0.03) <= 1e-9)
  }

  /// (0, 0), (1, 1), (2, 1): slope 1/2, residuals -1/6, 1/3, -1/6, so sqrt((1/6) / 1 / 2).
  @Test func theStandardErrorIsThatOfTheTextbook() throws {
    let fit = try #require(DecayFit([0, 1, 1]))
    #expect(abs(fit.rate - 0.5) <= 1e-15)
    #expect(abs(try #require(fit.standardError) - (1.0 / 12).squareRoot()) <= 1e-15)
  }

  @Test func theStandardErrorIsTheScatterOfTheSlope() throws {
    var generator = RandomGenerator(seed: 1)
    var (slopes, errors): ([Double], [Double]) = ([], [])
    for _ in 0..<400 {
      let fit = try #require(
        DecayFit((0..<30).map { -0.1 * Double($0) + 0.5 * generator.normal() }))
      slopes.append(fit.rate)
      errors.append(try #require(fit.standardError))
    }
    let mean = slopes.reduce(0, +) / 400
    let scatter = (slopes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 399).squareRoot()
    let meanError = errors.reduce(0, +) / 400
    #expect(abs(meanError / scatter - 1) <= 0.1)
    #expect(abs(mean + 0.1) <= 4 * scatter / 20)
  }

  @Test func aLagOffsetMovesTheInterceptOnly() throws {
    let (near, far) = (
      try #require(DecayFit([3, 2, 1.5])), try #require(DecayFit([3, 2, 1.5], firstLag: 10))
    )
    #expect(abs(near.rate - far.rate) <= 1e-14)
    #expect(abs(far.intercept - (near.intercept - 10 * near.rate)) <= 1e-12)
  }

  @Test func twoPointsHaveNoError() throws {
    let fit = try #require(DecayFit([0, -2]))
    #expect(fit.rate == -2 && fit.standardError == nil)
  }

  @Test func zerosAreLeftOutAndCounted() throws {
    let fit = try #require(DecayFit([0, -1, -2, -.infinity, -.infinity]))
    #expect(fit.rate == -1 && fit.points == 3 && fit.zeros == 2)
  }

  @Test(arguments: [[0, -.infinity], [-.infinity, -.infinity, -.infinity]] as [[Double]])
  func whatDiesAtOnceDecaysInfinitelyFast(logs: [Double]) throws {
    let fit = try #require(DecayFit(logs))
    #expect(fit.rate == -.infinity && fit.factor == 0 && fit.halfLife == 0)
  }

  @Test(arguments: [[], [1], [0, .nan], [0, 1, .infinity]] as [[Double]])
  func noLineThroughThese(logs: [Double]) { #expect(DecayFit(logs) == nil) }
}
