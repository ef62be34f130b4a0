import Autodiff

/// y = x Wᵀ + b on tensors alone, and its way back; see `Tape.linear`.
struct LinearLayer<Scalar: TensorScalar> {
  /// [..., I], with a row for each of y's.
  let x: Tensor<Scalar>
  /// W, [O, I].
  let weight: Tensor<Scalar>
  private let rows: Int
  private let I: Int
  private let O: Int

  @specialized(where Scalar == Float)
  init(x: Tensor<Scalar>, weight: Tensor<Scalar>) {
    (O, I) = (weight.shape[0], weight.shape[1])
    precondition(x.shape.last == weight.shape[1], "\(x.shape) times \(weight.shape)")
    self.x = x
    self.weight = weight
    rows = x.count / weight.shape[1]
  }

  @specialized(where Scalar == Float)
  func forward(_ bias: Tensor<Scalar>, in pool: Pool) -> Tensor<Scalar> {
    precondition(bias.shape == [O], "\(x.shape) times \(weight.shape) plus \(bias.shape)")
    var y = Tensor<Scalar>(uninitialized: [rows, O], in: pool)
    y.withUnsafeMutablePointer { y in
      bias.withUnsafePointer { b in
        repeatRow(b, O, rows, into: y)
      }
      product(false, true, rows, O, I, x, I, weight, I, 1, y, O)
    }
    return y
  }

  @specialized(where Scalar == Float)
  func inputCotangent(_ dy: Tensor<Scalar>, shape: Shape, in pool: Pool) -> Tensor<Scalar> {
    var dx = Tensor<Scalar>(uninitialized: shape, in: pool)
    dx.withUnsafeMutablePointer { product(false, false, rows, I, O, dy, O, weight, I, 0, $0, I) }
    return dx
  }

  @specialized(where Scalar == Float)
  func weightCotangent(_ dy: Tensor<Scalar>, in pool: Pool) -> Tensor<Scalar> {
    var dW = Tensor<Scalar>(uninitialized: [O, I], in: pool)
    dW.withUnsafeMutablePointer { product(true, false, O, I, rows, dy, O, x, I, 0, $0, I) }
    return dW
  }

  @specialized(where Scalar == Float)
  func biasCotangent(_ dy: Tensor<Scalar>, in pool: Pool) -> Tensor<Scalar> {
    var db = Tensor<Scalar>.zeros([O], in: pool)
    db.withUnsafeMutablePointer { db in dy.withUnsafePointer { Scalar.addRows(rows, O, $0, db) } }
    return db
  }

  @specialized(where Scalar == Float)
  private func product(
    _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ a: Tensor<Scalar>,
    _ lda: Int, _ b: Tensor<Scalar>, _ ldb: Int, _ beta: Scalar,
    _ c: UnsafeMutablePointer<Scalar>, _ ldc: Int
  ) {
    a.withUnsafePointer { a in
      b.withUnsafePointer { b in
        Scalar.gemm(transposeA, transposeB, m, n, k, 1, a, lda, b, ldb, beta, c, ldc)
      }
    }
  }
}

/// Writes a row of `count` numbers `rows` times, in copies of doubling length.
private func repeatRow<Scalar: TensorScalar>(
  _ row: UnsafePointer<Scalar>, _ count: Int, _ rows: Int, into target: UnsafeMutablePointer<Scalar>
) {
  guard rows > 0 else { return }
  target.update(from: row, count: count)
  var written = 1
  while written < rows {
    let more = min(written, rows - written, max(1, 4096 / max(count, 1)))
    (target + written * count).update(from: target, count: more * count)
    written += more
  }
}
