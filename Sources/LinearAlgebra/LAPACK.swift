import CGSL

/// The singular values of a column-major matrix, and for the job "S" its singular vectors: `left`
/// (rows x p) by columns, `right` (p x columns) by columns too, with p = min(rows, columns). `a` is
/// destroyed.
func dgesdd(
  _ job: Character, rows: Int, columns: Int, _ a: inout [Double], left: inout [Double],
  right: inout [Double]
) throws -> [Double] {
  let p = min(rows, columns)
  var s = [Double](repeating: 0, count: p)
  var integers = [Int32](repeating: 0, count: 8 * p)
  var (m, n, ldRight, code) = (Int32(rows), Int32(columns), Int32(p), CChar(job.asciiValue!))
  var lda = m
  try withLAPACKWork("dgesdd") { work, size, info in
    dgesdd_(
      &code, &m, &n, &a, &lda, &s, &left, &lda, &right, &ldRight, work, size, &integers, info, 1)
  }
  return s
}

/// The real and imaginary parts of the eigenvalues of an n x n matrix, which is destroyed.
func dgeev(_ n: Int, _ a: inout [Double]) throws -> (re: [Double], im: [Double]) {
  var re = [Double](repeating: 0, count: n)
  var im = re
  var (size, one, code) = (Int32(n), Int32(1), CChar(UInt8(ascii: "N")))
  var (left, right, codeRight) = ([0.0], [0.0], code)
  var (lda, ldRight) = (size, one)
  try withLAPACKWork("dgeev") { work, workSize, info in
    dgeev_(
      &code, &codeRight, &size, &a, &lda, &re, &im, &left, &one, &right, &ldRight, work, workSize,
      info, 1, 1)
  }
  return (re, im)
}

/// The eigenvalues of an n x n matrix with their left and right eigenvectors by columns, each of
/// length 1; of a conjugate pair the vectors' real part stands in the first column and the
/// imaginary part in the second. `a` is destroyed.
func dgeevWithVectors(
  _ n: Int, _ a: inout [Double]
) throws -> (re: [Double], im: [Double], left: [Double], right: [Double]) {
  var re = [Double](repeating: 0, count: n)
  var im = re
  var left = [Double](repeating: 0, count: n * n)
  var right = left
  var (size, code) = (Int32(n), CChar(UInt8(ascii: "V")))
  var (lda, ldLeft, ldRight, codeRight) = (size, size, size, code)
  try withLAPACKWork("dgeev") { work, workSize, info in
    dgeev_(
      &code, &codeRight, &size, &a, &lda, &re, &im, &left, &ldLeft, &right, &ldRight, work,
      workSize, info, 1, 1)
  }
  return (re, im, left, right)
}

/// The eigenvalues of a symmetric n x n matrix, which is destroyed.
func dsyev(_ n: Int, _ a: inout [Double]) throws -> [Double] {
  var values = [Double](repeating: 0, count: n)
  var (size, job, triangle) = (Int32(n), CChar(UInt8(ascii: "N")), CChar(UInt8(ascii: "L")))
  var lda = size
  try withLAPACKWork("dsyev") { work, workSize, info in
    dsyev_(&job, &triangle, &size, &a, &lda, &values, work, workSize, info, 1, 1)
  }
  return values
}

/// Householder QR of the column-major matrix `a` (rows x columns, rows >= columns): its columns
/// become orthonormal. Returns the columns x columns triangle R by columns, with entries below the
/// diagonal zero.
func dgeqrfThenDorgqr(_ rows: Int, _ columns: Int, _ a: inout [Double]) throws -> [Double] {
  var tau = [Double](repeating: 0, count: columns)
  var (m, n) = (Int32(rows), Int32(columns))
  var (lda, k) = (m, n)
  try withLAPACKWork("dgeqrf") { work, size, info in
    dgeqrf_(&m, &n, &a, &lda, &tau, work, size, info)
  }
  let triangle = upperTriangle(rows, columns, a)
  try withLAPACKWork("dorgqr") { work, size, info in
    dorgqr_(&m, &n, &k, &a, &lda, &tau, work, size, info)
  }
  return triangle
}

private func upperTriangle(_ rows: Int, _ columns: Int, _ a: [Double]) -> [Double] {
  var triangle: [Double] = []
  triangle.reserveCapacity(columns * columns)
  for j in 0..<columns {
    triangle += a[j * rows...j * rows + j]
    triangle += repeatElement(0, count: columns - 1 - j)
  }
  return triangle
}

/// Calls a routine twice, as LAPACK wants it: with size -1 to learn how much workspace it needs,
/// then with that.
private func withLAPACKWork(
  _ routine: String,
  _ call: (UnsafeMutablePointer<Double>, UnsafePointer<Int32>, UnsafeMutablePointer<Int32>) -> Void
) throws {
  var (best, size, info) = (0.0, Int32(-1), Int32(0))
  call(&best, &size, &info)
  precondition(info == 0, "\(routine): argument \(-info) is wrong")
  size = Int32(best)
  var work = [Double](repeating: 0, count: max(1, Int(size)))
  call(&work, &size, &info)
  precondition(info >= 0, "\(routine): argument \(-info) is wrong")
  guard info == 0 else { throw LinearAlgebraError.lapack(routine: routine, info: Int(info)) }
}
