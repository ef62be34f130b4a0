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
    var budget = Budget(Limits(fileOf: bytes.count))
    do throws(CheckpointFault) {
      switch try Container(of: bytes) {
      case .shardIndex:
        let parts = try? ShardIndexReader.read(bytes, &budget).shards
        self = .model(parts: parts ?? [])
      case .zip:
        // An archive whose directory can't be read may be a model that was cut short.
        let archive = try? ZipArchive(bytes, &budget)
        self = archive.map(ZippedModel.init) == .some(nil) ? .other : .model(parts: [])
      default: self = .model(parts: [])
      }
    } catch {
      self = KnownFormat.isModel(bytes) ? .unread(error) : .other
    }
  }
}
