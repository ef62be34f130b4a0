import CGSL
import COneDNN

/// C = alpha op(A) op(B) + beta C in Float, row-major, by oneDNN.
///
/// op(A) is m x k, op(B) is k x n, C is m x n; `lda`, `ldb`, `ldc` are the distances between rows
/// in memory, which may exceed the rows' lengths. With `beta` 0, C is written without being read.
/// Complexity: 2 m n k operations.
public func gemm(
  _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ alpha: Float,
  _ a: UnsafePointer<Float>, _ lda: Int, _ b: UnsafePointer<Float>, _ ldb: Int, _ beta: Float,
  _ c: UnsafeMutablePointer<Float>, _ ldc: Int
) {
  guard k > 0 else { return scale(c, m, n, ldc, by: beta) }
  if m * n * k <= smallProduct {
    return multiply(transposeA, transposeB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
  }
  let status = dnnl_sgemm(
    letter(transposeA), letter(transposeB), dnnl_dim_t(m), dnnl_dim_t(n), dnnl_dim_t(k), alpha,
    a, dnnl_dim_t(lda), b, dnnl_dim_t(ldb), beta, c, dnnl_dim_t(ldc))
  precondition(
    status == dnnl_success,
    "sgemm \(m) x \(n) x \(k), leading \(lda), \(ldb), \(ldc): oneDNN status \(status.rawValue)")
}

/// C = alpha op(A) op(B) + beta C in Double, row-major, by OpenBLAS. The arguments are those of the
/// Float product.
public func gemm(
  _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ alpha: Double,
  _ a: UnsafePointer<Double>, _ lda: Int, _ b: UnsafePointer<Double>, _ ldb: Int, _ beta: Double,
  _ c: UnsafeMutablePointer<Double>, _ ldc: Int
) {
  checkShape(transposeA ? k : m, transposeA ? m : k, lda, "A")
  checkShape(transposeB ? n : k, transposeB ? k : n, ldb, "B")
  checkShape(m, n, ldc, "C")
  guard let blocks = ProductBlocks(transposeA, transposeB, m, n, k) else {
    return dgemm(transposeA, transposeB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
  }
  for i in stride(from: 0, to: m, by: blocks.rows) {
    let partA = a + (transposeA ? i : i * lda)
    for j in stride(from: 0, to: n, by: blocks.columns) {
      let partB = b + (transposeB ? j * ldb : j)
      dgemm(
        transposeA, transposeB, min(blocks.rows, m - i), min(blocks.columns, n - j), k, alpha,
        partA, lda, partB, ldb, beta, c + (i * ldc + j), ldc)
    }
  }
}

private func dgemm(
  _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ alpha: Double,
  _ a: UnsafePointer<Double>, _ lda: Int, _ b: UnsafePointer<Double>, _ ldb: Int, _ beta: Double,
  _ c: UnsafeMutablePointer<Double>, _ ldc: Int
) {
  cblas_dgemm(
    CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
    Int32(m), Int32(n), Int32(k), alpha, a, Int32(max(lda, 1)), b, Int32(max(ldb, 1)), beta, c,
    Int32(max(ldc, 1)))
}

/// Up to so many multiplications a plain loop is done before a library has begun.
private let smallProduct = 512

/// The product by its definition, for small ones.
private func multiply(
  _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ alpha: Float,
  _ a: UnsafePointer<Float>, _ lda: Int, _ b: UnsafePointer<Float>, _ ldb: Int, _ beta: Float,
  _ c: UnsafeMutablePointer<Float>, _ ldc: Int
) {
  let (rowA, stepA) = transposeA ? (1, lda) : (lda, 1)
  let (columnB, stepB) = transposeB ? (ldb, 1) : (1, ldb)
  for i in 0..<m {
    for j in 0..<n {
      var sum: Float = 0
      for p in 0..<k { sum += a[i &* rowA &+ p &* stepA] * b[j &* columnB &+ p &* stepB] }
      let target = c + (i &* ldc &+ j)
      target.pointee = alpha * sum + (beta == 0 ? 0 : beta * target.pointee)
    }
  }
}

/// oneDNN leaves C as it was when the inner size is 0.
private func scale(_ c: UnsafeMutablePointer<Float>, _ m: Int, _ n: Int, _ ldc: Int, by beta: Float)
{
  for i in 0..<m {
    for j in 0..<n { c[i * ldc + j] = beta == 0 ? 0 : beta * c[i * ldc + j] }
  }
}

private func letter(_ transpose: Bool) -> CChar {
  CChar(UInt8(ascii: transpose ? "T" : "N"))
}

/// OpenBLAS only prints a line and returns on a bad shape, so it is caught here.
private func checkShape(_ rows: Int, _ columns: Int, _ leading: Int, _ name: StaticString) {
  precondition(
    rows >= 0 && columns >= 0 && leading >= columns,
    "gemm: \(name) is \(rows) x \(columns) with leading dimension \(leading)")
}
