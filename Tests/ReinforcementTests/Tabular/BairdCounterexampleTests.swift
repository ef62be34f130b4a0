import LinearAlgebra
import Reinforcement
import Testing

@Suite struct BairdCounterexampleTests {
  /// By symmetry the expected update acts on two numbers, the value of an upper state and that of the
  /// lower one: (v_u, v_l) += alpha / 7 [[-10, 12 gamma - 2], [-12, 17 gamma - 5]] (v_u, v_l).
  @Test(arguments: [0.5, 0.9, 0.99], [0.001, 0.01, 0.1])
  func theGrowthHasAClosedForm(gamma: Double, alpha: Double) throws {
    var example = BairdCounterexample()
    (example.discount, example.stepSize) = (gamma, alpha)
    let trace = 17 * gamma - 15
    let determinant = -10 * (17 * gamma - 5) + 12 * (12 * gamma - 2)
    let root = trace * trace - 4 * determinant
    // Where the two are complex or negative, the weights that no value sees (factor 1) are the largest.
    let largest = root >= 0 ? max((trace + root.squareRoot()) / 2, 0) : nil
    let growth = try example.growth()
    if let largest { #expect(abs(growth - (1 + alpha / 7 * largest)) < 1e-9) }
    #expect(gamma < 0.99 || growth > 1)
  }

  @Test func theBooksExampleGrowsByAFifthOfAPerCentAnUpdate() throws {
    #expect(abs(try BairdCounterexample().growth() - 1.002_392) < 1e-5)
  }

  @Test func expectedUpdatesGrowAtTheSpectralRadius() throws {
    let example = BairdCounterexample()
    let path = example.expectedUpdates(6_000)
    #expect(path[0] == BairdCounterexample.initialWeights)
    let factor = supNorm(path[6_000]) / supNorm(path[5_999])
    #expect(abs(factor - (try example.growth())) < 1e-6)
    #expect(supNorm(path[6_000]) > 1e5)
  }

  /// One expected update, written out state by state.
  @Test func theMatrixIsTheMeanOfSevenUpdates() {
    let example = BairdCounterexample()
    let (x, w) = (BairdCounterexample.features, BairdCounterexample.initialWeights)
    func value(_ s: Int) -> Double { (0..<8).reduce(0) { $0 + x[s, $1] * w[$1] } }
    let expected = (0..<8).map { j in
      w[j] + 0.01 / 7 * (0..<7).reduce(0) { $0 + (0.99 * value(6) - value($1)) * x[$1, j] }
    }
    #expect(supDistance(example.expectedUpdates(1)[1], expected) < 1e-13)
  }

  @Test(arguments: 0..<5 as Range<UInt64>) func temporalDifferencesDivergeToo(seed: UInt64) {
    var generator = RandomGenerator(seed: seed)
    let path = BairdCounterexample().temporalDifferences(5_000, using: &generator)
    #expect(supNorm(path[5_000]) > 1_000)
  }

  /// The mean of one step over many draws is the expected update.
  @Test func aStepIsTheExpectedUpdateOnAverage() {
    let example = BairdCounterexample()
    var generator = RandomGenerator(seed: 1)
    let n = 200_000
    var mean = [Double](repeating: 0, count: 8)
    for _ in 0..<n {
      let w = example.temporalDifferences(1, using: &generator)[1]
      for j in 0..<8 { mean[j] += w[j] / Double(n) }
    }
    #expect(supDistance(mean, example.expectedUpdates(1)[1]) < 0.02)
  }
}
