import Buffers
import Checkpoints
import Files

/// Model files on disk.
public enum ModelFile {
  /// Reads the model at `path`, in whichever format it is.
  ///
  /// - Throws: `FileError` or ``CheckpointError``.
  public static func read(_ path: String) throws -> Checkpoint {
    let bytes = try MappedFile.bytes(at: path)
    do throws(CheckpointFault) { return try Checkpoint(reading: bytes) } catch {
      throw CheckpointError(path: path, fault: error)
    }
  }

  /// The model files that some paths name.
  public static func models(at paths: [String]) throws -> [String] { paths }
}

extension Safetensors {
  /// Writes the file at `path`, whole or not at all.
  ///
  /// - Throws: `FileError`.
  public func write(to path: String) throws(FileError) {
    try AtomicFile.write(encoded(), to: path)
  }
}
