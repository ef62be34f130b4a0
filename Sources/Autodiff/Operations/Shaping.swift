// Other arrangements of the same elements: the pullback puts each cotangent back where its element
// came from.

extension Variable {
  /// The same elements under another shape of the same count; one extent may be -1, to be inferred.
  public func reshaped(_ shape: Shape) -> Variable {
    let original = self.shape
    return tape.record("reshape", value: value.reshaped(shape), inputs: [self]) { g in
      [g.reshaped(original)]
    }
  }

  /// The axes in another order, reversed for `nil`: axis i of the result is axis `order[i]` of
  /// this.
  public func transposed(_ order: [Int]? = nil) -> Variable {
    let order = (order ?? shape.indices.reversed()).map(shape.axis)
    let back = order.indices.sorted { order[$0] < order[$1] }
    return tape.record("transpose", value: value.transposed(order, in: pool), inputs: [self]) { g in
      [g.transposed(back)]
    }
  }

  /// The elements with an index in `range` along `axis`.
  public func sliced(axis: Int, _ range: Range<Int>) -> Variable {
    let axis = shape.axis(axis)
    let part = value.sliced(axis: axis, range, in: pool)
    return tape.recordAccumulating("slice", value: part, inputs: [self]) { g, inputs in
      inputs.update(0) { $0.add(g, axis: axis, from: range.lowerBound) }
    }
  }

  /// Element `index` along the first axis, which goes: one step of a sequence [T, B, I].
  public subscript(index: Int) -> Variable {
    let part = value.leading(index)
    return tape.recordAccumulating("step", value: part, inputs: [self]) { g, inputs in
      inputs.update(0) { $0.add(g.reshaped([1] + g.shape), axis: 0, from: index) }
    }
  }

  /// Tensors joined along an axis; their other extents agree.
  public static func concatenate(_ parts: [Variable], axis: Int) -> Variable {
    require(!parts.isEmpty, "nothing to concatenate")
    let axis = parts[0].shape.axis(axis)
    let joined = Tensor.concatenated(parts.map(\.value), axis: axis, in: parts[0].pool)
    let extents = parts.map { ($0.shape[axis], $0.needsGradient) }
    return parts[0].tape.record("concatenate", value: joined, inputs: parts) { g in
      var start = 0
      return extents.map { extent, needsGradient in
        defer { start += extent }
        return needsGradient ? g.sliced(axis: axis, start..<start + extent) : nil
      }
    }
  }

  /// Tensors of one shape side by side along a new axis.
  public static func stack(_ parts: [Variable], axis: Int = 0) -> Variable {
    require(!parts.isEmpty, "nothing to stack")
    let shape = parts[0].shape
    require(parts.allSatisfy { $0.shape == shape }, "a stack of \(parts.map(\.shape))")
    let axis = (shape + [1]).axis(axis)
    let widened = Shape(shape[..<axis] + [1] + shape[axis...])
    let stacked = Tensor.concatenated(
      parts.map { $0.value.reshaped(widened) }, axis: axis, in: parts[0].pool)
    let needs = parts.map(\.needsGradient)
    return parts[0].tape.record("stack", value: stacked, inputs: parts) { g in
      needs.indices.map { needs[$0] ? g.sliced(axis: axis, $0..<$0 + 1).reshaped(shape) : nil }
    }
  }
}
