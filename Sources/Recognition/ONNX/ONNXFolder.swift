import Checkpoints
import LinearAlgebra

/// Why something of a graph isn't known without running the model: the rest of a clause, as in "its weights are ...".
struct Unfoldable: Error, Equatable {
  let reason: String

  init(_ reason: String) { self.reason = reason }

  static let input = Unfoldable("inputs of the graph")
  static let unknown = Unfoldable("known only when the model runs")
  static let tooMuch = Unfoldable("computed by more steps than I follow")
  static let tooLarge = Unfoldable("computed from more numbers at once than I hold")
  static let tooOften = Unfoldable("shared by more layers than are kept")
}

/// Computes what a graph makes of its tensors before it sees an input: the way on which an exporter
/// brings weights into the order that a recurrent node wants.
///
/// Arithmetic is in Float64 from the stored elements. A small file can name one tensor often, so what it costs is
/// bounded for the whole model. With n the elements that the file's own bytes make, at most 2 n + 2^21 are held at
/// once on the way to one node's weights and n + 2^21 are kept in layers, so that memory stays below 24 n bytes and
/// 64 MB (for Float32 six times the file's size); at most 20 n + 2^23 are made in all, by 2^18 steps.
struct ONNXFolder {
  private let tensors: [StoredTensor]
  private var steps = 1 << 18
  /// How many elements may still be made.
  private var makeable: Int
  /// How many more may be held at once, and how many where nothing is.
  private(set) var room: Int
  private let wholeRoom: Int
  /// How many may still be kept.
  private var keepable: Int
  private static let deepest = 64
  /// Small tensors that were read since ``forget()``, such as sizes, and how many elements they have.
  private var read: [Int: FoldedArray] = [:]
  private var readCount = 0
  private static let mostRead = 1 << 19

  /// - Parameter unpacked: the tensors that are larger than what the file has of them.
  init(_ tensors: [StoredTensor], unpacked: Set<Int> = []) {
    self.tensors = tensors
    let held = tensors.enumerated().filter { !unpacked.contains($0.offset) }.map(\.element)
      .distinctElements
    makeable = 20 * held + 1 << 23
    wholeRoom = 2 * held + 1 << 21
    room = wholeRoom
    keepable = held + 1 << 21
  }

  /// Lets go of what was read.
  mutating func forget() {
    (read, readCount, room) = ([:], 0, wholeRoom)
  }

  /// The value of a name.
  mutating func value(
    of name: String, in frame: ONNXFrame, depth: Int = 0
  ) throws(Unfoldable) -> FoldedArray {
    let before = room
    let value = try found(name, frame, depth)
    letGo(from: before, except: value)
    return value
  }

  /// Of all that was held since there was so much room, one array is left.
  mutating func letGo(from before: Int, except value: FoldedArray) {
    room = before - value.elements.count
  }

  private mutating func found(
    _ name: String, _ frame: ONNXFrame, _ depth: Int
  ) throws(Unfoldable) -> FoldedArray {
    let source = frame.source(of: name, &steps)
    guard steps > 0, depth < Self.deepest else { throw .tooMuch }
    switch source {
    case .tensor(let index): return try tensor(index)
    case .node(let node, let frame, let output):
      try take(steps: node.inputs.count + node.attributes.count)
      let step = FoldingStep(node: node, frame: frame, output: output, depth: depth + 1)
      return try step.result(&self)
    case .input: throw .input
    case .unknown: throw .unknown
    }
  }

  /// Takes from what may be done.
  mutating func take(steps count: Int) throws(Unfoldable) {
    steps -= count
    guard steps > 0 else { throw .tooMuch }
  }

  /// Takes from what may be made and from what may be held.
  mutating func make(_ shape: [Int]) throws(Unfoldable) {
    try check(shape)
    let count = shape.reduce(1, *)
    guard count <= makeable else { throw .tooMuch }
    guard count <= room else { throw .tooLarge }
    makeable -= count
    room -= count
  }

  /// Takes a layer from what may be kept.
  mutating func keep(_ arrays: [FoldedArray]) throws(Unfoldable) {
    let count = Self.elements(of: arrays)
    guard count <= keepable else { throw .tooOften }
    keepable -= count
  }

  /// Gives back what a layer turned out to have in common with another.
  mutating func share(_ matrices: [Matrix]) {
    keepable += matrices.reduce(0) { $0 + $1.elements.count }
  }

  /// A layer is at least as large as its description, which small files could ask for a million times.
  private static func elements(of arrays: [FoldedArray]) -> Int {
    arrays.reduce(512) { $0 + $1.elements.count }
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
    guard tensor.shape.count <= FoldingStep.mostAxes else { throw .tooMuch }
    try make(tensor.shape)
    do throws(CheckpointFault) {
      let array = FoldedArray(tensor.shape, try tensor.doubles(), sources: [index])
      if readCount + tensor.count < Self.mostRead {
        readCount += tensor.count
        read[index] = array
      }
      return array
    } catch { throw Unfoldable("in \(tensor.name), of which \(error.reason)") }
  }
}
