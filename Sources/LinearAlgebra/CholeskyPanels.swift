/// A Cholesky factorisation G = R^T R and the solution of R^T Y = X, by panels of 8 rows.
///
/// Both are products but for small triangles on the diagonal. LAPACK's routine and BLAS's, as OpenBLAS
/// serves them, run at a third to a half of a product's speed for a few hundred rows. The factor is the
/// upper one because its products never transpose the second operand alone, which is slow.
struct CholeskyPanels {
  /// G on the way in, R on the way out: the upper triangle, k x k; what is below it has any values.
  let triangle: UnsafeMutablePointer<Double>
  let k: Int
  /// The inverses of R^T's diagonal blocks, row by row, each row of `panel`.
  private let inverses: UnsafeMutablePointer<Double>
  private let scratch: UnsafeMutablePointer<Double>

  private static let panel = 8

  /// How many numbers `memory` must hold, for right-hand sides of n columns.
  static func memory(_ k: Int, _ n: Int) -> Int { panel * (k + max(k, n)) }

  init(_ triangle: UnsafeMutablePointer<Double>, _ k: Int, memory: UnsafeMutablePointer<Double>) {
    self.triangle = triangle
    self.k = k
    inverses = memory
    scratch = memory + Self.panel * k
  }

  /// Turns G into R; false if G is not positive definite.
  /// - Complexity: k^3 / 3 operations.
  func factorize() -> Bool {
    let panel = Self.panel
    for j in stride(from: 0, to: k, by: panel) {
      let b = min(panel, k - j)
      let (column, block) = (triangle + j, triangle + (j * k + j))
      if j > 0 { gemm(true, false, b, k - j, j, -1, column, k, column, k, 1, block, k) }
      guard factorizeBlock(block, b) else { return false }
      let inverse = inverses + j * panel
      invertBlock(block, b, into: inverse)
      let rest = k - j - b
      let right = block + b
      gemm(false, false, b, rest, b, 1, inverse, panel, right, k, 0, scratch, rest)
      for i in 0..<b { (right + i * k).update(from: scratch + i * rest, count: rest) }
    }
    return true
  }

  /// Turns X, k x n, into R^-T X, with the R that `factorize` left.
  /// - Complexity: k^2 n operations.
  func solve(_ x: UnsafeMutablePointer<Double>, _ n: Int) {
    let panel = Self.panel
    for j in stride(from: 0, to: k, by: panel) {
      let b = min(panel, k - j)
      let part = x + j * n
      if j > 0 { gemm(true, false, b, n, j, -1, triangle + j, k, x, n, 1, part, n) }
      gemm(false, false, b, n, b, 1, inverses + j * panel, panel, part, n, 0, scratch, n)
      part.update(from: scratch, count: b * n)
    }
  }

  /// Row by row, each taken out of those below it.
  private func factorizeBlock(_ a: UnsafeMutablePointer<Double>, _ b: Int) -> Bool {
    for c in 0..<b {
      let pivotRow = a + c &* k
      guard pivotRow[c] > 0 else { return false }
      let pivot = pivotRow[c].squareRoot()
      let scale = 1 / pivot
      pivotRow[c] = pivot
      for q in c + 1..<max(b, c + 1) { pivotRow[q] *= scale }
      for r in c + 1..<max(b, c + 1) {
        let (row, factor) = (a + r &* k, pivotRow[r])
        for q in r..<b { row[q] -= factor * pivotRow[q] }
      }
    }
    return true
  }

  /// Z = R^-T, row by row; zero above the diagonal.
  private func invertBlock(
    _ upper: UnsafePointer<Double>, _ b: Int, into z: UnsafeMutablePointer<Double>
  ) {
    let panel = Self.panel
    for r in 0..<b {
      let row = z + r &* panel
      row.update(repeating: 0, count: panel)
      row[r] = 1
      for p in 0..<r {
        let (factor, above) = (upper[p &* k &+ r], z + p &* panel)
        for q in 0..<p + 1 { row[q] -= factor * above[q] }
      }
      let scale = 1 / upper[r &* k &+ r]
      for q in 0..<r + 1 { row[q] *= scale }
    }
  }
}
