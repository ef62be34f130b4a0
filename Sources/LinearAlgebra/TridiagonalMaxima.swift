/// What Lanczos knows after j steps about many operators at once: for each, a symmetric tridiagonal
/// T. Slot k of a row belongs to operator k; the slots are padded to whole vectors.
struct Tridiagonals {
  /// The least multiple of the vector length that holds every operator.
  let width: Int
  private(set) var count = 0
  /// T_ii while row i is the last.
  private var last: [Double] = []
  /// T_ii once another row follows.
  private var inner: [Double] = []
  /// T_(i,i+1)^2; of the last row of a B B^T, beta_i^2 until alpha_(i+1) is known.
  private var squares: [Double] = []
  /// What was found last, 0 before that.
  private var found: (values: [Double], lastEntriesSquared: [Double])

  init(operators: Int) {
    width = (operators + lanes - 1) / lanes * lanes
    let zeros = [Double](repeating: 0, count: width)
    found = (zeros, zeros)
  }

  /// One more row of T = B B^T, from one of the upper bidiagonal B: alpha on the diagonal, beta beside
  /// it.
  mutating func append(bidiagonal alphas: [Double], _ betas: [Double]) {
    let start = squares.count - width
    for k in alphas.indices where count > 0 { squares[start + k] *= alphas[k] * alphas[k] }
    // Unused slots get the identity, for which every formula below is harmless.
    let unused = width - alphas.count
    for k in alphas.indices {
      let (q, e) = (alphas[k] * alphas[k], betas[k] * betas[k])
      last.append(q)
      inner.append(q + e)
      squares.append(e)
    }
    pad(unused)
  }

  /// One more row of T: alpha on the diagonal, beta beside it.
  mutating func append(_ alphas: [Double], _ betas: [Double]) {
    last += alphas
    inner += alphas
    squares += betas.map { $0 * $0 }
    pad(width - alphas.count)
  }

  private mutating func pad(_ unused: Int) {
    last += repeatElement(1, count: unused)
    inner += repeatElement(1, count: unused)
    squares += repeatElement(0, count: unused)
    count += 1
  }

  /// Forgets the operator in `slot`; that in `last`, which is the last of those in use, takes its place.
  mutating func remove(_ slot: Int, last: Int) {
    moveColumn(&self.last, width, last, to: slot, leaving: 1)
    moveColumn(&inner, width, last, to: slot, leaving: 1)
    moveColumn(&squares, width, last, to: slot, leaving: 0)
    (found.values[slot], found.lastEntriesSquared[slot]) =
      (found.values[last], found.lastEntriesSquared[last])
    (found.values[last], found.lastEntriesSquared[last]) = (1, 0)
  }

  /// The largest eigenvalue of each T, and the square of the last entry of its eigenvector: of T =
  /// B B^T the square of B's largest singular value, and the left singular vector's. For the first
  /// `used` operators only.
  ///
  /// By Laguerre's iteration from above (Parlett 1964): monotone and of third order. It starts near the
  /// value that was found last, or, if that start is not above the new one, at Gershgorin's bound.
  /// - Complexity: O(j) a vector of slots and iteration, of which there are about three.
  mutating func largestValues(
    used: Int
  ) -> (values: [Double], lastEntriesSquared: [Double]) {
    last.withUnsafeBufferPointer { last in
      inner.withUnsafeBufferPointer { inner in
        squares.withUnsafeBufferPointer { squares in
          for slot in stride(from: 0, to: used, by: lanes) {
            let column = Column(
              last: last.baseAddress! + slot, inner: inner.baseAddress! + slot,
              squares: squares.baseAddress! + slot, stride: width, count: count)
            let slots = slot..<slot + lanes
            let (value, end) = column.largestEigenvalue(
              near: Vector(found.values[slots]), Vector(found.lastEntriesSquared[slots]))
            for lane in 0..<lanes {
              found.values[slot + lane] = value[lane]
              found.lastEntriesSquared[slot + lane] = end[lane]
            }
          }
        }
      }
    }
    return found
  }
}

private func moveColumn(
  _ rows: inout [Double], _ width: Int, _ source: Int, to target: Int, leaving padding: Double
) {
  rows.withUnsafeMutableBufferPointer { rows in
    for start in stride(from: 0, to: rows.count, by: width) {
      rows[start + target] = rows[start + source]
      rows[start + source] = padding
    }
  }
}

private let lanes = 8
private typealias Vector = SIMD8<Double>
private typealias Mask = SIMDMask<SIMD8<Int64>>

/// What one pass over the pivots of x - T tells.
private struct PivotSums {
  /// p'/p, with p(x) = det(x - T).
  var first: Vector

  /// -(p'/p)'.
  var second: Vector

  /// Whether x has come below the largest root.
  var isBelow: Mask

  /// Where x is that root: the square of the last entry of its unit eigenvector.
  var lastEntrySquared: Vector
}

/// One vector of tridiagonal matrices.
private struct Column {
  let last: UnsafePointer<Double>
  let inner: UnsafePointer<Double>
  let squares: UnsafePointer<Double>
  let stride: Int
  let count: Int

  func largestEigenvalue(
    near found: Vector, _ lastEntrySquared: Vector
  ) -> (value: Vector, lastEntrySquared: Vector) {
    // The more of the eigenvector lies at the end, the more another row may change.
    var value = found * (1 + 0x1p-40 + 2 * lastEntrySquared.squareRoot())
    let degree = Vector(repeating: Double(count))
    var sums = pivotSums(value)
    let isTooLow = sums.isBelow .| .!(value .> 0)
    if any(isTooLow) {
      value.replace(with: upperBound(), where: isTooLow)
      sums = pivotSums(value)
    }
    for _ in 0..<60 {
      // Laguerre's step for a polynomial of this degree with real roots, from the first and second
      // logarithmic derivatives.
      let spread = (degree - 1) * (degree * sums.second - sums.first * sums.first)
      let root = spread.replacing(with: 0, where: spread .< 0).squareRoot()
      let step = degree / (sums.first + root)
      let isFinal = sums.isBelow .| .!(step .> value * (2 * Double.ulpOfOne))
      if all(isFinal) { break }
      value = (value - step).replacing(with: value, where: isFinal)
      sums = pivotSums(value)
    }
    return (value, sums.lastEntrySquared)
  }

  /// Gershgorin's bound, a little enlarged, so that no pivot starts at 0.
  private func upperBound() -> Vector {
    var bound = Vector(repeating: 0)
    var above = Vector(repeating: 0)
    for i in 0..<count {
      let isLast = i == count - 1
      let next = isLast ? Vector(repeating: 0) : load(squares, i).squareRoot()
      let radius = load(isLast ? last : inner, i) + above + next
      bound = bound.replacing(with: radius, where: radius .> bound)
      above = next
    }
    return bound * (1 + 0x1p-40)
  }

  /// The pivots are those from the last row upwards, E_i = x - T_ii - T_(i,i+1)^2 / E_(i+1), whose
  /// product is p. In this order the eigenvector's decay towards its end is found without
  /// cancellation, down to the smallest residuals. (That needs a first entry well above rounding
  /// error, which a random start vector gives it.)
  private func pivotSums(_ x: Vector) -> PivotSums {
    var (first, second) = (Vector(repeating: 0), Vector(repeating: 0))
    var least = Vector(repeating: .infinity)
    var (reciprocal, g, h) = (first, first, first)
    var (ratios, derivative) = (Vector(repeating: 1), Vector(repeating: 1))
    for i in (0..<count).reversed() {
      let isLast = i == count - 1
      let square = isLast ? Vector(repeating: 0) : load(squares, i)
      let t = square * reciprocal
      if !isLast { ratios *= t * reciprocal }
      let pivot = x - load(isLast ? last : inner, i) - t
      least = least.replacing(with: pivot, where: pivot .< least)
      let floor = x * (Double.ulpOfOne / 2)
      reciprocal = 1 / pivot.replacing(with: floor, where: pivot .< floor)
      derivative = 1 + t * g
      h = t * (h - 2 * g * g) * reciprocal
      g = derivative * reciprocal
      first += g
      second += g * g - h
    }
    return PivotSums(
      first: first, second: second, isBelow: .!(least .> 0), lastEntrySquared: ratios / derivative)
  }

  private func load(_ base: UnsafePointer<Double>, _ row: Int) -> Vector {
    UnsafeRawPointer(base + row * stride).loadUnaligned(as: Vector.self)
  }
}
