import Checkpoints

extension [StoredTensor] {
  /// How many elements the tensors have where memory that several of them name counts once, and elements that a
  /// stride repeats don't count: what a file can't claim.
  ///
  /// - Complexity: O(tensors log tensors).
  var distinctElements: Int {
    var parts: [(start: Int, end: Int, size: Int)] = []
    for tensor in self {
      guard case .bytes(let bytes) = tensor.data, bytes.count > 0 else { continue }
      let start = bytes.withUnsafeBytes { Int(bitPattern: $0.baseAddress) }
      parts.append((start, start + bytes.count, tensor.elementType.size))
    }
    var (reached, count) = (Int.min, 0)
    for part in parts.sorted(by: { $0.start < $1.start }) where part.end > reached {
      count += (part.end - Swift.max(part.start, reached)) / part.size
      reached = part.end
    }
    return count
  }
}
