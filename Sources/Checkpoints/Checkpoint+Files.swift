import Buffers

/// Models in more than one file: what other files hold comes in here, and is held against what the
/// first one says.
extension Checkpoint {
  /// The files in which tensors' bytes lie, by their names relative to the model's folder, each once.
  public var externalFiles: [String] {
    var seen: Set<String> = []
    return tensors.compactMap { tensor in
      guard case .external(let part) = tensor.data else { return nil }
      return seen.insert(part.location).inserted ? part.location : nil
    }
  }

  /// Gives the tensors whose bytes lie in other files those bytes, in place.
  ///
  /// - Parameter files: the bytes of each of ``externalFiles``.
  /// - Throws: ``CheckpointFault`` naming a tensor that reaches beyond its file, or whose length
  ///   isn't that of its shape.
  public mutating func attach(_ files: [String: Bytes]) throws(CheckpointFault) {
    var budget = Budget(Limits(fileOf: files.values.reduce(0) { $0 + $1.count }))
    for (index, tensor) in tensors.enumerated() {
      guard case .external(let part) = tensor.data else { continue }
      guard let file = files[part.location] else {
        throw .damaged(.tensor(tensor.name), "its file \"\(part.location.shown)\" isn't there")
      }
      tensors[index] = try tensor.attached(to: part, of: file, &budget)
    }
  }

  /// Adds the tensors of the files that an index lists, and takes them for the model's own.
  ///
  /// - Parameter files: what was read from each of ``shards``.
  /// - Throws: ``CheckpointFault`` naming a tensor that the index lists and its file lacks, or that
  ///   a file has and the index lists elsewhere or not at all.
  public mutating func merge(_ files: [String: Checkpoint]) throws(CheckpointFault) {
    guard case .shards(let index) = structure else { return }
    var listed = Dictionary(index.entries.map { ($0.name, $0.text) }) { first, _ in first }
    for file in index.files {
      guard let shard = files[file] else { continue }
      for name in shard.tensors.map(\.name) + shard.skipped.map(\.name) {
        guard listed.removeValue(forKey: name) == file else {
          throw .damaged(
            .tensor(name), "it is in \"\(file.shown)\", where the index doesn't list it")
        }
      }
      tensors += shard.tensors
      skipped += shard.skipped
    }
    for entry in index.entries where listed[entry.name] != nil {
      throw .damaged(
        .tensor(entry.name), "it isn't in \"\(entry.text.shown)\", where the index lists it")
    }
    structure = .names
  }
}

extension StoredTensor {
  fileprivate func attached(
    to part: ExternalData, of file: Bytes, _ budget: inout Budget
  ) throws(CheckpointFault) -> StoredTensor {
    let needed = count * elementType.size
    guard part.length ?? needed == needed else {
      throw .damaged(
        .tensor(name),
        "\(elementType.rawValue) of shape \(shape) needs \(needed) bytes, "
          + "\(part.length ?? 0) of \"\(part.location.shown)\" are said to be its own")
    }
    guard let bytes = file.part(at: part.offset, count: needed) else {
      throw .damaged(
        .tensor(name),
        "it needs \(needed) bytes from byte \(part.offset) of "
          + "\"\(part.location.shown)\" on, which has \(file.count)")
    }
    return try StoredTensor(name: name, elementType, shape: shape, bytes: bytes, &budget)
  }
}
