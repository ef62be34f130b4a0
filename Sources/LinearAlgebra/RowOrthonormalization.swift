import CGSL
import Foundation

extension Matrix {
  /// Replaces the rows x_1 ... x_k by orthonormal rows that span the same spaces in turn, and returns
  /// ln R_ii: with the rows as columns, X^T = Q R. R_ii is the distance of x_i from the span of the
  /// rows before it.
  ///
  /// This is the step of a Lyapunov spectrum, taken at every time step, so it is fast where that is
  /// safe: one Cholesky factorisation of X X^T and one triangular solve (Stathopoulos, Wu 2002). With
  /// s the least ratio R_ii / ||x_i||, the logarithms and the orthogonality then have errors of about
  /// 2^-52 k / s^2. Where s falls below `leastSine`, or the squares leave the range of Float64,
  /// Householder reflections take over, whose errors are about 2^-52 k / s and 2^-52 k. Rows of very
  /// different lengths do no harm to either.
  ///
  /// In a chain X_t = Q_(t-1) J_t^T the triangles multiply to that of the whole product whether or not
  /// the Q between are orthonormal to the last digit: a sum of logarithms is wrong by the defect of
  /// the last Q alone. So a spectrum may ask for a `leastSine` of 1e-5, which default LSTMs need to be
  /// fast, and keep its mean logarithms to 1e-6 and better.
  ///
  /// A row within rounding of the span of those before it gives minus infinity, as does every R_ii up
  /// to `floor` times the longest row (the rounding error that the rows already have); the row is
  /// then some unit vector orthogonal to the others.
  /// - Complexity: 2 k^2 columns operations, in products; about twice that by reflections.
  /// - Throws: `LinearAlgebraError` if the matrix is empty or holds a value that is not finite.
  public mutating func orthonormalizeRows(
    floor: Double = 0, leastSine: Double = 1e-3
  ) throws -> [Double] {
    precondition(rows <= columns, "\(rows) rows cannot be orthonormal in \(columns) dimensions")
    guard rows > 0 else { throw LinearAlgebraError.empty(operation: "orthonormalizing rows") }
    let (logarithms, longest) =
      try orthonormalizeByCholesky(leastSine) ?? orthonormalizeGradedRows()
    let logarithmOfFloor = log(floor) + longest
    return logarithms.map { $0 <= logarithmOfFloor ? -.infinity : $0 }
  }

  /// The fast way, or nil, with the rows as they were, where it would not be accurate.
  private mutating func orthonormalizeByCholesky(_ leastSine: Double) -> RowDistances? {
    let (k, n) = (rows, columns)
    return elements.withUnsafeMutableBufferPointer { x -> RowDistances? in
      let memory = k * n + k * k + CholeskyPanels.memory(k, n)
      return withUnsafeTemporaryAllocation(of: Double.self, capacity: memory) { memory in
        let (x, transposed) = (x.baseAddress!, memory.baseAddress!)
        let gram = transposed + k * n
        transpose(x, k, n, into: transposed)
        multiplyUpper(x, transposed, k, n, into: gram)
        let squares = (0..<k).map { gram[$0 * k + $0] }
        let panels = CholeskyPanels(gram, k, memory: gram + k * k)
        guard squares.allSatisfy({ $0 > 1e-200 && $0 < 1e200 }), panels.factorize() else {
          return nil
        }
        let pivots = (0..<k).map { gram[$0 * k + $0] }
        guard zip(pivots, squares).allSatisfy({ $0 * $0 >= leastSine * leastSine * $1 }) else {
          return nil
        }
        panels.solve(x, n)
        return (pivots.map { log($0) }, log(squares.max()!) / 2)
      }
    }
  }

  /// The sure way: rows of extreme lengths are first brought near length 1 by exact powers of two.
  private mutating func orthonormalizeGradedRows() throws -> RowDistances {
    try checkDecomposable("orthonormalizing rows")
    let exponents = normalizeExtremeRows()
    let lengths = (0..<rows).map { euclideanNorm(row($0)) }
    let triangle = try orthonormalizeRowsByReflections(by: .automatic)
    let longest = zip(lengths, exponents).map { log($0) + Double($1) * log(2) }.max()!
    let logarithms = (0..<rows).map { i -> Double in
      let distance = triangle[i, i]
      guard distance > Double(columns) * Double.ulpOfOne * lengths[i] else { return -.infinity }
      return log(distance) + Double(exponents[i]) * log(2)
    }
    return (logarithms, longest)
  }

  /// Divides each row whose squares would leave the range of Float64 by a power of two; returns the
  /// exponents, 0 for the others.
  private mutating func normalizeExtremeRows() -> [Int] {
    (0..<rows).map { i in
      let row = row(i)
      let scale = PowerOfTwo(of: largestMagnitude(row))
      guard abs(scale.exponent) > 256 else { return 0 }
      elements.replaceSubrange(
        i * columns..<(i + 1) * columns, with: row.map { scale.divide($0) })
      return scale.exponent
    }
  }
}

/// The upper triangle of X X^T, k x k, from X and X^T, and a few entries below it. BLAS's own routine takes a
/// third longer than products do for a few hundred rows.
private func multiplyUpper(
  _ x: UnsafePointer<Double>, _ transposed: UnsafePointer<Double>, _ k: Int, _ n: Int,
  into gram: UnsafeMutablePointer<Double>
) {
  let panel = 8
  for j in stride(from: 0, to: k, by: panel) {
    gemm(
      false, false, min(panel, k - j), k - j, n, 1, x + j * n, n, transposed + j, k, 0,
      gram + (j * k + j), k)
  }
}

/// ln R_ii of every row, and the logarithm of the longest row's length.
private typealias RowDistances = (logarithms: [Double], longest: Double)
