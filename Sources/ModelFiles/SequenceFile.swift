import LinearAlgebra

/// Sequences to replay a model on: a batch of matrices, T x I each, under a name.
public struct SequenceFile: Sendable {
  /// What reports call the input.
  public let name: String
  /// One matrix, T x I, for each sequence of the batch.
  public let sequences: [Matrix]

  /// Reads an array of shape [T, I] or [T, B, I] from a file of NumPy, any model format, or JSON.
  ///
  /// - Throws: `FileError` or ``CheckpointError``; the latter also for an array of another shape, or
  ///   one with values that aren't finite.
  public init(contentsOf path: String) throws {
    let (shape, values) = try Self.onlyArray(at: path)
    guard shape.count == 2 || shape.count == 3, !shape.contains(0) else {
      throw ArrayFile.fault(path, "an array of shape [T, I] or [T, B, I] is expected, not \(shape)")
    }
    guard values.allSatisfy(\.isFinite) else {
      throw ArrayFile.fault(path, "the input has values that aren't finite")
    }
    name = path.split(separator: "/").last.map(String.init) ?? path
    let B = shape.count == 3 ? shape[1] : 1
    sequences = (0..<B).map { Self.sequence($0, of: B, steps: shape[0], values) }
  }

  private static func onlyArray(at path: String) throws -> (shape: [Int], values: [Double]) {
    let arrays = try ArrayFile.arrays(at: path)
    guard arrays.count == 1, let array = arrays.first else {
      throw ArrayFile.fault(path, "one array is expected, not \(arrays.count)")
    }
    return (array.shape, array.values)
  }

  /// Member b of a batch whose steps lie side by side.
  private static func sequence(
    _ b: Int, of B: Int, steps T: Int, _ values: [Double]
  ) -> Matrix {
    let I = values.count / (T * B)
    var elements: [Double] = []
    for t in 0..<T {
      let first = (t * B + b) * I
      elements += values[first..<first + I]
    }
    return Matrix(rows: T, columns: I, elements: elements)
  }
}
