import Checkpoints

/// Why something of a graph isn't known without running the model: the rest of a clause, as in "its weights are ...".
struct Unfoldable: Error, Equatable {
  let reason: String

  init(_ reason: String) { self.reason = reason }

  static let input = Unfoldable("inputs of the graph")
  static let unknown = Unfoldable("known only when the model runs")
  static let tooMuch = Unfoldable("computed by more steps than I follow")
}

/// Computes what a graph makes of its tensors before it sees an input: the way on which an exporter
/// brings weights into the order that a recurrent node wants.
///
/// Arithmetic is in Float64 from the stored elements. What it costs is bounded for the whole model: a
/// small file can name one tensor often.
struct ONNXFolder {
  private let tensors: [StoredTensor]
  private var steps = 1 << 18
  /// How many elements may still be made.
  private var elements: Int
  /// How many may still be kept.
  private var kept: Int
  private static let deepest = 64
  /// What was read of tensors since ``forget()``.
  private var read: [Int: FoldedArray] = [:]

  init(_ tensors: [StoredTensor]) {
    self.tensors = tensors
    let count = tensors.reduce(0) { $0.addingReportingOverflow($1.count).partialValue }
    let held = min(max(count, 0), 1 << 40)
    elements = 16 * held + 1 << 25
    kept = 2 * held + 1 << 25
  }

  /// Lets go of what was read.
  mutating func forget() { read = [:] }

  /// The value of a name.
  mutating func value(
    of name: String, in frame: ONNXFrame, depth: Int = 0
  ) throws(Unfoldable) -> FoldedArray {
    let source = frame.source(of: name, &steps)
    guard steps > 0, depth < Self.deepest else { throw .tooMuch }
    switch source {
    case .tensor(let index): return try tensor(index)
    case .node(let node, let frame, let output):
      steps -= node.inputs.count + node.attributes.count
      let step = FoldingStep(node: node, frame: frame, output: output, depth: depth + 1)
      return try step.result(&self)
    case .input: throw .input
    case .unknown: throw .unknown
    }
  }

  /// Takes from what may be made.
  mutating func make(_ shape: [Int]) throws(Unfoldable) {
    try check(shape)
    let count = shape.reduce(1, *)
    guard count <= elements else { throw .tooMuch }
    elements -= count
  }

  /// Takes from what may be kept.
  mutating func keep(_ arrays: [FoldedArray]) throws(Unfoldable) {
    kept -= arrays.reduce(0) { $0 + $1.elements.count }
    guard kept >= 0 else { throw Unfoldable("shared by more layers than are kept") }
  }

  /// The names of the tensors that an array comes from.
  func names(of array: FoldedArray) -> String {
    let shown = array.sources.prefix(8).map { tensors[$0].name }.joined(separator: " + ")
    return array.sources.count > 8 ? shown + " + \(array.sources.count - 8) more" : shown
  }

  /// Holds a shape to one whose strides are numbers, also where an extent of 0 makes it empty.
  func check(_ shape: [Int]) throws(Unfoldable) {
    var count = 1
    for extent in shape {
      let product = count.multipliedReportingOverflow(by: max(extent, 1))
      guard extent >= 0, !product.overflow, product.partialValue <= 1 << 40 else { throw .tooMuch }
      count = product.partialValue
    }
  }

  private mutating func tensor(_ index: Int) throws(Unfoldable) -> FoldedArray {
    if let known = read[index] { return known }
    guard tensors.indices.contains(index) else { throw .unknown }
    let tensor = tensors[index]
    try make(tensor.shape)
    do throws(CheckpointFault) {
      let array = FoldedArray(tensor.shape, try tensor.doubles(), sources: [index])
      read[index] = array
      return array
    } catch { throw Unfoldable("in \(tensor.name), of which \(error.reason)") }
  }
}
