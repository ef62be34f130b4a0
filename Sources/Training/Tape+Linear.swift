import Autodiff

extension Tape {
  /// y = x Wᵀ + b in one operation: x [..., I], W [O, I], b [O], y [rows, O] with a row for each of
  /// x's. dx = dy W, dW = dyᵀ x, db = sum of the rows of dy.
  ///
  /// - Complexity: O(rows I O).
  @specialized(where Scalar == Float)
  public func linear(
    _ x: Variable<Scalar>, weight: Variable<Scalar>, bias: Variable<Scalar>
  ) -> Variable<Scalar> {
    let (O, I) = (weight.shape[0], weight.shape[1])
    precondition(
      x.shape.last == I && bias.shape == [O], "\(x.shape) times \(weight.shape) plus \(bias.shape)")
    let rows = x.value.count / I
    let layer = LinearLayer(x: x.value, weight: weight.value, rows: rows, I: I, O: O)
    let y = layer.forward(bias.value, in: pool)
    let pool = pool
    let needsInput = x.needsGradient
    return record("linear", value: y, inputs: [x, weight, bias]) { dy in
      [
        needsInput ? layer.inputCotangent(dy, shape: x.shape, in: pool) : nil,
        layer.weightCotangent(dy, in: pool), layer.biasCotangent(dy, in: pool),
      ]
    }
  }
}

private struct LinearLayer<Scalar: TensorScalar> {
  let x: Tensor<Scalar>
  let weight: Tensor<Scalar>
  let rows: Int
  let I: Int
  let O: Int

  @specialized(where Scalar == Float)
  func forward(_ bias: Tensor<Scalar>, in pool: Pool) -> Tensor<Scalar> {
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
  func inputCotangent(_ dy: Tensor<Scalar>, shape: [Int], in pool: Pool) -> Tensor<Scalar> {
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
