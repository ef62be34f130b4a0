import Testing

@testable import LinearAlgebra

struct SpectralNormsTests {
  @Test(arguments: Spectrum.all)
  func theNormIsTheLargestSingularValue(spectrum: Spectrum) throws {
    let norm = try spectrum.matrix().spectralNorm()
    #expect(abs(norm - spectrum.values[0]) <= 1e-10 * spectrum.values[0])
  }

  /// Every kind of spectrum side by side: each converges in its own time.
  @Test func membersOfEverySpectrumConvergeTogether() throws {
    for size in [24, 32, 40, 48] {
      let spectra = Spectrum.all.filter { $0.rows == size && $0.columns == size }
      #expect(spectra.count > 1)
      let family = MatrixFamily(try spectra.map { try $0.matrix() })
      let norms = try spectralNorms(of: family)
      for (norm, spectrum) in zip(norms, spectra) {
        #expect(abs(norm - spectrum.values[0]) <= 1e-10 * spectrum.values[0], "\(spectrum.name)")
      }
    }
  }

  @Test(arguments: [(1, 1), (4, 4), (30, 7), (7, 30), (64, 64)])
  func jacobiansThatShareAFactorAreMeasuredAtOnce(shape: (Int, Int)) throws {
    var generator = RandomGenerator(seed: 3)
    let family = ScaledRows(
      w: .gaussian(shape.0, shape.1, using: &generator),
      d: .uniform(37, shape.0, in: 0..<1, using: &generator))
    let norms = try spectralNorms(of: family)
    #expect(norms.count == 37)
    for (k, norm) in norms.enumerated() {
      let expected = try family[k].dense().singularValues(by: .gsl)[0]
      #expect(abs(norm - expected) <= 1e-12 * expected)
    }
  }

  /// Saturated units (d = 0), all open ones (d = 1), and everything between, with an orthogonal W.
  @Test(arguments: [0.0, 1e-13, 1e-11, 1e-10, 1e-9, 1e-8, 1e-6, 1e-3, 1])
  func anOrthogonalFactorClustersTheSpectrumAtOne(spread: Double) throws {
    var generator = RandomGenerator(seed: 4)
    let n = 48
    var d = Matrix.uniform(60, n, in: 0..<1, using: &generator).mapped { 1 - spread * $0 }
    for j in 0..<n {
      d[1, j] = 0
      d[2, j] = j % 2 == 0 ? 1 : 0
    }
    let norms = try spectralNorms(of: ScaledRows(w: .orthogonal(n, using: &generator), d: d))
    for (k, norm) in norms.enumerated() {
      let expected = d.row(k).max()!
      #expect(abs(norm - expected) <= 1e-10 * expected, "member \(k)")
    }
  }

  /// Two values whose distance is near what a residual can show, from many starts.
  @Test(arguments: [1e-11, 1e-10, 3e-10, 1e-9, 1e-8, 1e-7])
  func pairsAreToldApartFromEveryStart(gap: Double) throws {
    let a = try Spectrum("pair", 16, 16) { $0 == 0 ? 1 : $0 == 1 ? 1 - gap : 0.4 }.matrix()
    for seed in 0..<50 as Range<UInt64> {
      #expect(abs(try a.spectralNorm(seed: seed) - 1) <= 1e-10)
    }
  }

  @Test func aSpectrumCrowdedAtItsTopIsDecomposedInFull() throws {
    // Chebyshev points: the hardest spectrum for a polynomial in A^T A.
    let a = try Spectrum("crowded", 120, 120) {
      let x = Double($0) / 119
      return 1 - x * x * x * 1e-4
    }.matrix()
    #expect(abs(try a.spectralNorm() - 1) <= 1e-10)
  }

  /// Members that leave at almost every iteration, among them zero and rank-one ones, and a factor near
  /// the ends of Float64's range: each keeps its own value.
  @Test(arguments: [1e-140, 1e-30, 1, 1e30, 1e140])
  func membersOfEverySizeLeaveOneByOne(scale: Double) throws {
    var generator = RandomGenerator(seed: 8)
    var d = Matrix.uniform(200, 40, in: 0..<1, using: &generator)
    for j in 0..<40 {
      d[0, j] = 0
      d[199, j] = 0
      d[100, j] = j == 3 ? 1 : 0
      for k in 0..<200 where k % 3 == 0 { d[k, j] *= d[k, j] * d[k, j] * 1e-8 }
    }
    let w = scale * Matrix.gaussian(40, 40, using: &generator)
    let family = ScaledRows(w: w, d: d)
    for (k, norm) in try spectralNorms(of: family).enumerated() {
      let expected = try family[k].dense().singularValues()[0]
      #expect(abs(norm - expected) <= 1e-11 * expected, "member \(k)")
    }
  }

  @Test func aMemberThatIsNotFiniteIsNamed() {
    var bad = Matrix.identity(3)
    bad[0, 1] = .nan
    let family = MatrixFamily([.identity(3), 2.0 * .identity(3), bad, .identity(3)])
    #expect(throws: LinearAlgebraError.nonFiniteProduct(member: 2)) {
      try spectralNorms(of: family)
    }
    #expect(errorPlace { try bad.spectralNorm() } == [0, 1])
  }

  @Test func anEmptyFamilyHasNoNorms() throws {
    let none = ScaledRows(w: .identity(3), d: Matrix(zeros: 0, 3))
    #expect(try spectralNorms(of: none).isEmpty)
    #expect(throws: LinearAlgebraError.empty(operation: "the spectral norm")) {
      try Matrix(zeros: 0, 2).spectralNorm()
    }
  }

  /// A residual may fall for a moment at a value that is not the largest.
  @Test(arguments: [3e-10, 1e-9, 1e-8])
  func clustersAreSearchedToTheirTopFromEveryStart(spread: Double) throws {
    var generator = RandomGenerator(seed: 4)
    for seed in 0..<5 as Range<UInt64> {
      let d = Matrix.uniform(60, 48, in: 0..<1, using: &generator).mapped { 1 - spread * $0 }
      let family = ScaledRows(w: try .orthogonal(48, using: &generator), d: d)
      for (k, norm) in try spectralNorms(of: family, seed: seed).enumerated() {
        #expect(abs(norm - d.row(k).max()!) <= 1e-10, "member \(k)")
      }
    }
  }

  @Test func theSameSeedGivesTheSameNorms() throws {
    var generator = RandomGenerator(seed: 6)
    let family = ScaledRows(
      w: .gaussian(30, 30, using: &generator), d: .uniform(20, 30, in: 0..<1, using: &generator))
    #expect(try spectralNorms(of: family, seed: 1) == spectralNorms(of: family, seed: 1))
  }
}

/// A_k = diag(d_k) W, the Jacobians of a vanilla RNN.
private struct ScaledRows: OperatorFamily {
  let w: Matrix
  let d: Matrix
  var count: Int { d.rows }
  var rows: Int { w.rows }
  var columns: Int { w.columns }

  func apply(_ members: [Int], _ x: Matrix, into y: inout Matrix) {
    y = scaled(w.apply(x), members)
  }

  func applyTransposed(_ members: [Int], _ y: Matrix, into x: inout Matrix) {
    x = w.applyTransposed(scaled(y, members))
  }

  private func scaled(_ y: Matrix, _ members: [Int]) -> Matrix {
    var result = y
    for (i, k) in members.enumerated() {
      for j in 0..<rows { result[i, j] *= d[k, j] }
    }
    return result
  }
}
