import Foundation
import LinearAlgebra
import Testing

@testable import FlowAnalysis

struct NormalityTests {
  private let shear = Matrix(rows: [[0.9, 10], [0, 0.9]])

  @Test func aSymmetricMatrixHasNoDeparture() throws {
    let normality = try Normality(Matrix(rows: [[0.4, 0.3], [0.3, -0.2]]))
    #expect(normality.departure <= 1e-7 && abs(normality.ratio - 1) <= 1e-12)
  }

  /// ||W||_F² - Σ|λ|² = 101.62 - 1.62: the departure is the strictly upper part.
  @Test func theDepartureOfATriangularMatrixIsItsUpperPart() throws {
    let normality = try Normality(shear)
    #expect(abs(normality.departure - 10) <= 1e-9)
    #expect(abs(normality.relativeDeparture - 10 / 101.62.squareRoot()) <= 1e-9)
    #expect(abs(normality.sigmaMax - 10.080_354) <= 1e-5)
    #expect(abs(normality.spectralRadius - 0.9) <= 1e-6)
  }

  @Test func aRandomMatrixDepartsByHalfOfItsSquare() throws {
    var generator = RandomGenerator(seed: 1)
    let normality = try Normality(Matrix.gaussian(120, 120, using: &generator))
    #expect(abs(normality.relativeDeparture - 0.5.squareRoot()) <= 0.02)
  }

  @Test func aNilpotentMatrixHasNoRatio() throws {
    #expect(try Normality(Matrix(rows: [[0, 1], [0, 0]])).ratio == .infinity)
  }

  /// W^k = [[a^k, 10 k a^(k-1)], [0, a^k]]; its norm from trace and determinant of the Gram matrix.
  @Test func powersFollowTheirClosedForm() throws {
    let logs = try powerLogNorms(of: shear, through: 60)
    for k in 0...60 {
      let (p, q) = (pow(0.9, Double(k)), 10 * Double(k) * pow(0.9, Double(k - 1)))
      let half = (p * p + q * q / 2)
      let expected = 0.5 * log(half + (half * half - p * p * p * p).squareRoot())
      #expect(abs(logs[k] - expected) <= 1e-9)
    }
    let peak = TransientPeak(of: logs)
    #expect(peak.lag == 9 || peak.lag == 10)
    #expect(abs(exp(peak.logHeight) - 38.7) <= 0.2)
  }

  @Test func powersGoBelowTheSmallestDouble() throws {
    #expect(
      abs(try powerLogNorms(of: exp(-5) * rotation(1), through: 2_000)[2_000] + 10_000) <= 1e-8)
  }

  /// Kreiss' theorem: K <= max_k ||W^k|| <= e n K.
  @Test func theKreissBoundStaysBelowThePeak() throws {
    let bound = try kreissLowerBound(of: shear)
    let peak = exp(TransientPeak(of: try powerLogNorms(of: shear, through: 200)).logHeight)
    #expect(bound <= peak && peak <= exp(1) * 2 * bound * 1.1)
    #expect(bound > 10)
  }

  @Test func theKreissBoundOfANormalContractionIsAtMostOne() throws {
    let bound = try kreissLowerBound(of: 0.8 * rotation(1))
    #expect(bound <= 1 && bound > 0.5)
  }

  @Test func orthogonalityIsMeasuredFromTheGramMatrix() throws {
    let exact = try Orthogonality(rotation(0.3))
    #expect(exact.deviation <= 1e-15 && abs(exact.spread - 1) <= 1e-14)
    let stretched = try Orthogonality(Matrix.diagonal([2, 1]))
    #expect(abs(stretched.deviation - 3 / 2.0.squareRoot()) <= 1e-14)
    #expect(abs(stretched.spread - 2) <= 1e-14)
    #expect(try Orthogonality(Matrix.diagonal([1, 0])).spread == .infinity)
  }
}
