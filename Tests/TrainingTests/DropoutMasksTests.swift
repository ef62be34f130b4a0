import Autodiff
import LinearAlgebra
import Testing

@testable import Training

@Suite struct DropoutMasksTests {
  private func masks(_ rate: Double, seed: UInt64 = 1) -> DropoutMasks<Float>? {
    var generator = RandomGenerator(seed: seed)
    return DropoutMasks(
      rate: rate, layers: 2, steps: 20, batch: 25, hiddenSize: 101, using: &generator)
  }

  /// 101,000 elements: the share's standard error is at most 0.0016.
  @Test(arguments: [0.1, 0.5, 0.9])
  func shareIsDroppedAndTheMeanKept(rate: Double) throws {
    let elements = try #require(masks(rate)).masks.flatMap(\.array)
    let kept = Float(1 / (1 - rate))
    #expect(elements.allSatisfy { $0 == 0 || $0 == kept })
    let dropped = Double(elements.count { $0 == 0 }) / Double(elements.count)
    #expect(abs(dropped - rate) < 0.007)
  }

  @Test func rateOfZeroNeedsNoMasks() { #expect(masks(0) == nil) }

  @Test func seedDecides() throws {
    #expect(try #require(masks(0.3)).masks == #require(masks(0.3)).masks)
    #expect(try #require(masks(0.3)).masks != #require(masks(0.3, seed: 2)).masks)
    let both = try #require(masks(0.3)).masks
    #expect(both[0] != both[1])
  }
}
