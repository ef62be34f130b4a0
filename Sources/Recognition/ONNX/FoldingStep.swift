import Checkpoints

/// One node whose inputs are known without running the model.
///
/// Source: ONNX operators (Linux Foundation, 2017-2026), in every version: what was an attribute first
/// and became an input is taken from where it stands.
struct FoldingStep {
  let node: ONNXNode
  let frame: ONNXFrame
  /// Which of its outputs is asked for.
  let output: Int
  let depth: Int

  /// The output's value.
  func result(_ folder: inout ONNXFolder) throws(Unfoldable) -> FoldedArray {
    guard node.domain.isEmpty || node.domain == "ai.onnx" else { throw opaque }
    switch node.operation {
    case "Identity": return try input(0, &folder)
    case "Cast": return try cast(&folder)
    case "Transpose": return try transpose(&folder)
    case "Reshape": return try reshape(&folder)
    case "Squeeze": return try squeeze(&folder)
    case "Unsqueeze": return try unsqueeze(&folder)
    case "Concat": return try concat(&folder)
    case "Slice": return try slice(&folder)
    case "Split": return try split(&folder)
    case "DequantizeLinear": return try dequantize(&folder)
    default: throw opaque
    }
  }

  private var opaque: Unfoldable {
    Unfoldable("computed by a node \(node.operation), which isn't followed")
  }

  /// More sizes than a node's setting has.
  private static let mostNumbers = 4096
  static let mostAxes = 64

  private var malformed: Unfoldable {
    Unfoldable("computed by a node \(node.operation) whose settings don't fit")
  }

  private func input(
    _ place: Int, _ folder: inout ONNXFolder
  ) throws(Unfoldable) -> FoldedArray {
    guard has(place) else { throw malformed }
    return try folder.value(of: node.inputs[place], in: frame, depth: depth)
  }

  private func has(_ place: Int) -> Bool {
    place < node.inputs.count && !node.inputs[place].isEmpty
  }

  /// Whole numbers that stand in an attribute or, in later versions, in an input.
  private func integers(
    _ attribute: String, orInput place: Int, _ folder: inout ONNXFolder
  ) throws(Unfoldable) -> [Int]? {
    if case .ints(let integers)? = frame.attribute(attribute, of: node) {
      guard integers.count <= Self.mostNumbers else { throw malformed }
      return integers.map { Int($0) }
    }
    guard has(place) else { return nil }
    let array = try input(place, &folder)
    guard array.elements.count <= Self.mostNumbers, let integers = array.integers else {
      throw malformed
    }
    return integers
  }

  private func integer(_ attribute: String) -> Int? {
    guard case .int(let integer)? = frame.attribute(attribute, of: node) else { return nil }
    return Int(integer)
  }

  /// An axis counted from the front; negative ones count from behind.
  private func axis(_ axis: Int, of rank: Int) throws(Unfoldable) -> Int {
    guard (-rank..<rank).contains(axis) else { throw malformed }
    return axis < 0 ? axis + rank : axis
  }

  private func axes(_ axes: [Int], of rank: Int) throws(Unfoldable) -> [Int] {
    var result: [Int] = []
    for axis in axes { result.append(try self.axis(axis, of: rank)) }
    guard Set(result).count == result.count else { throw malformed }
    return result
  }
}

extension FoldingStep {
  /// Rounds to the type that is asked for; weights widened to Float32 or Float64 stay what they are.
  private func cast(_ folder: inout ONNXFolder) throws(Unfoldable) -> FoldedArray {
    let array = try input(0, &folder)
    switch integer("to") {
    case 1:
      try folder.make(array.shape)
      return array.map { Double(Float($0)) }
    case 11: return array
    case 6, 7:
      try folder.make(array.shape)
      guard array.integers != nil else { throw malformed }
      return array
    default: throw Unfoldable("cast to a type that isn't followed")
    }
  }

  private func transpose(_ folder: inout ONNXFolder) throws(Unfoldable) -> FoldedArray {
    let array = try input(0, &folder)
    guard let order = permutation(of: array.shape.count) else { throw malformed }
    try folder.make(array.shape)
    return array.transposed(order)
  }

  /// The order into which a Transpose brings so many axes; `nil` where it is for another number.
  func permutation(of rank: Int) -> [Int]? {
    guard let given = frame.attribute("perm", of: node) else {
      return Array((0..<rank).reversed())
    }
    guard case .ints(let order) = given, order.count == rank else { return nil }
    return try? axes(order.map { Int($0) }, of: rank)
  }

  /// 0 takes over an extent, -1 stands for what is left.
  private func reshape(_ folder: inout ONNXFolder) throws(Unfoldable) -> FoldedArray {
    let array = try input(0, &folder)
    var shape = try target(&folder)
    if integer("allowzero") != 1 {
      for (axis, extent) in shape.enumerated() where extent == 0 {
        guard axis < array.shape.count else { throw malformed }
        shape[axis] = array.shape[axis]
      }
    }
    let open = shape.indices.filter { shape[$0] == -1 }
    var known = 1
    for extent in shape where extent != -1 {
      let product = known.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !product.overflow else { throw malformed }
      known = product.partialValue
    }
    if let axis = open.first {
      guard open.count == 1, known > 0 else { throw malformed }
      shape[axis] = array.elements.count / known
      known *= shape[axis]
    }
    guard known == array.elements.count else { throw malformed }
    try folder.check(shape)
    return array.reshaped(shape)
  }

  /// The shape that a Reshape asks for, 0 and -1 as they stand.
  func target(_ folder: inout ONNXFolder) throws(Unfoldable) -> [Int] {
    guard let shape = try integers("shape", orInput: 1, &folder), shape.count <= Self.mostAxes
    else { throw malformed }
    return shape
  }

  private func squeeze(_ folder: inout ONNXFolder) throws(Unfoldable) -> FoldedArray {
    let array = try input(0, &folder)
    let shape = array.shape
    let given = try squeezed(shape.count, &folder)
    let gone = given ?? shape.indices.filter { shape[$0] == 1 }
    guard gone.allSatisfy({ shape[$0] == 1 }) else { throw malformed }
    return array.reshaped(shape.indices.filter { !gone.contains($0) }.map { shape[$0] })
  }

  /// The axes that a Squeeze names, of so many.
  func squeezed(_ rank: Int, _ folder: inout ONNXFolder) throws(Unfoldable) -> [Int]? {
    guard let given = try integers("axes", orInput: 1, &folder) else { return nil }
    return try axes(given, of: rank)
  }

  private func unsqueeze(_ folder: inout ONNXFolder) throws(Unfoldable) -> FoldedArray {
    let array = try input(0, &folder)
    guard let given = try integers("axes", orInput: 1, &folder), given.count <= Self.mostAxes,
      array.shape.count + given.count <= Self.mostAxes
    else { throw malformed }
    var shape = array.shape
    for axis in try axes(given, of: shape.count + given.count).sorted() {
      shape.insert(1, at: axis)
    }
    return array.reshaped(shape)
  }

  private func concat(_ folder: inout ONNXFolder) throws(Unfoldable) -> FoldedArray {
    var parts: [FoldedArray] = []
    for place in node.inputs.indices { parts.append(try input(place, &folder)) }
    guard let first = parts.first else { throw malformed }
    let axis = try axis(integer("axis") ?? 1, of: first.shape.count)
    func others(_ part: FoldedArray) -> [Int] {
      part.shape.enumerated().filter { $0.offset != axis }.map(\.element)
    }
    var shape = first.shape
    shape[axis] = 0
    for part in parts {
      guard part.shape.count == shape.count, others(part) == others(first) else { throw malformed }
      shape[axis] += part.shape[axis]
      try folder.check(shape)
      try folder.take(steps: part.sources.count)
    }
    try folder.make(shape)
    return .joined(parts, along: axis)
  }

  private func split(_ folder: inout ONNXFolder) throws(Unfoldable) -> FoldedArray {
    let array = try input(0, &folder)
    let axis = try axis(integer("axis") ?? 0, of: array.shape.count)
    let extent = array.shape[axis]
    let (parts, height) = (
      node.outputs.count, (extent + node.outputs.count - 1) / node.outputs.count
    )
    let sizes =
      try integers("split", orInput: 1, &folder)
      ?? (0..<parts).map { max(min(height, extent - $0 * height), 0) }
    guard sizes.count == parts, sizes.allSatisfy({ (0...extent).contains($0) }) else {
      throw malformed
    }
    var left = extent
    for size in sizes { left -= min(size, left + 1) }
    guard left == 0 else { throw malformed }
    var part = array.shape
    part[axis] = sizes[output]
    try folder.make(part)
    let first = sizes[..<output].reduce(0, +)
    return array.walked(part, from: first * array.strides[axis], steps: array.strides)
  }

  /// (x - zero point) scale, for all alike or along an axis.
  private func dequantize(_ folder: inout ONNXFolder) throws(Unfoldable) -> FoldedArray {
    let (array, scale) = (try input(0, &folder), try input(1, &folder))
    let zero = has(2) ? try input(2, &folder) : nil
    try folder.make(array.shape)
    let axis = scale.elements.count == 1 ? 0 : try axis(integer("axis") ?? 1, of: array.shape.count)
    guard
      let result = array.dequantized(
        scale: scale.elements, zero: zero?.elements ?? [0], along: axis)
    else { throw malformed }
    return result
  }
}

extension FoldingStep {
  private func slice(_ folder: inout ONNXFolder) throws(Unfoldable) -> FoldedArray {
    let array = try input(0, &folder)
    guard let starts = try integers("starts", orInput: 1, &folder),
      let ends = try integers("ends", orInput: 2, &folder), starts.count == ends.count,
      starts.count <= array.shape.count
    else { throw malformed }
    let axes = try axes(
      integers("axes", orInput: 3, &folder) ?? Array(starts.indices), of: array.shape.count)
    let steps = try integers("steps", orInput: 4, &folder) ?? starts.map { _ in 1 }
    guard axes.count == starts.count, steps.count == starts.count else { throw malformed }
    var (shape, strides, first) = (array.shape, array.strides, 0)
    for (place, axis) in axes.enumerated() {
      guard
        let range = SliceRange(
          starts[place], ends[place], steps[place], extent: array.shape[axis])
      else { throw malformed }
      first += range.first * array.strides[axis]
      shape[axis] = range.count
      strides[axis] = range.step * array.strides[axis]
    }
    try folder.make(shape)
    return array.walked(shape, from: first, steps: strides)
  }
}

/// What a slice takes of one axis: ends are held to the axis, negative ones count from behind.
struct SliceRange: Equatable {
  let first: Int
  let count: Int
  let step: Int

  /// `nil` for a step of 0.
  init?(_ start: Int, _ end: Int, _ step: Int, extent: Int) {
    guard step != 0, extent < 1 << 48 else { return nil }
    // No step needs to be longer than the axis.
    let step = min(max(step, -extent - 1), extent + 1)
    func held(_ place: Int, from lowest: Int) -> Int {
      let place = place < 0 ? max(place, -extent - 1) + extent : min(place, extent)
      return min(max(place, lowest), step > 0 ? extent : extent - 1)
    }
    let first = held(start, from: 0)
    let last = held(end, from: step > 0 ? 0 : -1)
    let distance = step > 0 ? last - first : first - last
    count = max((distance + abs(step) - 1) / abs(step), 0)
    self.first = count == 0 ? 0 : first
    self.step = step
  }
}

extension FoldedArray {
  /// (x - zero) scale with one number for all, or one for each place along an axis; `nil` where there are
  /// as many as neither.
  func dequantized(scale: [Double], zero: [Double], along axis: Int) -> FoldedArray? {
    let extent = shape.isEmpty ? 1 : shape[axis]
    let stride = shape.isEmpty ? 1 : strides[axis]
    guard [1, extent].contains(scale.count), [1, extent].contains(zero.count) else { return nil }
    let elements = elements.enumerated().map { place, element in
      let k = place / stride % max(extent, 1)
      return (element - zero[zero.count == 1 ? 0 : k]) * scale[scale.count == 1 ? 0 : k]
    }
    return FoldedArray(shape, elements, sources: sources)
  }
}
