import Buffers

/// What a file is at first sight, for whoever looks for models among other files.
public enum FileSight: Sendable {
  /// A model in a format that is read, or what looks like one, and the names of the files that it
  /// lists as its parts.
  case model(parts: [String])
  /// A model in a format that isn't read.
  case unread(CheckpointFault)
  /// Something else.
  case other

  /// Looks at a file's bytes, of which most aren't touched.
  public init(_ bytes: Bytes) {
    do throws(CheckpointFault) {
      guard case .shardIndex = try Container(of: bytes) else {
        self = .model(parts: [])
        return
      }
      var budget = Budget(Limits(fileOf: bytes.count))
      let parts = try? ShardIndexReader.read(bytes, &budget).shards
      self = .model(parts: parts ?? [])
    } catch {
      self = KnownFormat.isModel(bytes) ? .unread(error) : .other
    }
  }
}
