import Checkpoints
import LinearAlgebra

/// The rows that a model looks up for its tokens.
public struct Embedding: Sendable {
  /// The tensor's name in the file.
  public let name: String
  /// A row for each token, V x I; `nil` for unit vectors, of which only those that are looked up are made.
  private let table: Matrix?
  /// V, the number of tokens.
  public let count: Int

  /// The embedding of a model: the tensor of that name, or the one matrix that is called an embedding.
  ///
  /// - Throws: `CheckpointFault` where there is none, or more than one.
  /// - Complexity: O(tensors + V I).
  public init(_ checkpoint: Checkpoint, named name: String? = nil) throws(CheckpointFault) {
    let tensor: StoredTensor
    if let name {
      tensor = try Self.tensor(name, checkpoint)
    } else {
      tensor = try Self.onlyOne(checkpoint)
    }
    self.name = tensor.name
    count = tensor.shape[0]
    table = try Matrix(tensor)
  }

  /// A unit vector for each of `count` tokens.
  public init(oneHot count: Int) {
    (name, table, self.count) = ("one-hot vectors", nil, count)
  }

  private static func tensor(
    _ name: String, _ checkpoint: Checkpoint
  ) throws(CheckpointFault) -> StoredTensor {
    guard let tensor = checkpoint[name], isTable(tensor) else {
      throw .unsupported(
        .tensor(name), "there is no matrix of that name",
        advice: "see `diagnose tensors` for what the file has")
    }
    return tensor
  }

  private static func onlyOne(_ checkpoint: Checkpoint) throws(CheckpointFault) -> StoredTensor {
    let found = checkpoint.tensors.filter {
      isTable($0) && NotALayer($0.name) == nil && $0.name.lowercased().contains("embed")
    }
    guard found.count == 1, let tensor = found.first else {
      let names = found.isEmpty ? "none" : found.map(\.name).joined(separator: ", ")
      throw .unsupported(
        .file, "one matrix that is called an embedding is expected, and there is \(names)",
        advice: "name it with --embedding")
    }
    return tensor
  }

  private static func isTable(_ tensor: StoredTensor) -> Bool {
    tensor.shape.count == 2 && !tensor.shape.contains(0) && tensor.elementType.isFloat
  }

  /// The rows of tokens, T x I.
  ///
  /// - Throws: `CheckpointFault` for a token that has no row.
  public func lookup(_ rows: [Int]) throws(CheckpointFault) -> Matrix {
    if let row = rows.first(where: { $0 >= count }) {
      throw .unsupported(
        .tensor(name),
        "the vocabulary has a token of number \(row), the embedding \(count) rows",
        advice: "give the vocabulary that belongs to the model")
    }
    let width = table?.columns ?? count
    guard width <= StackReplay.mostNumbers / max(rows.count, 1) else {
      throw .unsupported(
        .tensor(name), "\(rows.count) tokens of \(width) numbers are more than a replay holds",
        advice: "give fewer --steps")
    }
    guard let table else {
      var vectors = Matrix(zeros: rows.count, count)
      for (t, row) in rows.enumerated() { vectors[t, row] = 1 }
      return vectors
    }
    return Matrix(
      rows: rows.count, columns: width, elements: rows.flatMap { Array(table.row($0)) })
  }
}
