extension Variable {
  /// Rows of a table [V, ...] by index, an embedding: y[k] = x[indices[k]], of shape [n, ...].
  ///
  /// An index may repeat; the pullback adds each row's cotangent to the row it came from.
  /// - Parameter shape: The shape of the list of indices, `[n]` for `nil`.
  public func gather(_ indices: [Int32], shape: Shape? = nil) -> Variable {
    require(value.rank > 0, "a gather from a scalar")
    let (extents, n) = (self.shape, indices.count)
    let width = extents.dropFirst().reduce(1, *)
    require(
      indices.allSatisfy { $0 >= 0 && $0 < extents[0] }, "an index outside a table of \(extents)")
    let rows = tape.uninitialized((shape ?? [n]) + extents.dropFirst())
    require(rows.count == n * width, "\(n) indices for shape \(shape ?? [n])")
    value.withUnsafePointer { Scalar.gatherRows(n, width, $0, indices, rows.storage.base) }
    return tape.recordAccumulating("gather", value: rows, inputs: [self]) { g, inputs in
      inputs.update(0) { table in
        g.withUnsafePointer { g in
          table.withUnsafeMutablePointer { Scalar.scatterAddRows(n, width, g, indices, $0) }
        }
      }
    }
  }

  /// One element of each row of [..., O]: y[k] = x[k, columns[k]], of shape [...]; for Q(s, a).
  public func pick(_ columns: [Int32]) -> Variable {
    let (rows, width) = (value.rows.shape[0], value.rows.shape[1])
    require(columns.count == rows, "\(columns.count) columns for shape \(shape)")
    require(
      columns.allSatisfy { $0 >= 0 && $0 < width }, "a column outside of shape \(shape)")
    let places = columns.enumerated().map { Int32($0.offset * width) + $0.element }
    return reshaped([value.count]).gather(places, shape: Shape(shape.dropLast()))
  }
}
