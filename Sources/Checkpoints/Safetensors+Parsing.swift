import Files
import Foundation

extension Safetensors {
  /// The longest header that is believed, as in the reference implementation.
  private static let longestHeader = 100_000_000

  /// Reads a file's bytes, believing nothing: every size is held against the bytes that are there
  /// before memory is asked for it, and tensors must fill the file without overlap or hole.
  ///
  /// - Throws: ``SafetensorsFault``.
  /// - Complexity: O(header + n log n) for n tensors; their bytes are shared, not copied.
  public init(parsing bytes: Data) throws(SafetensorsFault) {
    guard bytes.count >= 8 else { throw .tooShort(bytes: bytes.count) }
    let claimed = bytes.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }.littleEndian
    let available = bytes.count - 8
    guard claimed <= UInt64(min(available, Self.longestHeader)) else {
      throw .headerTooLong(claimed: claimed, available: available)
    }
    let body = bytes.dropFirst(8)
    let header = try Self.json(body.prefix(Int(claimed)))
    guard let members = header.members else { throw .headerNotTensors(header.kind) }
    let data = body.dropFirst(Int(claimed))
    var entries: [Entry] = []
    var metadata: [String: String] = [:]
    for member in members {
      if member.name == "__metadata__" {
        metadata = try Self.metadata(member.value)
      } else {
        entries.append(try Entry(member))
      }
    }
    entries.sort { ($0.begin, $0.end) < ($1.begin, $1.end) }
    try Self.checkFilled(entries, size: data.count)
    let start = data.startIndex
    tensors = entries.map { entry in
      StoredTensor(
        name: entry.name, elementType: entry.type, shape: entry.shape,
        bytes: data[start + entry.begin..<start + entry.end])
    }
    self.metadata = metadata
  }

  private static func json(_ header: Data) throws(SafetensorsFault) -> JSON {
    do throws(JSONError) { return try JSON(parsing: header) } catch {
      throw .headerNotJSON(error)
    }
  }

  private static func metadata(_ json: JSON) throws(SafetensorsFault) -> [String: String] {
    var texts: [String: String] = [:]
    for member in json.members ?? [] { texts[member.name] = member.value.string }
    guard let members = json.members, texts.count == members.count else {
      throw .field(tensor: "__metadata__", field: "value", expected: "an object of strings")
    }
    return texts
  }

  /// Each tensor begins where the one before it ends, the first at 0, and the last ends the file.
  private static func checkFilled(_ entries: [Entry], size: Int) throws(SafetensorsFault) {
    var end = 0
    for entry in entries {
      guard entry.begin == end else {
        throw .notContiguous(tensor: entry.name, expected: end, given: entry.begin)
      }
      end = entry.end
    }
    if end != size { throw .dataSize(needed: end, given: size) }
  }
}

/// One tensor as the header describes it.
private struct Entry {
  let name: String
  let type: ElementType
  let shape: [Int]
  let begin: Int
  let end: Int

  init(_ member: JSON.Member) throws(SafetensorsFault) {
    name = member.name
    guard let word = member.value["dtype"]?.string else {
      throw .field(tensor: name, field: "dtype", expected: "a string")
    }
    guard let type = ElementType(rawValue: word) else {
      throw .unknownType(tensor: name, type: word)
    }
    self.type = type
    shape = try Self.sizes(member, "shape")
    let offsets = try Self.sizes(member, "data_offsets")
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw .field(tensor: name, field: "data_offsets", expected: "a start and an end")
    }
    (begin, end) = (offsets[0], offsets[1])
    let needed = try Self.bytes(name, shape, type)
    guard needed == end - begin else {
      throw .sizeMismatch(tensor: name, needed: needed, given: end - begin)
    }
  }

  private static func sizes(
    _ member: JSON.Member, _ field: String
  ) throws(SafetensorsFault) -> [Int] {
    let values = member.value[field]?.values ?? [.null]
    let sizes = values.compactMap(\.int).filter { $0 >= 0 }
    guard sizes.count == values.count else {
      throw .field(tensor: member.name, field: field, expected: "a list of sizes")
    }
    return sizes
  }

  private static func bytes(
    _ name: String, _ shape: [Int], _ type: ElementType
  ) throws(SafetensorsFault) -> Int {
    var bytes = type.size
    for extent in shape {
      let product = bytes.multipliedReportingOverflow(by: extent)
      if product.overflow { throw .shapeTooLarge(tensor: name, shape: shape) }
      bytes = product.partialValue
    }
    return bytes
  }
}
