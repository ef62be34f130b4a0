import Foundation

/// The largest singular values of an operator A with their vectors: A v = s u and A^T u = s v.
public struct SingularTriplets: Sendable {
  /// s_i, descending.
  public var values: [Double]

  /// u_i as row i: count x rows of the operator.
  public var left: Matrix

  /// v_i as row i: count x columns of the operator.
  public var right: Matrix
}

/// The `count` largest singular values of an operator, with their multiplicities, and orthonormal
/// singular vectors, from products with A and A^T alone.
///
/// Golub-Kahan-Lanczos bidiagonalization (Golub, Kahan 1965; Paige 1974) with full
/// reorthogonalization. A single Krylov space holds one vector of each repeated value, so what has
/// converged is locked and the search begins anew from a random vector orthogonal to it, until a
/// search finds nothing larger than what is locked. Each ||A^T u - s v|| is at most `tolerance`
/// sigma_max (and rounding), and so is each value's distance from a true one. The same `seed` gives
/// the same result.
/// - Complexity: j products with A and with A^T and O(j^2 (rows + columns)) more, where j is a few
///   times `count` for a spectrum that decays, and at most min(rows, columns) a search.
/// - Throws: `LinearAlgebraError` if the operator has no rows or columns, or a product is not
///   finite.
public func largestSingularTriplets(
  of a: some LinearOperator, count: Int, tolerance: Double = 1e-13, seed: UInt64 = 0
) throws -> SingularTriplets {
  let (rows, columns) = (a.rows, a.columns)
  guard rows > 0 && columns > 0 else {
    throw LinearAlgebraError.empty(operation: "singular triplets")
  }
  precondition(
    count > 0 && count <= min(rows, columns),
    "a \(rows) x \(columns) operator has no \(count) largest singular values")
  // The right side is to be the smaller one: it is complete first.
  let isWide = rows < columns
  var search = TripletSearch(
    left: max(rows, columns), right: min(rows, columns), count: count, tolerance: tolerance,
    generator: RandomGenerator(seed: seed))
  let times = { (x: Matrix) in isWide ? a.applyTransposed(x) : a.apply(x) }
  let timesTransposed = { (y: Matrix) in isWide ? a.apply(y) : a.applyTransposed(y) }
  while try search.findMore(times, timesTransposed) {}
  let found = search.largest()
  return isWide
    ? SingularTriplets(values: found.values, left: found.right, right: found.left) : found
}

/// The bases hold the locked vectors first, then those of the present Krylov space, for which
/// A V = U B and A^T U = V B^T + beta v_next e^T with B upper bidiagonal.
private struct TripletSearch {
  private let count: Int
  private let tolerance: Double
  private var generator: RandomGenerator
  /// The locked values in the order of their vectors.
  private var locked: [Double] = []
  private var left: OrthonormalBasis
  private var right: OrthonormalBasis
  private var diagonal: [Double] = []
  private var superdiagonal: [Double] = []
  /// The largest entry of any B: a lower bound of sigma_max within a factor of two.
  private var magnitude = 0.0

  init(left: Int, right: Int, count: Int, tolerance: Double, generator: RandomGenerator) {
    self.count = count
    self.tolerance = tolerance
    self.generator = generator
    self.left = OrthonormalBasis(dimension: left)
    self.right = OrthonormalBasis(dimension: right)
  }

  /// Whether the Krylov space and the locked vectors span everything, so that B's singular values
  /// are exact.
  private var isComplete: Bool { left.count == right.dimension }

  /// One search: locks what belongs to the `count` largest. False when nothing more can be found.
  mutating func findMore(
    _ times: (Matrix) -> Matrix, _ timesTransposed: (Matrix) -> Matrix
  ) throws -> Bool {
    right.append(right.randomComplement(using: &generator))
    var nextCheck = count - locked.count
    while true {
      try extend(times, timesTransposed)
      let size = diagonal.count
      guard size >= nextCheck || isComplete else { continue }
      nextCheck = size + max(1, size / 6)
      let ritz = try bidiagonal.singularValueDecomposition(by: .lapack)
      let wanted = wantedValues(ritz.s)
      guard isComplete || isSettled(ritz, wanted) else { continue }
      // A single triplet asks for no multiplicity.
      let isLast = isComplete || wanted == 0 || count == 1
      lock(ritz, wanted)
      return !isLast
    }
  }

  /// One more u and the next v. Where the space closes (an invariant subspace, or A v in the span
  /// of what is known), a random vector orthogonal to the rest carries on with a zero in B.
  private mutating func extend(
    _ times: (Matrix) -> Matrix, _ timesTransposed: (Matrix) -> Matrix
  ) throws {
    let v = right.last
    let (u, alpha) = try nextVector(times(row(v)).elements, left)
    left.append(u)
    diagonal.append(alpha)
    guard right.count < right.dimension else { return superdiagonal.append(0) }
    let (next, beta) = try nextVector(timesTransposed(row(u)).elements, right)
    right.append(next)
    superdiagonal.append(beta)
  }

  private mutating func nextVector(
    _ product: [Double], _ basis: OrthonormalBasis
  ) throws -> (vector: [Double], length: Double) {
    var product = product
    let full = euclideanNorm(product)
    guard full.isFinite else { throw LinearAlgebraError.nonFiniteProduct(member: 0) }
    basis.removeSpan(from: &product)
    let (vector, length) = normalized(product)
    magnitude = max(magnitude, length)
    let rounding = 4 * Double(basis.dimension).squareRoot() * Double.ulpOfOne * max(magnitude, full)
    if length > rounding { return (vector, length) }
    return (basis.randomComplement(using: &generator), 0)
  }

  private var bidiagonal: Matrix {
    var b = Matrix.diagonal(diagonal)
    for i in 0..<diagonal.count - 1 { b[i, i + 1] = superdiagonal[i] }
    return b
  }

  /// How many of the Ritz values belong to the `count` largest of them and the locked together. One
  /// that only equals the least of the locked is not wanted.
  private func wantedValues(_ values: [Double]) -> Int {
    let slack = tolerance * largestKnown(values)
    return values.enumerated().prefix { i, value in
      i + locked.count { $0 >= value - slack } < count
    }.count
  }

  private func largestKnown(_ values: [Double]) -> Double {
    max(values[0], locked.max() ?? 0)
  }

  /// Whether every wanted value has converged and, where none is wanted, none can grow into one.
  private func isSettled(_ ritz: SingularValueDecomposition, _ wanted: Int) -> Bool {
    let size = diagonal.count
    guard locked.count + size >= count else { return false }
    let limit = tolerance * largestKnown(ritz.s)
    let beta = superdiagonal[size - 1]
    func residual(_ i: Int) -> Double { beta * ritz.u[size - 1, i].magnitude }
    if wanted > 0 { return (0..<wanted).allSatisfy { residual($0) <= limit } }
    return residual(0) <= limit || nothingLargerIsLikely(than: ritz.s[0])
  }

  /// From a random start, j steps find a value below sigma_max^2 (1 - epsilon) with a probability
  /// of at most 1.65 sqrt(n) exp(-(2 j - 1) sqrt(epsilon)) (Kuczynski, Wozniakowski 1992). So a
  /// largest Ritz value far below the least of the wanted values rules out a larger one long before
  /// it has converged.
  private func nothingLargerIsLikely(than ritzValue: Double) -> Bool {
    let leastWanted = locked.sorted(by: >)[count - 1]
    let ratio = ritzValue / leastWanted
    guard ratio < 1 else { return false }
    let exponent = Double(2 * diagonal.count - 1) * (1 - ratio * ratio).squareRoot()
    return 1.65 * Double(right.dimension).squareRoot() * exp(-exponent) < 1e-14
  }

  /// Turns the first Ritz vectors into locked ones and forgets the Krylov space.
  private mutating func lock(_ ritz: SingularValueDecomposition, _ wanted: Int) {
    let newLeft = left.combinations(ritz.u.transposed().rows(0..<wanted), from: locked.count)
    let newRight = right.combinations(ritz.v.transposed().rows(0..<wanted), from: locked.count)
    left.truncate(to: locked.count)
    right.truncate(to: locked.count)
    for i in 0..<wanted {
      left.append(newLeft.row(i))
      right.append(newRight.row(i))
    }
    locked += ritz.s[0..<wanted]
    (diagonal, superdiagonal) = ([], [])
  }

  /// The `count` largest of the locked, in order.
  func largest() -> SingularTriplets {
    let order = locked.indices.sorted { locked[$0] > locked[$1] }.prefix(count)
    var selection = Matrix(zeros: count, locked.count)
    for (i, index) in order.enumerated() { selection[i, index] = 1 }
    return SingularTriplets(
      values: order.map { locked[$0] }, left: left.combinations(selection, from: 0),
      right: right.combinations(selection, from: 0))
  }
}

private func row(_ x: [Double]) -> Matrix {
  Matrix(rows: 1, columns: x.count, elements: x)
}
