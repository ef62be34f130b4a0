import Foundation
import LinearAlgebra
import Testing

@testable import FlowAnalysis

struct ScaledNormTests {
  @Test func ofAMatrixThatOnlyStretchesOnTheWayIsItsSpectralRadius() throws {
    let scaled = try ScaledNorm(Matrix(rows: [[0.9, 10], [0, 0.9]]))
    #expect(scaled.norm >= 0.9 && scaled.norm <= 0.909)
    // A milder scaling costs less, once: one of those tried has a condition below 300 and is still
    // below 1.
    #expect(scaled.tried.contains { $0.norm < 1 && exp($0.logCondition) < 300 })
  }

  /// Perron: for a nonnegative matrix the best scaling reaches the spectral radius.
  @Test(arguments: [4, 12, 60, 100])
  func ofANonnegativeMatrixIsItsSpectralRadius(n: Int) throws {
    var generator = RandomGenerator(seed: UInt64(n))
    let w = Matrix.uniform(n, n, in: 0..<1, using: &generator)
    let radius = try w.spectralRadius()
    let norm = try ScaledNorm(w).norm
    #expect(norm >= radius * (1 - 1e-12) && norm <= radius * (n > 64 ? 1.02 : 1 + 2e-4))
  }

  @Test func neverFallsBelowTheSpectralRadius() throws {
    for seed in 0..<10 as Range<UInt64> {
      var generator = RandomGenerator(seed: seed)
      let w = Matrix.gaussian(9, 9, using: &generator)
      let scaled = try ScaledNorm(w)
      #expect(scaled.norm >= (try w.spectralRadius()) * (1 - 1e-12))
      #expect(scaled.norm <= (try w.singularValues()[0]))
    }
  }

  @Test func isTheNormOfTheScaledMatrix() throws {
    var generator = RandomGenerator(seed: 3)
    let w = Matrix.gaussian(7, 7, using: &generator)
    let scaled = try ScaledNorm(w)
    let p = Matrix.diagonal(scaled.logScaling.map(exp))
    let inverse = Matrix.diagonal(scaled.logScaling.map { exp(-$0) })
    #expect(abs(try (p * w * inverse).singularValues()[0] - scaled.norm) <= 1e-10)
  }

  /// [[0, 4], [0, 0]] could be scaled to nothing: the bound over one step stays ||W|| = 4.
  @Test func aNilpotentMatrixIsNotScaledOutOfFloat64() throws {
    let scaled = try ScaledNorm(Matrix(rows: [[0, 4], [0, 0]]))
    #expect(scaled.norm > 0 && scaled.norm < 1e-20)
    #expect(scaled.tried.allSatisfy { log($0.norm) + $0.logCondition >= log(4) - 1e-9 })
  }

  @Test func knowsTheZeroMatrix() throws {
    #expect(try ScaledNorm(Matrix(zeros: 3, 3)).norm == 0)
  }
}
