/// One axis of a ``LoopNest``: how far to go, and by how many elements each operand and the result
/// move.
struct LoopAxis {
  var extent: Int
  var a: Int
  var b: Int
  var result: Int

  /// Whether this axis and the one inside it can be run as one.
  func continues(_ inner: LoopAxis) -> Bool {
    a == inner.a * inner.extent && b == inner.b * inner.extent
      && result == inner.result * inner.extent
  }
}

/// The loops that visit every element of a result and of up to two strided operands, as few as
/// possible.
///
/// Everything that is not plainly elementwise (broadcasting, reductions, permutations, slices) is
/// this one loop with different strides: a stride of 0 in an operand repeats it, in the result it
/// sums. Neighbouring axes that move alike are merged, so that a row is as long as can be and goes
/// to a vectorised kernel whole.
struct LoopNest {
  /// The axes outside the rows, outermost first.
  private(set) var outer: [LoopAxis] = []
  /// The axis of a row.
  private(set) var inner = LoopAxis(extent: 1, a: 0, b: 0, result: 0)
  private let isEmpty: Bool

  init(_ extents: Shape, a: [Int], b: [Int]? = nil, result: [Int]) {
    isEmpty = extents.contains(0)
    var isFirst = true
    for axis in extents.indices where extents[axis] != 1 {
      let next = LoopAxis(
        extent: extents[axis], a: a[axis], b: b?[axis] ?? 0, result: result[axis])
      if isFirst {
        inner = next
      } else if inner.continues(next) {
        inner = LoopAxis(
          extent: inner.extent * next.extent, a: next.a, b: next.b, result: next.result)
      } else {
        outer.append(inner)
        inner = next
      }
      isFirst = false
    }
  }

  /// Calls `body` with the offsets, in elements, at which each row starts.
  func forEachRow(_ body: (_ a: Int, _ b: Int, _ result: Int) -> Void) {
    if isEmpty { return }
    guard let last = outer.last else { return body(0, 0, 0) }
    var position = [Int](repeating: 0, count: outer.count - 1)
    var a = 0
    var b = 0
    var result = 0
    while true {
      for i in 0..<last.extent {
        body(a + i * last.a, b + i * last.b, result + i * last.result)
      }
      var axis = position.count - 1
      while axis >= 0 {
        position[axis] += 1
        a += outer[axis].a
        b += outer[axis].b
        result += outer[axis].result
        if position[axis] < outer[axis].extent { break }
        a -= outer[axis].a * outer[axis].extent
        b -= outer[axis].b * outer[axis].extent
        result -= outer[axis].result * outer[axis].extent
        position[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }
}
