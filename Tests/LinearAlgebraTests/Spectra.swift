import Testing

@testable import LinearAlgebra

/// A matrix with known singular values, between random orthogonal factors unless it says otherwise.
struct Spectrum: Sendable, CustomTestStringConvertible {
  var name: String
  var rows: Int
  var columns: Int
  /// Descending.
  var values: [Double]
  /// Where A is not to be U diag(values) V^T with random U and V.
  var given: Matrix?

  var testDescription: String { "\(name) \(rows) x \(columns)" }

  init(_ name: String, _ rows: Int, _ columns: Int, given: Matrix? = nil, _ value: (Int) -> Double)
  {
    self.name = name
    self.rows = rows
    self.columns = columns
    self.given = given
    values = (0..<min(rows, columns)).map(value)
  }

  func matrix(seed: UInt64 = 1) throws -> Matrix {
    if let given { return given }
    var generator = RandomGenerator(seed: seed)
    let p = values.count
    let u = try Matrix.orthogonal(rows, p, using: &generator)
    let v = try Matrix.orthogonal(columns, p, using: &generator)
    return u * Matrix.diagonal(values) * v.transposed()
  }

  static let all: [Spectrum] = [
    Spectrum("one entry", 1, 1) { _ in 3 },
    Spectrum("one zero", 1, 1, given: Matrix(zeros: 1, 1)) { _ in 0 },
    Spectrum("a row", 1, 9) { _ in 2.5 },
    Spectrum("a column", 9, 1) { _ in 2.5 },
    Spectrum("linear", 40, 40) { 1 - Double($0) / 40 },
    Spectrum("tall", 50, 13) { 2 / Double($0 + 1) },
    Spectrum("wide", 13, 50) { 2 / Double($0 + 1) },
    Spectrum("geometric to 1e-32", 33, 33) { power(0.1, $0) },
    Spectrum("orthogonal", 32, 32) { _ in 1 },
    Spectrum("identity", 24, 24, given: .identity(24)) { _ in 1 },
    Spectrum("a multiple of the identity", 24, 24, given: -7.0 * .identity(24)) { _ in 7 },
    Spectrum("zero", 20, 20, given: Matrix(zeros: 20, 20)) { _ in 0 },
    Spectrum("wide zero", 5, 20, given: Matrix(zeros: 5, 20)) { _ in 0 },
    Spectrum("rank one", 30, 30) { $0 == 0 ? 4 : 0 },
    Spectrum("rank seven of tall", 60, 30) { $0 < 7 ? 1 + Double($0) / -14 : 0 },
    Spectrum("triples", 36, 36) { 3 - Double($0 / 3) / 6 },
    Spectrum("two levels", 48, 48) { $0 < 20 ? 1 : 0.5 },
    Spectrum("a projection", 48, 48) { $0 < 20 ? 1 : 0 },
    Spectrum("cluster 1e-3", 40, 40) { $0 < 6 ? 1 - 1e-3 * Double($0) : 0.3 },
    Spectrum("cluster 1e-6", 40, 40) { $0 < 6 ? 1 - 1e-6 * Double($0) : 0.3 },
    Spectrum("cluster 1e-8", 40, 40) { $0 < 6 ? 1 - 1e-8 * Double($0) : 0.3 },
    Spectrum("cluster 1e-10", 40, 40) { $0 < 6 ? 1 - 1e-10 * Double($0) : 0.3 },
    Spectrum("cluster 1e-12", 40, 40) { $0 < 6 ? 1 - 1e-12 * Double($0) : 0.3 },
    Spectrum("all within 1e-8", 64, 64) { 1 - 1.5625e-10 * Double($0) },
    Spectrum("tail at 1e-16", 32, 32) { $0 < 3 ? 1 - 0.2 * Double($0) : 1e-16 },
    Spectrum("scale 1e-300", 32, 32) { 1e-300 * (1 - Double($0) / 32) },
    Spectrum("scale 1e-170", 32, 32) { 1e-170 * (1 - Double($0) / 32) },
    Spectrum("scale 1e300", 32, 32) { 1e300 * (1 - Double($0) / 32) },
    Spectrum("transient", 2, 2, given: Matrix(rows: [[0.9, 10], [0, 0.9]])) {
      // The exact roots of s^4 - 101.62 s^2 + 0.6561.
      $0 == 0 ? 10.080354318352215 : 0.080354318352215085
    },
  ]
}

private func power(_ base: Double, _ exponent: Int) -> Double {
  (0..<exponent).reduce(1) { product, _ in product * base }
}

/// The largest distance of entries.
func distance(_ a: Matrix, _ b: Matrix) -> Double { (a - b).maxNorm }

/// How far the rows are from orthonormal.
func rowDefect(_ q: Matrix) -> Double {
  distance(q.multiplied(by: q, transposingOther: true), .identity(q.rows))
}

/// Whether two lists of values agree within a share of the larger list's first value.
func agree(_ a: [Double], _ b: [Double], within tolerance: Double) -> Bool {
  let limit = tolerance * max(a.first ?? 0, b.first ?? 0)
  return a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= limit }
}
