/// The recurrences u_j alpha_j = A v_j - beta_(j-1) u_(j-1) and v_(j+1) beta_j = A^T u_j - alpha_j
/// v_j for all members at once; row i of each block belongs to `members[i]`.
///
/// With a family's Gram products S = A A^T it is Lanczos' own, w_(j+1) beta_j = S w_j - alpha_j w_j -
/// beta_(j-1) w_(j-1), with w_j in `right` and w_(j-1) in `left`: one product an iteration.
struct NormIteration<Family: OperatorFamily> {
  private let family: Family
  private let gram: (family: any SymmetricFamily, scale: Double)?
  private let tolerance: Double
  /// The present value of each member, final where it has converged.
  private(set) var norms: [Double]
  /// Those still in the products: every member that has not converged.
  private(set) var members: [Int]
  private(set) var iterations = 0
  private var nextCheck = 1
  /// Whether a member's residual was small enough at the last check.
  private var wasSmall: [Bool]
  private var left: Matrix
  private var right: Matrix
  private var nextLeft: Matrix
  private var nextRight: Matrix
  private var beta: [Double]
  /// alpha_1, by which a member's history is divided, so that squares stay in the range of Float64.
  private var unit: [Double]
  private var history: Tridiagonals

  init(_ family: Family, tolerance: Double, seed: UInt64) {
    let (k, m, n) = (family.count, family.rows, family.columns)
    var generator = RandomGenerator(seed: seed)
    gram = family.gram
    let size = gram == nil ? n : m
    let start = normalized((0..<size).map { _ in generator.normal() }).vector
    self.family = family
    self.tolerance = tolerance
    norms = [Double](repeating: 0, count: k)
    members = Array(0..<k)
    wasSmall = [Bool](repeating: false, count: k)
    right = Matrix(rows: k, columns: size, elements: (0..<k).flatMap { _ in start })
    (left, nextLeft, nextRight) = (
      Matrix(zeros: k, m), Matrix(zeros: k, gram == nil ? m : 0), Matrix(zeros: k, size)
    )
    beta = norms
    unit = norms
    history = Tridiagonals(operators: k)
  }

  mutating func advance() throws {
    let alpha = gram.map { stepByGram($0.family) } ?? stepByBoth()
    try checkFinite(alpha)
    try checkFinite(beta)
    if iterations == 0 { unit = alpha.map { $0 == 0 ? 1 : $0 } }
    if gram == nil {
      history.append(bidiagonal: ratios(alpha, unit), ratios(beta, unit))
    } else {
      history.append(ratios(alpha, unit), ratios(beta, unit))
    }
    iterations += 1
    guard iterations >= nextCheck || hasClosedSpace(alpha) else { return }
    finishConverged(alpha)
  }

  private mutating func stepByBoth() -> [Double] {
    family.apply(members, right, into: &nextLeft)
    let alpha = orthonormalizeStep(&nextLeft, against: left, beta)
    swap(&left, &nextLeft)
    family.applyTransposed(members, left, into: &nextRight)
    beta = orthonormalizeStep(&nextRight, against: right, alpha)
    swap(&right, &nextRight)
    return alpha
  }

  private mutating func stepByGram(_ family: any SymmetricFamily) -> [Double] {
    family.apply(members, right, into: &nextRight)
    let alpha = subtractAndProject(&nextRight, left, beta, onto: right)
    beta = orthonormalizeStep(&nextRight, against: right, alpha)
    swap(&left, &right)
    swap(&right, &nextRight)
    return alpha
  }

  /// Whether some member's Krylov space is invariant to rounding: its value is exact now, and the
  /// next vector would be noise.
  private func hasClosedSpace(_ alpha: [Double]) -> Bool {
    zip(alpha, beta).contains { isClosed($0, $1) }
  }

  private func isClosed(_ alpha: Double, _ beta: Double) -> Bool { beta <= 1e-14 * alpha }

  private func checkFinite(_ lengths: [Double]) throws {
    if let i = lengths.firstIndex(where: { !$0.isFinite }) {
      throw LinearAlgebraError.nonFiniteProduct(member: members[i])
    }
  }

  /// Records the value of each member, and takes out those whose residual beta_j |last entry of the
  /// left vector| is small enough: twice in a row, because on its way to the largest value it may fall
  /// for a moment at another one. Once one is near, some are there at almost every iteration.
  private mutating func finishConverged(_ alpha: [Double]) {
    let (values, ends) = history.largestValues(used: members.count)
    var nearest = Double.infinity
    for slot in members.indices.reversed() {
      let size = gram == nil ? values[slot].squareRoot() : values[slot]
      let residual = beta[slot] / unit[slot] * ends[slot].squareRoot()
      norms[members[slot]] =
        gram.map { $0.scale * (unit[slot] * values[slot]).squareRoot() } ?? unit[slot] * size
      let isSmall = residual <= tolerance * size
      if isSmall && (wasSmall[slot] || isClosed(alpha[slot], beta[slot])) {
        remove(slot)
      } else {
        wasSmall[slot] = isSmall
        nearest = min(nearest, residual / size)
      }
    }
    nextCheck = iterations + (nearest < 1e3 * tolerance ? 1 : max(1, iterations / 8))
  }

  /// The last member takes the place of the one that leaves.
  private mutating func remove(_ slot: Int) {
    let last = members.count - 1
    history.remove(slot, last: last)
    members.swapRemove(slot)
    beta.swapRemove(slot)
    unit.swapRemove(slot)
    wasSmall.swapRemove(slot)
    left.dropRow(slot)
    right.dropRow(slot)
    nextLeft.dropRow(slot)
    nextRight.dropRow(slot)
  }
}

private func ratios(_ x: [Double], _ y: [Double]) -> [Double] {
  zip(x, y).map { $0 / $1 }
}

extension Array {
  fileprivate mutating func swapRemove(_ index: Int) {
    swapAt(index, count - 1)
    removeLast()
  }
}

/// Row by row: x_i becomes (x_i - factor_i y_i) / r_i with r_i the length of the numerator; returns
/// the r_i. A zero stays zero.
private func orthonormalizeStep(
  _ x: inout Matrix, against y: Matrix, _ factor: [Double]
) -> [Double] {
  let n = x.columns
  return x.elements.withUnsafeMutableBufferPointer { x in
    y.elements.withUnsafeBufferPointer { y in
      factor.indices.map { i in
        let row = x.baseAddress! + i * n
        let square = subtract(factor[i], y.baseAddress! + i * n, from: row, n)
        if square > 1e-200 && square < 1e200 {
          let length = square.squareRoot()
          scale(row, n, by: 1 / length)
          return length
        }
        return normalizeExtreme(UnsafeMutableBufferPointer(start: row, count: n))
      }
    }
  }
}

/// Row by row: x_i -= factor_i y_i; returns the dot products of x_i and z_i.
private func subtractAndProject(
  _ x: inout Matrix, _ y: Matrix, _ factor: [Double], onto z: Matrix
) -> [Double] {
  let n = x.columns
  return x.elements.withUnsafeMutableBufferPointer { x in
    y.elements.withUnsafeBufferPointer { y in
      z.elements.withUnsafeBufferPointer { z in
        factor.indices.map { i in
          let row = x.baseAddress! + i * n
          _ = subtract(factor[i], y.baseAddress! + i * n, from: row, n)
          return dot(UnsafePointer(row), z.baseAddress! + i * n, n)
        }
      }
    }
  }
}

/// Eight running sums, as in ``subtract(_:_:from:_:)``.
private func dot(_ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ n: Int) -> Double {
  var sums = SIMD8<Double>(repeating: 0)
  let whole = n / 8 * 8
  for j in stride(from: 0, to: whole, by: 8) {
    let a = UnsafeRawPointer(x + j).loadUnaligned(as: SIMD8<Double>.self)
    let b = UnsafeRawPointer(y + j).loadUnaligned(as: SIMD8<Double>.self)
    sums += a * b
  }
  var sum = sums.sum()
  for j in whole..<n { sum += x[j] * y[j] }
  return sum
}

/// x -= factor y; returns ||x||^2. Eight running sums, because a single one would wait for each
/// addition.
private func subtract(
  _ factor: Double, _ y: UnsafePointer<Double>, from x: UnsafeMutablePointer<Double>, _ n: Int
) -> Double {
  var sums = SIMD8<Double>(repeating: 0)
  let whole = n / 8 * 8
  for j in stride(from: 0, to: whole, by: 8) {
    let a = UnsafeRawPointer(x + j).loadUnaligned(as: SIMD8<Double>.self)
    let b = UnsafeRawPointer(y + j).loadUnaligned(as: SIMD8<Double>.self)
    let difference = a - factor * b
    UnsafeMutableRawPointer(x + j).storeBytes(of: difference, as: SIMD8<Double>.self)
    sums += difference * difference
  }
  var sum = sums.sum()
  for j in whole..<n {
    x[j] -= factor * y[j]
    sum += x[j] * x[j]
  }
  return sum
}

private func scale(_ x: UnsafeMutablePointer<Double>, _ n: Int, by factor: Double) {
  for j in 0..<n { x[j] *= factor }
}

/// The same for a row so long or short that its square is not trusted; zero and not finite
/// included.
private func normalizeExtreme(_ row: UnsafeMutableBufferPointer<Double>) -> Double {
  let (vector, length) = normalized(Array(row))
  _ = row.update(fromContentsOf: vector)
  return length
}
