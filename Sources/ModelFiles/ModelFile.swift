import Buffers
import Checkpoints
import Files

/// Model files on disk.
public enum ModelFile {
  /// Reads the model at `path`, in whichever format it is, and what of it lies in other files of
  /// its folder.
  ///
  /// - Throws: `FileError` or ``CheckpointError``.
  public static func read(_ path: String) throws -> Checkpoint {
    if let fault = FolderFormat(at: path)?.fault { throw CheckpointError(path: path, fault: fault) }
    var checkpoint = try checkpoint(MappedFile.bytes(at: path), at: path)
    if !checkpoint.shards.isEmpty {
      try readShards(of: &checkpoint, at: path)
    }
    let names = checkpoint.externalFiles
    if !names.isEmpty {
      var folder = try ModelFolder(of: path)
      var files: [String: Bytes] = [:]
      for name in names { files[name] = try folder.bytes(of: name) }
      try naming(path) { () throws(CheckpointFault) in try checkpoint.attach(files) }
    }
    return checkpoint
  }

  /// A shard is a model by itself, of any format but those that name other files.
  private static func readShards(of index: inout Checkpoint, at path: String) throws {
    var folder = try ModelFolder(of: path)
    var shards: [String: Checkpoint] = [:]
    var read: Set<String> = []
    for name in index.shards {
      let file = try folder.path(of: name)
      guard read.insert(file).inserted else {
        throw CheckpointError(
          path: path, fault: .damaged(.entry(name), "the index lists the file by two names"))
      }
      let shard = try checkpoint(folder.bytes(of: name), at: file)
      guard shard.shards.isEmpty, shard.externalFiles.isEmpty else {
        throw CheckpointError(
          path: file,
          fault: .unsupported(
            .file, "it is a part of a model and names other files itself",
            advice: "name it instead of \(path)"))
      }
      shards[name] = shard
    }
    try naming(path) { () throws(CheckpointFault) in try index.merge(shards) }
  }

  private static func checkpoint(_ bytes: Bytes, at path: String) throws -> Checkpoint {
    try naming(path) { () throws(CheckpointFault) in try Checkpoint(reading: bytes) }
  }

  /// Puts the file's name to a fault.
  public static func naming<Result>(
    _ path: String, _ body: () throws(CheckpointFault) -> Result
  ) throws(CheckpointError) -> Result {
    do throws(CheckpointFault) { return try body() } catch {
      throw CheckpointError(path: path, fault: error)
    }
  }
}

extension Safetensors {
  /// Writes the file at `path`, whole or not at all.
  ///
  /// - Throws: `FileError`.
  public func write(to path: String) throws(FileError) {
    try AtomicFile.write(encoded(), to: path)
  }
}
