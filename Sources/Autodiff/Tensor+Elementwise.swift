/// The four operations of arithmetic, element by element.
enum Arithmetic {
  case add
  case subtract
  case multiply
  case divide
}

extension Tensor {
  /// y = f(x), element by element.
  @specialized(where Scalar == Float)
  func mapped(_ kernel: Scalar.Map, in pool: Pool? = nil) -> Tensor {
    let result = Tensor(uninitialized: shape, in: pool ?? self.pool)
    withUnsafePointer { kernel(count, $0, result.storage.base) }
    return result
  }

  /// y = f(a, b) of two tensors of one shape, element by element.
  @specialized(where Scalar == Float)
  func zipped(_ other: Tensor, _ kernel: Scalar.Zip, in pool: Pool? = nil) -> Tensor {
    require(shape == other.shape, "shapes \(shape) and \(other.shape) differ")
    let result = Tensor(uninitialized: shape, in: pool ?? self.pool)
    withUnsafePointer { a in
      other.withUnsafePointer { b in kernel(count, a, b, result.storage.base) }
    }
    return result
  }

  /// Arithmetic with broadcasting: shapes are aligned at the last axis, an extent of 1 repeats.
  @specialized(where Scalar == Float)
  func combined(_ operation: Arithmetic, _ other: Tensor, in pool: Pool? = nil) -> Tensor {
    let pool = pool ?? self.pool ?? other.pool
    if shape == other.shape { return zipped(other, operation.kernel(), in: pool) }
    let shape = shape.broadcast(with: other.shape)
    let result = Tensor(uninitialized: shape, in: pool)
    let nest = LoopNest(
      shape, a: self.shape.strides(broadcastTo: shape), b: other.shape.strides(broadcastTo: shape),
      result: shape.rowMajorStrides)
    let row = nest.inner
    withUnsafePointer { a in
      other.withUnsafePointer { b in
        nest.forEachRow { atA, atB, atResult in
          combineRow(
            operation, row.extent, a + atA, row.a, b + atB, row.b, result.storage.base + atResult)
        }
      }
    }
    return result
  }

  /// s x + t, element by element.
  @specialized(where Scalar == Float)
  func scaled(by s: Scalar, plus t: Scalar = 0, in pool: Pool? = nil) -> Tensor {
    let result = Tensor(uninitialized: shape, in: pool ?? self.pool)
    let y = result.storage.base
    withUnsafePointer { x in
      if s != 1 || t == 0 { Scalar.scale(count, s, x, y) }
      if t != 0 { Scalar.shift(count, t, s != 1 ? UnsafePointer(y) : x, y) }
    }
    return result
  }

  /// self += s other, for tensors of one shape; in place unless the memory is shared.
  @specialized(where Scalar == Float)
  mutating func add(_ other: Tensor, scaledBy s: Scalar = 1) {
    require(shape == other.shape, "shapes \(shape) and \(other.shape) differ")
    let count = count
    withUnsafeMutablePointer { y in
      other.withUnsafePointer { x in Scalar.addScaled(count, s, x, y) }
    }
  }
}

extension Arithmetic {
  /// The kernel for two operands of one shape.
  func kernel<Scalar: TensorScalar>() -> Scalar.Zip {
    switch self {
    case .add: Scalar.add
    case .subtract: Scalar.subtract
    case .multiply: Scalar.multiply
    case .divide: Scalar.divide
    }
  }
}

/// One row of broadcast arithmetic: an operand with step 1 moves along, one with step 0 repeats.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
private func combineRow<Scalar: TensorScalar>(
  _ operation: Arithmetic, _ n: Int, _ a: UnsafePointer<Scalar>, _ stepA: Int,
  _ b: UnsafePointer<Scalar>, _ stepB: Int, _ y: UnsafeMutablePointer<Scalar>
) {
  let isOneShape = stepA == 1 && stepB == 1
  switch operation {
  case .add:
    if isOneShape { return Scalar.add(n, a, b, y) }
    if stepA == 0 { Scalar.shift(n, a[0], b, y) } else { Scalar.shift(n, b[0], a, y) }
  case .subtract:
    if isOneShape { return Scalar.subtract(n, a, b, y) }
    for i in 0..<n { y[i] = a[i * stepA] - b[i * stepB] }
  case .multiply:
    if isOneShape { return Scalar.multiply(n, a, b, y) }
    if stepA == 0 { Scalar.scale(n, a[0], b, y) } else { Scalar.scale(n, b[0], a, y) }
  case .divide:
    if isOneShape { return Scalar.divide(n, a, b, y) }
    for i in 0..<n { y[i] = a[i * stepA] / b[i * stepB] }
  }
}

extension Tensor {
  /// a + b, with broadcasting.
  public static func + (a: Tensor, b: Tensor) -> Tensor { a.combined(.add, b) }
  /// a - b, with broadcasting.
  public static func - (a: Tensor, b: Tensor) -> Tensor { a.combined(.subtract, b) }
  /// a b, element by element, with broadcasting.
  public static func * (a: Tensor, b: Tensor) -> Tensor { a.combined(.multiply, b) }
  /// a / b, element by element, with broadcasting.
  public static func / (a: Tensor, b: Tensor) -> Tensor { a.combined(.divide, b) }
  /// s x, for a number s.
  public static func * (s: Scalar, x: Tensor) -> Tensor { x.scaled(by: s) }
  /// -x.
  public static prefix func - (x: Tensor) -> Tensor { x.scaled(by: -1) }
  /// x += y, for tensors of one shape.
  public static func += (x: inout Tensor, y: Tensor) { x.add(y) }
}
