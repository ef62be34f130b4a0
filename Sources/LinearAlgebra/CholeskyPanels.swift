/// A Cholesky factorisation G = L L^T and the solution of L Y = X, by panels of 32 rows.
///
/// Both are products but for small triangles on the diagonal. LAPACK's routine and BLAS's, as OpenBLAS
/// serves them, run at a third to a half of a product's speed for a few hundred rows.
struct CholeskyPanels {
  /// G on the way in, L on the way out: the lower triangle, k x k; what is above it has any values.
  let triangle: UnsafeMutablePointer<Double>
  let k: Int
  /// The inverses of L's diagonal blocks, row by row, each row of `panel`.
  private let inverses: UnsafeMutablePointer<Double>
  private let scratch: UnsafeMutablePointer<Double>

  private static let panel = 32

  /// How many numbers `memory` must hold, for right-hand sides of n columns.
  static func memory(_ k: Int, _ n: Int) -> Int { panel * (k + max(k, n)) }

  init(_ triangle: UnsafeMutablePointer<Double>, _ k: Int, memory: UnsafeMutablePointer<Double>) {
    self.triangle = triangle
    self.k = k
    inverses = memory
    scratch = memory + Self.panel * k
  }

  /// Turns G into L; false if G is not positive definite.
  /// - Complexity: k^3 / 3 operations.
  func factorize() -> Bool {
    let panel = Self.panel
    for j in stride(from: 0, to: k, by: panel) {
      let b = min(panel, k - j)
      let (row, block) = (triangle + j * k, triangle + (j * k + j))
      if j > 0 { gemm(false, true, k - j, b, j, -1, row, k, row, k, 1, block, k) }
      guard factorizeBlock(block, b) else { return false }
      let inverse = inverses + j * panel
      invertBlock(block, b, into: inverse)
      let rest = k - j - b
      let below = block + b * k
      gemm(false, true, rest, b, b, 1, below, k, inverse, panel, 0, scratch, b)
      copy(rest, b, scratch, b, to: below, k)
    }
    return true
  }

  /// Turns X, k x n, into L^-1 X, with the L that `factorize` left.
  /// - Complexity: k^2 n operations.
  func solve(_ x: UnsafeMutablePointer<Double>, _ n: Int) {
    let panel = Self.panel
    for j in stride(from: 0, to: k, by: panel) {
      let b = min(panel, k - j)
      let part = x + j * n
      if j > 0 { gemm(false, false, b, n, j, -1, triangle + j * k, k, x, n, 1, part, n) }
      gemm(false, false, b, n, b, 1, inverses + j * panel, panel, part, n, 0, scratch, n)
      part.update(from: scratch, count: b * n)
    }
  }

  private func copy(
    _ rows: Int, _ columns: Int, _ source: UnsafePointer<Double>, _ stride: Int,
    to target: UnsafeMutablePointer<Double>, _ targetStride: Int
  ) {
    for i in 0..<rows {
      (target + i * targetStride).update(from: source + i * stride, count: columns)
    }
  }

  /// Column by column, each taken out of those right of it.
  private func factorizeBlock(_ a: UnsafeMutablePointer<Double>, _ b: Int) -> Bool {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: b) { column in
      for c in 0..<b {
        guard a[c * k + c] > 0 else { return false }
        let pivot = a[c * k + c].squareRoot()
        a[c * k + c] = pivot
        for r in c + 1..<max(b, c + 1) {
          let row = a + r * k
          let entry = row[c] / pivot
          row[c] = entry
          column[r] = entry
          for q in c + 1..<r + 1 { row[q] -= entry * column[q] }
        }
      }
      return true
    }
  }

  /// Z = L^-1, row by row; zero above the diagonal.
  private func invertBlock(
    _ l: UnsafePointer<Double>, _ b: Int, into z: UnsafeMutablePointer<Double>
  ) {
    let panel = Self.panel
    for r in 0..<b {
      let row = z + r * panel
      row.update(repeating: 0, count: panel)
      row[r] = 1
      for p in 0..<r {
        let (factor, above) = (l[r * k + p], z + p * panel)
        for q in 0..<p + 1 { row[q] -= factor * above[q] }
      }
      let scale = 1 / l[r * k + r]
      for q in 0..<r + 1 { row[q] *= scale }
    }
  }
}
