import Buffers

/// A name in a group and where it leads.
struct HDF5Link {
  /// Where a name may lead.
  enum Target {
    /// To the object whose header is at an address.
    case hard(Int)
    /// To a path, which may lead nowhere.
    case soft(String)
    /// Out of the file.
    case external
    /// Wherever a program wants.
    case userDefined
  }

  let name: String
  let target: Target

  /// All links of a group, by name.
  ///
  /// - Throws: ``CheckpointFault`` if a name comes twice or can't be part of a path.
  /// - Complexity: O(n log n) for n links, each of which the budget counts.
  static func all(
    _ file: HDF5File, _ header: HDF5ObjectHeader, _ budget: inout Budget
  ) throws(CheckpointFault) -> [HDF5Link] {
    var links: [HDF5Link] = []
    for message in header.messages where message.kind == .link {
      links.append(try HDF5Link(file, try message.content(file, &budget), &budget))
    }
    if let info = header[.linkInfo] { links += try dense(file, info.range, &budget) }
    if let table = header[.symbolTable] {
      links += try HDF5SymbolTable(file, table.range, &budget).links
    }
    links.sort { $0.name < $1.name }
    for (link, next) in zip(links, links.dropFirst()) where link.name == next.name {
      throw .damaged(.entry(link.name), "the name comes twice in a group")
    }
    return links
  }

  /// Links that are too many for the group's header.
  private static func dense(
    _ file: HDF5File, _ range: Range<Int>, _ budget: inout Budget
  ) throws(CheckpointFault) -> [HDF5Link] {
    var reader = file.reader(range)
    _ = try reader.version(0...0, of: "a list of links")
    if try reader.next(UInt8.self) & 1 != 0 { try reader.skip(8) }
    guard let heapAddress = try reader.address(file), let tree = try reader.address(file) else {
      return []
    }
    var heap = try HDF5FractalHeap(file, at: heapAddress)
    var links: [HDF5Link] = []
    for record in try HDF5BTree2(file, at: tree, type: 5, &budget).records {
      // After the name's hash, 4 bytes.
      links.append(try HDF5Link(file, try heap.object(at: record + 4, &budget), &budget))
    }
    return links
  }

  /// Reads a link as a message of a header or an object of a heap has it.
  private init(
    _ file: HDF5File, _ range: Range<Int>, _ budget: inout Budget
  ) throws(CheckpointFault) {
    var reader = file.reader(range)
    _ = try reader.version(1...1, of: "a link")
    let flags = try reader.next(UInt8.self)
    let type = flags & 8 == 0 ? 0 : try reader.next(UInt8.self)
    if flags & 4 != 0 { try reader.skip(8) }
    if flags & 0x10 != 0 { try reader.skip(1) }
    let place = reader.here
    let length = try reader.size(1 << Int(flags & 3))
    name = try Self.name(try reader.take(length), at: place, &budget)
    switch type {
    case 0: target = .hard(try reader.needed(file))
    case 1:
      let path = try reader.take(Int(try reader.next(UInt16.self)))
      target = .soft(String(decoding: path, as: UTF8.self))
    case 64: target = .external
    default: target = .userDefined
    }
  }

  init(name: String, _ target: Target) {
    self.name = name
    self.target = target
  }

  /// A name that may be part of a path.
  static func name(
    _ bytes: Bytes, at place: CheckpointFault.Place, _ budget: inout Budget
  ) throws(CheckpointFault) -> String {
    try budget.decode(bytes: bytes.count, at: place)
    guard let name = bytes.text, !name.isEmpty, !bytes.contains(UInt8(ascii: "/")) else {
      throw .damaged(place, "a link's name is empty, not in UTF-8 or has a slash")
    }
    return name
  }
}
