import Buffers

/// The files that a model's tensors were split into.
public struct ShardIndex: Sendable, Equatable {
  /// A tensor's name and the file that it is in, as the index lists them.
  public let entries: [Checkpoint.Note]

  /// The files' names, each once, in the order of their first mention.
  public var files: [String] {
    var seen: Set<String> = []
    return entries.map(\.text).filter { seen.insert($0).inserted }
  }
}

/// Reads the JSON object that goes with a model in several files, such as
/// `model.safetensors.index.json`: a `weight_map` from tensors' names to files' names.
///
/// The files aren't opened here; their names are believed by nobody yet. Source: the Transformers
/// library (Hugging Face), which writes them.
enum ShardIndexReader {
  /// How far into the text the map is looked for.
  private static let head = 1 << 20

  /// - Complexity: O(bytes)
  static func read(_ bytes: Bytes, _ budget: inout Budget) throws(CheckpointFault) -> Checkpoint {
    let index = try json(bytes, &budget)
    guard let map = index["weight_map"]?.members else {
      throw .damaged(.entry("weight_map"), "an object of tensors' names and files is expected")
    }
    var entries: [Checkpoint.Note] = []
    for member in map {
      try budget.count(at: .tensor(member.name))
      guard let file = member.value.string else {
        throw .damaged(
          .tensor(member.name), "its file is \(member.value.kind), where a name is expected")
      }
      entries.append(Checkpoint.Note(member.name, file))
    }
    let shards = ShardIndex(entries: entries)
    return Checkpoint(
      .shardIndex, tensors: [], metadata: texts(index["metadata"]), structure: .shards(shards),
      shards: shards.files)
  }

  /// Whether bytes are the text of an object in which the map is named.
  static func isShardIndex(_ bytes: Bytes) -> Bool {
    guard bytes.first(where: { !$0.isJSONSpace }) == UInt8(ascii: "{") else { return false }
    return bytes.part(at: 0, count: min(bytes.count, head))?.contains(text: "\"weight_map\"")
      ?? false
  }

  private static func json(
    _ bytes: Bytes, _ budget: inout Budget
  ) throws(CheckpointFault) -> JSON {
    try budget.decode(bytes: bytes.count, at: .file)
    do throws(JSONError) { return try JSON(parsing: bytes, mostValues: budget.objects) } catch {
      throw .damaged(.byte(error.offset), "the index isn't JSON: \(error.reason)")
    }
  }

  private static func texts(_ metadata: JSON?) -> [Checkpoint.Note] {
    (metadata?.members ?? []).map { Checkpoint.Note($0.name, $0.value.string ?? $0.value.text) }
  }
}

extension UInt8 {
  /// Whether JSON takes the byte for a space.
  var isJSONSpace: Bool { self == 0x20 || self == 0x0a || self == 0x0d || self == 0x09 }
}

extension Bytes {
  /// Whether a text stands somewhere in the bytes.
  /// - Complexity: O(count) for a text whose first byte is rare.
  func contains(text: StaticString) -> Bool {
    let length = text.utf8CodeUnitCount
    return withUnsafeBytes { bytes in
      let wanted = UnsafeRawBufferPointer(start: text.utf8Start, count: length)
      guard length > 0, bytes.count >= length else { return false }
      return (0...bytes.count - length).contains { start in
        bytes[start] == wanted[0]
          && bytes[start..<start + length].elementsEqual(wanted)
      }
    }
  }
}
