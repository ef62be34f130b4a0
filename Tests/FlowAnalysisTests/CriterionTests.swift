import LinearAlgebra
import Recurrent
import Testing

@testable import FlowAnalysis

struct CriterionTests {
  @Test(arguments: [(0.5, Criterion.Statement.vanishes), (1.5, .explodes), (1, .preserves)])
  func saysWhatTheLectureSays(sigma: Double, statement: Criterion.Statement) throws {
    let criterion = try Criterion(undriven(Matrix.diagonal([sigma, 0.25])))
    #expect(criterion.asStated == statement)
    #expect(criterion.isSufficientForVanishing == (sigma < 1))
    #expect(criterion.isNecessaryForExplodingMet == (sigma > 1))
    #expect(criterion.blocks.map(\.gate) == ["h"])
    #expect(abs(criterion.stackedSigmaMax - sigma) <= 1e-12)
  }

  /// sigma_max near 2/sqrt(3) = 1.155 and spectral radius near 1/sqrt(3) = 0.577: above one, and it
  /// vanishes.
  @Test func thePyTorchDefaultIsSaidToExplode() throws {
    let criterion = try Criterion(try untrained(.rnn, hidden: 128, seed: 1))
    #expect(criterion.asStated == .explodes)
    #expect(abs(criterion.blocks[0].sigmaMax - 1.14) <= 0.03)
    #expect(abs(criterion.blocks[0].spectralRadius - 0.59) <= 0.03)
  }

  @Test func cellsWithGatesAreReportedBlockByBlock() throws {
    let weights = try untrained(.lstm, hidden: 6, seed: 2)
    let criterion = try Criterion(weights)
    #expect(criterion.asStated == .notApplicable && criterion.gamma == nil)
    #expect(
      criterion.isSufficientForVanishing == nil && criterion.isNecessaryForExplodingMet == nil)
    #expect(criterion.blocks.map(\.gate) == ["i", "f", "g", "o"])
    for (index, block) in criterion.blocks.enumerated() {
      let expected = try weights.recurrentBlock(index).singularValues()[0]
      #expect(abs(block.sigmaMax - expected) <= 1e-11)
    }
    #expect(abs(criterion.stackedSigmaMax - (try weights.weightHH.singularValues()[0])) <= 1e-11)
  }
}
