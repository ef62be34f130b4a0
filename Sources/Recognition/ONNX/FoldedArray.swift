/// An array that a graph computes from its tensors alone, and which tensors those were.
struct FoldedArray {
  /// The extent of each axis, outermost first.
  let shape: [Int]
  /// The elements in row-major order.
  let elements: [Double]
  /// The tensors that the elements come from, by their positions in the file, in the order of use.
  let sources: [Int]

  init(_ shape: [Int], _ elements: [Double], sources: [Int]) {
    precondition(
      elements.count == shape.reduce(1, *), "\(elements.count) elements for the shape \(shape)")
    self.shape = shape
    self.elements = elements
    self.sources = sources
  }

  /// The elements as whole numbers, `nil` where one isn't. The largest of 64 bits, which stand for "to the
  /// end", are no numbers of a `Double`: what is as large is taken for 2^62.
  var integers: [Int]? {
    let integers = elements.compactMap { Int(exactly: Swift.min(Swift.max($0, -0x1p62), 0x1p62)) }
    return integers.count == elements.count ? integers : nil
  }

  /// The same elements under another shape of as many.
  func reshaped(_ shape: [Int]) -> FoldedArray { FoldedArray(shape, elements, sources: sources) }

  /// Each element changed.
  func map(_ change: (Double) -> Double) -> FoldedArray {
    FoldedArray(shape, elements.map(change), sources: sources)
  }

  /// Part k along the first axis.
  subscript(k: Int) -> FoldedArray {
    let width = shape.dropFirst().reduce(1, *)
    return FoldedArray(
      Array(shape.dropFirst()), Array(elements[k * width..<(k + 1) * width]), sources: sources)
  }

  /// The elements that a walk of other extents and steps meets, steps in elements of this.
  func walked(_ shape: [Int], from first: Int = 0, steps: [Int]) -> FoldedArray {
    let count = shape.reduce(1, *)
    let (width, step) = (shape.last ?? 1, steps.last ?? 1)
    let result = [Double](unsafeUninitializedCapacity: count) { target, filled in
      var index = Array(repeating: 0, count: max(shape.count - 1, 0))
      var row = first
      for start in stride(from: 0, to: count, by: max(width, 1)) {
        for k in 0..<width { target[start + k] = elements[row + k * step] }
        for axis in index.indices.reversed() {
          index[axis] += 1
          row += steps[axis]
          if index[axis] < shape[axis] { break }
          row -= index[axis] * steps[axis]
          index[axis] = 0
        }
      }
      filled = count
    }
    return FoldedArray(shape, result, sources: sources)
  }

  /// How many elements further the next one along each axis lies.
  var strides: [Int] {
    var strides = shape
    var step = 1
    for axis in shape.indices.reversed() {
      strides[axis] = step
      step *= max(shape[axis], 1)
    }
    return strides
  }

  /// The axes in another order: axis k of the result is axis `order[k]` of this.
  func transposed(_ order: [Int]) -> FoldedArray {
    let strides = strides
    return walked(order.map { shape[$0] }, steps: order.map { strides[$0] })
  }

  /// Arrays one after the other along an axis; their other extents must be equal.
  static func joined(_ parts: [FoldedArray], along axis: Int) -> FoldedArray {
    var shape = parts[0].shape
    shape[axis] = parts.reduce(0) { $0 + $1.shape[axis] }
    // Where there is nothing to copy there may be very many rows of it.
    let outer = shape.contains(0) ? 0 : shape[..<axis].reduce(1, *)
    var elements: [Double] = []
    elements.reserveCapacity(shape.reduce(1, *))
    for row in 0..<outer {
      for part in parts {
        let width = part.elements.count / outer
        elements += part.elements[row * width..<(row + 1) * width]
      }
    }
    var seen: Set<Int> = []
    let sources = parts.flatMap(\.sources).filter { seen.insert($0).inserted }
    return FoldedArray(shape, elements, sources: sources)
  }
}
