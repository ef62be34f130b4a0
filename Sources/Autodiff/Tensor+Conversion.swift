import LinearAlgebra

extension Tensor {
  /// The same numbers in another precision, rounded to nearest where it is lower.
  ///
  /// - Complexity: O(`count`)
  public init<Other: TensorScalar>(_ other: Tensor<Other>, in pool: Pool? = nil) {
    self.init(uninitialized: other.shape, in: pool)
    other.withUnsafePointer { convert(count, $0, storage.base) }
  }

  /// A matrix as a tensor of shape [rows, columns].
  public init(_ matrix: Matrix) {
    self.init(shape: [matrix.rows, matrix.columns], doubles: matrix.elements)
  }

  /// Numbers in row-major order, given in Float64.
  public init(shape: Shape, doubles elements: [Double]) {
    require(
      elements.count == shape.elementCount, "\(elements.count) elements for shape \(shape)")
    self.init(uninitialized: shape)
    elements.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { convert(count, base, storage.base) }
    }
  }

  /// The elements in row-major order, in Float64.
  public var doubles: [Double] {
    Array(unsafeUninitializedCapacity: count) { buffer, initialized in
      if let base = buffer.baseAddress { withUnsafePointer { convert(count, $0, base) } }
      initialized = count
    }
  }
}

extension Matrix {
  /// A tensor as a matrix: all axes but the last one count rows.
  public init(_ tensor: Tensor<some TensorScalar>) {
    require(tensor.rank > 0, "a scalar has no rows")
    let columns = tensor.shape[tensor.rank - 1]
    let rows = tensor.shape.dropLast().reduce(1, *)
    self.init(rows: rows, columns: columns, elements: tensor.doubles)
  }
}

@specialized(where From == Float, To == Double)
@specialized(where From == Double, To == Float)
@specialized(where From == Double, To == Double)
private func convert<From: TensorScalar, To: TensorScalar>(
  _ count: Int, _ from: UnsafePointer<From>, _ to: UnsafeMutablePointer<To>
) {
  for i in 0..<count { to[i] = To(from[i]) }
}
