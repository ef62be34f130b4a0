extension Tensor {
  /// The matrix product op(self) op(other), for matrices [m, k] and [k, n] after transposing.
  ///
  /// A left factor of more axes is taken as a matrix of rows, [..., k], unless transposed; the
  /// result is then [..., n].
  /// - Complexity: O(m k n)
  @specialized(where Scalar == Float)
  public func matmul(
    _ other: Tensor, transposingSelf: Bool = false, transposingOther: Bool = false,
    in pool: Pool? = nil
  ) -> Tensor {
    let product = Product(shape, other.shape, transposingSelf, transposingOther)
    let result = Tensor(
      uninitialized: product.shape, in: pool ?? self.pool ?? other.pool)
    product.run(self, other, beta: 0, result.storage.base)
    return result
  }

  /// self = op(a) op(b) + beta self; with a beta of 0, self is not read.
  @specialized(where Scalar == Float)
  mutating func addMatmul(
    _ a: Tensor, _ b: Tensor, transposingA: Bool = false, transposingB: Bool = false, beta: Scalar
  ) {
    let product = Product(a.shape, b.shape, transposingA, transposingB)
    require(product.shape == shape, "a product of shape \(product.shape) into \(shape)")
    withUnsafeMutablePointer { product.run(a, b, beta: beta, $0) }
  }
}

/// The extents of one matrix product.
private struct Product {
  let transposeA: Bool
  let transposeB: Bool
  let m: Int
  let n: Int
  let k: Int
  let shape: Shape

  init(_ a: Shape, _ b: Shape, _ transposeA: Bool, _ transposeB: Bool) {
    require(
      (a.count == 2 || a.count > 2 && !transposeA) && b.count == 2,
      "a product of shapes \(a) and \(b)")
    let rows = a.dropLast().reduce(1, *)
    let columns = a[a.count - 1]
    m = transposeA ? columns : rows
    k = transposeA ? rows : columns
    n = transposeB ? b[0] : b[1]
    require(
      k == (transposeB ? b[1] : b[0]),
      "a product of shapes \(a)\(transposeA ? "^T" : "") and \(b)\(transposeB ? "^T" : "")")
    shape = transposeA ? [m, n] : a.dropLast() + [n]
    self.transposeA = transposeA
    self.transposeB = transposeB
  }

  func run<Scalar: TensorScalar>(
    _ a: Tensor<Scalar>, _ b: Tensor<Scalar>, beta: Scalar, _ c: UnsafeMutablePointer<Scalar>
  ) {
    if m == 0 || n == 0 { return }
    a.withUnsafePointer { a in
      b.withUnsafePointer { b in
        Scalar.gemm(
          transposeA, transposeB, m, n, k, 1, a, max(transposeA ? m : k, 1), b,
          max(transposeB ? k : n, 1), beta, c, n)
      }
    }
  }
}
