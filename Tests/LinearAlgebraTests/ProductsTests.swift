import Testing

@testable import LinearAlgebra

/// A product's shape: rows, columns and inner size, with the gap between rows in memory.
struct ProductShape: Sendable, CustomTestStringConvertible {
  var m: Int
  var n: Int
  var k: Int
  var gap: Int
  var testDescription: String { "\(m) x \(n) x \(k), gap \(gap)" }
}

private let shapes = [
  ProductShape(m: 1, n: 1, k: 1, gap: 0), ProductShape(m: 3, n: 5, k: 7, gap: 0),
  ProductShape(m: 1, n: 4, k: 9, gap: 2), ProductShape(m: 8, n: 1, k: 3, gap: 5),
  ProductShape(m: 33, n: 65, k: 17, gap: 3), ProductShape(m: 64, n: 48, k: 80, gap: 0),
  // More than a million multiplications, which Float64 products make in parts, up to an inner size of 512.
  ProductShape(m: 75, n: 260, k: 70, gap: 3), ProductShape(m: 50, n: 70, k: 300, gap: 0),
  ProductShape(m: 25, n: 80, k: 513, gap: 0),
]

struct ProductsTests {
  @Test(arguments: shapes, [0, 1, 2, 3])
  func floatProductsAreTheTripleLoop(shape: ProductShape, transposes: Int) {
    let error = largestError(shape, transposes, Float.self) {
      gemm($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    }
    #expect(error <= 4 * Double(Float.ulpOfOne) * Double(shape.k + 2))
  }

  @Test(arguments: shapes, [0, 1, 2, 3])
  func doubleProductsAreTheTripleLoop(shape: ProductShape, transposes: Int) {
    let error = largestError(shape, transposes, Double.self) {
      gemm($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    }
    #expect(error <= 4 * Double.ulpOfOne * Double(shape.k + 2))
  }

  @Test func anEmptyInnerSizeOnlyScales() {
    var (c, d): ([Double], [Float]) = ([2, 3], [2, 3])
    gemm(false, false, 1, 2, 0, 1.0 as Double, [0], 1, [0], 2, 0.5, &c, 2)
    gemm(false, false, 1, 2, 0, 1.0 as Float, [0], 1, [0], 2, 0.5, &d, 2)
    #expect(c == [1, 1.5])
    #expect(d == [1, 1.5])
  }
}

private typealias Product<T> = (
  Bool, Bool, Int, Int, Int, T, UnsafePointer<T>, Int, UnsafePointer<T>, Int, T,
  UnsafeMutablePointer<T>, Int
) -> Void

/// The largest error over beta = 0 (C full of NaN) and beta = -0.5, with alpha = 1.5; infinite
/// where memory between the rows of C was touched.
private func largestError<T: BinaryFloatingPoint>(
  _ shape: ProductShape, _ transposes: Int, _: T.Type, _ product: Product<T>
) -> Double {
  let (transposeA, transposeB) = (transposes & 1 == 1, transposes & 2 == 2)
  let (m, n, k) = (shape.m, shape.n, shape.k)
  let lda = (transposeA ? m : k) + shape.gap
  let ldb = (transposeB ? k : n) + shape.gap
  let ldc = n + shape.gap
  var generator = RandomGenerator(seed: UInt64(m + 100 * n + 10_000 * k))
  func random(_ count: Int) -> [T] { (0..<count).map { _ in T(generator.uniform(in: -1..<1)) } }
  let a = random((transposeA ? k : m) * lda)
  let b = random((transposeB ? n : k) * ldb)
  let start = random(m * ldc)
  var worst = 0.0
  for beta in [0, -0.5] as [T] {
    var c = beta == 0 ? start.map { _ in T.nan } : start
    product(transposeA, transposeB, m, n, k, 1.5, a, lda, b, ldb, beta, &c, ldc)
    for i in 0..<m {
      for j in 0..<n {
        var sum = 0.0
        for p in 0..<k {
          let left = transposeA ? a[p * lda + i] : a[i * lda + p]
          let right = transposeB ? b[j * ldb + p] : b[p * ldb + j]
          sum += Double(left) * Double(right)
        }
        let expected = 1.5 * sum + (beta == 0 ? 0 : Double(beta) * Double(start[i * ldc + j]))
        let error = abs(Double(c[i * ldc + j]) - expected)
        worst = error.isNaN ? .infinity : max(worst, error)
      }
      for j in n..<ldc where beta != 0 && c[i * ldc + j] != start[i * ldc + j] { worst = .infinity }
    }
  }
  return worst
}
