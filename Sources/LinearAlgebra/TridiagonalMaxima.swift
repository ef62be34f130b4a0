/// What Lanczos knows after j steps about many operators at once: for each, an upper bidiagonal B
/// with the squares of its diagonal and of its superdiagonal. Slot k of a row belongs to operator
/// k; the slots are padded to whole vectors.
struct BidiagonalSquares {
  /// The least multiple of the vector length that holds every operator.
  let width: Int
  private(set) var count = 0
  private var diagonal: [Double] = []
  private var superdiagonal: [Double] = []

  init(operators: Int) {
    width = (operators + lanes - 1) / lanes * lanes
  }

  /// Appends one row to each B.
  mutating func append(_ alphas: [Double], _ betas: [Double]) {
    append(squares: alphas.map { $0 * $0 }, betas.map { $0 * $0 })
  }

  /// Unused slots get the identity, for which every formula below is harmless.
  private mutating func append(squares alphas: [Double], _ betas: [Double]) {
    let unused = width - alphas.count
    diagonal += alphas + [Double](repeating: 1, count: unused)
    superdiagonal += betas + [Double](repeating: 0, count: unused)
    count += 1
  }

  /// The rows of the operators in `slots` only.
  func keeping(_ slots: [Int]) -> BidiagonalSquares {
    var kept = BidiagonalSquares(operators: slots.count)
    for j in 0..<count {
      kept.append(
        squares: slots.map { diagonal[j * width + $0] },
        slots.map { superdiagonal[j * width + $0] })
    }
    return kept
  }

  /// The largest singular value of each B, squared, and the square of the last entry of its left
  /// singular vector.
  ///
  /// They are the largest eigenvalue and the end of the eigenvector of T = B B^T, tridiagonal,
  /// found by Laguerre's iteration from above (Parlett 1964): monotone and of third order. -
  /// Complexity: O(j) a vector of slots and iteration, of which about six.
  func largestValues() -> (squares: [Double], lastEntriesSquared: [Double]) {
    var squares = [Double](repeating: 0, count: width)
    var ends = squares
    diagonal.withUnsafeBufferPointer { q in
      superdiagonal.withUnsafeBufferPointer { e in
        for slot in stride(from: 0, to: width, by: lanes) {
          let column = Column(
            q: q.baseAddress! + slot, e: e.baseAddress! + slot, stride: width, count: count)
          let (square, end) = column.largestEigenvalue()
          for lane in 0..<lanes {
            squares[slot + lane] = square[lane]
            ends[slot + lane] = end[lane]
          }
        }
      }
    }
    return (squares, ends)
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

/// One vector of tridiagonal matrices T = B B^T: T_ii = q_i + e_i (the last without e), T_(i,i+1)^2
/// = q_(i+1) e_i.
private struct Column {
  let q: UnsafePointer<Double>
  let e: UnsafePointer<Double>
  let stride: Int
  let count: Int

  func largestEigenvalue() -> (value: Vector, lastEntrySquared: Vector) {
    var value = upperBound()
    let degree = Vector(repeating: Double(count))
    var sums = pivotSums(value)
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
      let next = isLast ? Vector(repeating: 0) : (load(q, i + 1) * load(e, i)).squareRoot()
      let centre = isLast ? load(q, i) : load(q, i) + load(e, i)
      bound = pointwiseMax(bound, centre + above + next)
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
      let square = isLast ? Vector(repeating: 0) : load(q, i + 1) * load(e, i)
      let t = square * reciprocal
      if !isLast { ratios *= t * reciprocal }
      let centre = isLast ? load(q, i) : load(q, i) + load(e, i)
      let pivot = x - centre - t
      least = pointwiseMin(least, pivot)
      reciprocal = 1 / pointwiseMax(pivot, x * (Double.ulpOfOne / 2))
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
