import Buffers
import Checkpoints
import Files
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
    let (shape, values) = try Self.array(at: path)
    guard shape.count == 2 || shape.count == 3, !shape.contains(0) else {
      throw Self.fault(path, "an array of shape [T, I] or [T, B, I] is expected, not \(shape)")
    }
    guard values.allSatisfy(\.isFinite) else {
      throw Self.fault(path, "the input has values that aren't finite")
    }
    name = path.split(separator: "/").last.map(String.init) ?? path
    let B = shape.count == 3 ? shape[1] : 1
    sequences = (0..<B).map { Self.sequence($0, of: B, steps: shape[0], values) }
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

  /// The one array of a file, flat.
  static func array(at path: String) throws -> (shape: [Int], values: [Double]) {
    let bytes = try MappedFile.bytes(at: path)
    if let first = bytes.first(where: { !" \n\t\r".utf8.contains($0) }),
      first == UInt8(ascii: "["), let json = try? JSON(parsing: bytes, mostValues: 10_000_000)
    {
      guard let array = json.array else {
        throw fault(path, "lists of equal lengths, with numbers in the innermost, are expected")
      }
      return array
    }
    let checkpoint = try ModelFile.read(path)
    guard checkpoint.tensors.count == 1, let tensor = checkpoint.tensors.first else {
      throw fault(path, "one array is expected, not \(checkpoint.tensors.count)")
    }
    return try ModelFile.naming(path) { () throws(CheckpointFault) in
      (tensor.shape, try tensor.doubles())
    }
  }

  static func fault(_ path: String, _ reason: String) -> CheckpointError {
    CheckpointError(
      path: path,
      fault: .unsupported(.file, reason, advice: "save such an array with numpy.save"))
  }
}

extension JSON {
  /// Nested lists of numbers as an array; `nil` where the lists aren't of equal lengths.
  fileprivate var array: (shape: [Int], values: [Double])? {
    if let number = double { return ([], [number]) }
    guard let values, let first = values.first?.array else { return nil }
    var flat: [Double] = []
    for value in values {
      guard let inner = value.array, inner.shape == first.shape else { return nil }
      flat += inner.values
    }
    return ([values.count] + first.shape, flat)
  }
}
