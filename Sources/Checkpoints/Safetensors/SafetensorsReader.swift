import Buffers

/// Reads safetensors: 8 bytes with the length N of the header, least significant first; N bytes of
/// JSON that give each tensor's type, shape and place; the tensors' bytes, end to end.
///
/// Every size is held against the bytes that are there before memory is asked for it, and tensors
/// must fill the file without overlap or hole. Source: the safetensors format (Hugging Face, 2022).
enum SafetensorsReader {
  /// The longest header that is believed, as in the reference implementation.
  private static let longestHeader = 100_000_000

  /// - Complexity: O(header + n log n) for n tensors; their bytes are shared, not copied.
  static func read(
    _ bytes: Bytes, _ budget: inout Budget
  ) throws(CheckpointFault) -> Checkpoint {
    guard let claimed = bytes.integer(at: 0, as: UInt64.self) else {
      throw .damaged(.file, "\(bytes.count) bytes are too few for a header")
    }
    let available = bytes.count - 8
    guard claimed <= UInt64(min(available, longestHeader)) else {
      throw .damaged(
        .byte(0), "the header is said to take \(claimed) bytes, where \(available) are left")
    }
    let header = try json(bytes.part(at: 8, count: Int(claimed)) ?? bytes, budget)
    guard let members = header.members else {
      throw .damaged(.byte(8), "the header is \(header.kind), not an object of tensors")
    }
    let data = bytes.suffix(from: 8 + Int(claimed))
    var entries: [Entry] = []
    var metadata: [Checkpoint.Note] = []
    for member in members {
      try budget.count(at: .tensor(member.name))
      if member.name == "__metadata__" {
        metadata = try texts(member.value)
      } else {
        entries.append(try Entry(member))
      }
    }
    entries.sort { ($0.begin, $0.end) < ($1.begin, $1.end) }
    try checkFilled(entries, size: data.count)
    return try checkpoint(entries, data, metadata, &budget)
  }

  private static func checkpoint(
    _ entries: [Entry], _ data: Bytes, _ metadata: [Checkpoint.Note], _ budget: inout Budget
  ) throws(CheckpointFault) -> Checkpoint {
    var tensors: [StoredTensor] = []
    var skipped: [Checkpoint.Note] = []
    for entry in entries {
      guard let type = entry.type else {
        skipped.append(Checkpoint.Note(entry.name, "\(entry.word) isn't read"))
        continue
      }
      let part = data.part(at: entry.begin, count: entry.end - entry.begin) ?? data
      let needed = try StoredTensor.count(entry.name, entry.shape, type) * type.size
      guard needed == part.count else {
        throw .damaged(
          .tensor(entry.name), "it needs \(needed) bytes by its shape and has \(part.count)")
      }
      tensors.append(
        try StoredTensor(name: entry.name, type, shape: entry.shape, bytes: part, &budget))
    }
    return Checkpoint(.safetensors, tensors: tensors, metadata: metadata, skipped: skipped)
  }

  private static func json(
    _ header: Bytes, _ budget: Budget
  ) throws(CheckpointFault) -> JSON {
    do throws(JSONError) { return try JSON(parsing: header, mostValues: budget.objects) } catch {
      throw .damaged(.byte(8 + error.offset), "the header isn't JSON: \(error.reason)")
    }
  }

  private static func texts(_ json: JSON) throws(CheckpointFault) -> [Checkpoint.Note] {
    let texts = json.members?.compactMap { member in
      member.value.string.map { Checkpoint.Note(member.name, $0) }
    }
    guard let texts, texts.count == json.members?.count else {
      throw .damaged(.tensor("__metadata__"), "\"value\" isn't an object of strings")
    }
    return texts
  }

  /// Each tensor begins where the one before it ends, the first at 0, and the last ends the file.
  private static func checkFilled(_ entries: [Entry], size: Int) throws(CheckpointFault) {
    var end = 0
    for entry in entries {
      guard entry.begin == end else {
        throw .damaged(
          .tensor(entry.name),
          "it begins at byte \(entry.begin), where the one before it ends at \(end)")
      }
      end = entry.end
    }
    if end != size {
      throw .damaged(.file, "the tensors take \(end) bytes, where the file holds \(size)")
    }
  }
}

/// One tensor as the header describes it.
private struct Entry {
  let name: String
  let word: String
  /// `nil` for a type of parts of a byte, which is named and not read.
  let type: ElementType?
  let shape: [Int]
  let begin: Int
  let end: Int

  init(_ member: JSON.Member) throws(CheckpointFault) {
    name = member.name
    guard let word = member.value["dtype"]?.string else {
      throw .damaged(.tensor(name), "\"dtype\" isn't a string")
    }
    self.word = word
    type = ElementType(rawValue: word)
    guard type != nil || ["F4", "F6_E2M3", "F6_E3M2"].contains(word) else {
      throw .damaged(.tensor(name), "it has the unknown type \"\(word.shown)\"")
    }
    shape = try Self.sizes(member, "shape")
    let offsets = try Self.sizes(member, "data_offsets")
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw .damaged(.tensor(name), "\"data_offsets\" isn't a start and an end")
    }
    (begin, end) = (offsets[0], offsets[1])
  }

  private static func sizes(
    _ member: JSON.Member, _ field: String
  ) throws(CheckpointFault) -> [Int] {
    let values = member.value[field]?.values ?? [.null]
    let sizes = values.compactMap(\.int).filter { $0 >= 0 }
    guard sizes.count == values.count else {
      throw .damaged(.tensor(member.name), "\"\(field)\" isn't a list of sizes")
    }
    return sizes
  }
}
