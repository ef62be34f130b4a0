import Testing

@testable import LinearAlgebra

struct LanczosTests {
  @Test(arguments: Spectrum.all, [1, 2, 4, 7, 1000])
  func valuesComeWithTheirMultiplicity(spectrum: Spectrum, count: Int) throws {
    let k = min(count, spectrum.values.count)
    let triplets = try largestSingularTriplets(of: spectrum.matrix(), count: k)
    #expect(agree(triplets.values, Array(spectrum.values[0..<k]), within: 1e-10))
    #expect(triplets.values == triplets.values.sorted(by: >))
  }

  @Test(arguments: Spectrum.all, [1, 3, 1000])
  func vectorsSatisfyTheirEquationsAndAreOrthonormal(spectrum: Spectrum, count: Int) throws {
    let a = try spectrum.matrix()
    let k = min(count, spectrum.values.count)
    let triplets = try largestSingularTriplets(of: a, count: k)
    let values = Matrix.diagonal(triplets.values)
    let limit = 1e-10 * spectrum.values[0]
    #expect(distance(a.apply(triplets.right), values * triplets.left) <= limit)
    #expect(distance(a.applyTransposed(triplets.left), values * triplets.right) <= limit)
    #expect(rowDefect(triplets.left) < 1e-12)
    #expect(rowDefect(triplets.right) < 1e-12)
  }

  @Test func theSeedAloneDecidesTheVectors() throws {
    let w = try Spectrum("orthogonal", 32, 32) { _ in 1 }.matrix()
    let first = try largestSingularTriplets(of: w, count: 3, seed: 7)
    let again = try largestSingularTriplets(of: w, count: 3, seed: 7)
    let other = try largestSingularTriplets(of: w, count: 3, seed: 8)
    #expect(first.right == again.right && first.values == again.values)
    #expect(first.right != other.right)
  }

  /// A random start misses no member of a repeated value, whatever the seed.
  @Test func everySeedFindsTheWholeMultiplicity() throws {
    let a = try Spectrum("pairs", 30, 30) { $0 < 2 ? 1 : $0 < 4 ? 0.9 : 0.5 }.matrix()
    for seed in 0..<40 as Range<UInt64> {
      let values = try largestSingularTriplets(of: a, count: 5, seed: seed).values
      #expect(agree(values, [1, 1, 0.9, 0.9, 0.5], within: 1e-10))
    }
  }

  @Test func anOperatorIsEnough() throws {
    let second = SecondDifference(count: 60)
    let triplets = try largestSingularTriplets(of: second, count: 3)
    let expected = try second.dense().singularValues(by: .gsl)
    #expect(agree(triplets.values, Array(expected[0..<3]), within: 1e-10))
  }

  @Test func aProductThatIsNotFiniteIsAnError() {
    var a = Matrix.identity(4)
    a[1, 2] = .infinity
    #expect(throws: LinearAlgebraError.nonFiniteProduct(member: 0)) {
      try largestSingularTriplets(of: a, count: 1)
    }
    #expect(throws: LinearAlgebraError.empty(operation: "singular triplets")) {
      try largestSingularTriplets(of: Matrix(zeros: 0, 4), count: 1)
    }
  }
}

/// x_(i-1) - 2 x_i + x_(i+1), known only by its action.
private struct SecondDifference: LinearOperator {
  let count: Int
  var rows: Int { count }
  var columns: Int { count }

  func apply(_ block: Matrix) -> Matrix {
    var result = Matrix(zeros: block.rows, count)
    for i in 0..<block.rows {
      for j in 0..<count {
        let before = j > 0 ? block[i, j - 1] : 0
        let after = j < count - 1 ? block[i, j + 1] : 0
        result[i, j] = before - 2 * block[i, j] + after
      }
    }
    return result
  }

  func applyTransposed(_ block: Matrix) -> Matrix { apply(block) }
}
