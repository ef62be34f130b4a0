import Buffers

/// The messages that describe a group, a dataset or a committed datatype.
struct HDF5ObjectHeader {
  /// What a message is about; others are passed over.
  enum Kind: Int {
    case dataspace = 1
    case linkInfo = 2
    case datatype = 3
    case oldFillValue = 4
    case fillValue = 5
    case link = 6
    case externalFiles = 7
    case layout = 8
    case filters = 11
    case attribute = 12
    case continuation = 16
    case symbolTable = 17
    case attributeInfo = 21
  }

  /// A message of the header, not yet read.
  struct Message {
    let kind: Kind
    /// Whether the content is the place of another header, which has the message.
    let isShared: Bool
    /// Where the content lies.
    let range: Range<Int>
  }

  private(set) var messages: [Message] = []
  /// Blocks that are still to be read.
  private var blocks: [Range<Int>] = []
  /// Where blocks began, lest they continue in a circle.
  private var starts: Set<Int> = []
  private var isNew = false
  private var hasOrder = false

  /// Reads the messages of the header at an address, and of the blocks in which it continues.
  ///
  /// - Complexity: O(messages), each of which the budget counts.
  init(_ file: HDF5File, at address: Int, _ budget: inout Budget) throws(CheckpointFault) {
    var reader = file.reader(at: address)
    if reader.bytes.suffix(from: reader.position).starts(with: "OHDR".utf8) {
      try readNewPrefix(&reader)
    } else {
      try readOldPrefix(&reader)
    }
    while let block = blocks.popLast() {
      try readMessages(file, block, &budget)
    }
  }

  /// The first message of a kind.
  subscript(kind: Kind) -> Message? { messages.first { $0.kind == kind } }

  private mutating func readOldPrefix(_ reader: inout ByteReader) throws(CheckpointFault) {
    _ = try reader.version(1...1, of: "an object header")
    try reader.skip(7)
    let size = Int(try reader.next(UInt32.self))
    // The messages begin at a multiple of 8 bytes.
    try reader.skip(4)
    try append(reader, size)
  }

  private mutating func readNewPrefix(_ reader: inout ByteReader) throws(CheckpointFault) {
    isNew = true
    try reader.sign("OHDR")
    _ = try reader.version(2...2, of: "an object header")
    let flags = try reader.next(UInt8.self)
    hasOrder = flags & 4 != 0
    if flags & 0x20 != 0 { try reader.skip(16) }
    if flags & 0x10 != 0 { try reader.skip(4) }
    let size = try reader.size(1 << Int(flags & 3))
    try append(reader, size)
  }

  private mutating func append(
    _ reader: ByteReader, _ size: Int
  ) throws(CheckpointFault) {
    var reader = reader
    let start = reader.position
    try reader.skip(size)
    guard starts.insert(start).inserted else {
      throw .damaged(.byte(start), "an object header continues in itself")
    }
    blocks.append(start..<reader.position)
  }

  private mutating func readMessages(
    _ file: HDF5File, _ block: Range<Int>, _ budget: inout Budget
  ) throws(CheckpointFault) {
    var reader = file.reader(block)
    let prefix = isNew ? hasOrder ? 6 : 4 : 8
    // A rest that is shorter is a gap.
    while reader.left >= prefix {
      try budget.count(at: reader.here)
      let type = isNew ? Int(try reader.next(UInt8.self)) : Int(try reader.next(UInt16.self))
      let size = Int(try reader.next(UInt16.self))
      let flags = try reader.next(UInt8.self)
      try reader.skip(isNew ? hasOrder ? 2 : 0 : 3)
      let start = reader.position
      try reader.skip(size)
      guard let kind = Kind(rawValue: type) else { continue }
      let message = Message(
        kind: kind, isShared: flags & 2 != 0, range: start..<reader.position)
      if kind == .continuation {
        try readContinuation(file, message)
      } else {
        messages.append(message)
      }
    }
  }

  private mutating func readContinuation(
    _ file: HDF5File, _ message: Message
  ) throws(CheckpointFault) {
    var reader = file.reader(message.range)
    let place = reader.here
    var block = file.reader(at: try reader.needed(file))
    var size = try reader.size(file.lengthSize)
    if isNew {
      try block.sign("OCHK")
      // The letters before the messages and the checksum after them.
      guard size >= 8 else { throw .damaged(place, "a block of \(size) bytes") }
      size -= 8
    }
    try append(block, size)
  }
}

extension HDF5ObjectHeader.Message {
  /// Where the content lies, which may be in another object's header.
  ///
  /// - Throws: ``CheckpointFault`` where it lies in the file's own heap of shared messages.
  func content(
    _ file: HDF5File, _ budget: inout Budget
  ) throws(CheckpointFault) -> Range<Int> {
    if !isShared { return range }
    var reader = file.reader(range)
    return try reader.shared(kind, file, &budget)
  }
}

extension ByteReader {
  /// Takes the reference that stands for a message, and finds it.
  mutating func shared(
    _ kind: HDF5ObjectHeader.Kind, _ file: HDF5File, _ budget: inout Budget
  ) throws(CheckpointFault) -> Range<Int> {
    let place = here
    let version = try version(1...3, of: "a shared message")
    let type = try next(UInt8.self)
    if version == 1 { try skip(6) }
    if version == 3 && type == 1 {
      throw .unsupported(
        place, "a message in the heap of shared messages", advice: "copy the model with h5repack")
    }
    let header = try HDF5ObjectHeader(file, at: try needed(file), &budget)
    guard let message = header[kind], !message.isShared else {
      throw .damaged(place, "a shared message refers to an object that hasn't got it")
    }
    return message.range
  }
}
