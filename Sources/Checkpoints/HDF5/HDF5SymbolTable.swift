import Buffers

/// The links of a group as HDF5 stored them before version 1.8: a tree of tables of entries, whose
/// names lie in a local heap.
struct HDF5SymbolTable {
  private(set) var links: [HDF5Link] = []
  private let file: HDF5File
  /// Where the names are.
  private var heap: Range<Int>
  private var nodes: Set<Int> = []
  private var tables: Set<Int> = []

  init(
    _ file: HDF5File, _ range: Range<Int>, _ budget: inout Budget
  ) throws(CheckpointFault) {
    self.file = file
    var reader = file.reader(range)
    let tree = try reader.needed(file)
    heap = try Self.heap(file, at: try reader.needed(file))
    try readNode(tree, below: nil, &budget)
  }

  private static func heap(
    _ file: HDF5File, at address: Int
  ) throws(CheckpointFault) -> Range<Int> {
    var reader = file.reader(at: address)
    try reader.sign("HEAP")
    _ = try reader.version(0...0, of: "a local heap")
    try reader.skip(3)
    let size = try reader.size(file.lengthSize)
    try reader.skip(file.lengthSize)
    var content = file.reader(at: try reader.needed(file))
    let start = content.position
    try content.skip(size)
    return start..<content.position
  }

  private mutating func readNode(
    _ address: Int, below: Int?, _ budget: inout Budget
  ) throws(CheckpointFault) {
    var node = try HDF5BTree1Node(file, at: address, type: 0, below: below, &nodes)
    for _ in 0..<node.count {
      try budget.count(at: node.reader.here)
      // The key is a name between the children, which each child repeats.
      try node.reader.skip(file.lengthSize)
      let child = try node.reader.needed(file)
      if node.level > 0 {
        try readNode(child, below: node.level, &budget)
      } else {
        try readTable(child, &budget)
      }
    }
  }

  private mutating func readTable(
    _ address: Int, _ budget: inout Budget
  ) throws(CheckpointFault) {
    var reader = file.reader(at: address)
    let place = reader.here
    guard tables.insert(address).inserted else {
      throw .damaged(place, "a table of a group comes twice")
    }
    try reader.sign("SNOD")
    _ = try reader.version(1...1, of: "a table of a group")
    try reader.skip(1)
    for _ in 0..<(try reader.next(UInt16.self)) {
      try budget.count(at: reader.here)
      links.append(try link(&reader, &budget))
    }
  }

  private func link(
    _ reader: inout ByteReader, _ budget: inout Budget
  ) throws(CheckpointFault) -> HDF5Link {
    let place = reader.here
    let name = try HDF5Link.name(
      try text(at: try reader.size(file.addressSize), place), at: place, &budget)
    let address = try reader.address(file)
    let kind = try reader.next(UInt32.self)
    try reader.skip(4)
    let pad = try reader.take(16)
    if kind == 2 {
      let path = try text(at: Int(pad.integer(at: 0, as: UInt32.self) ?? 0), place)
      try budget.decode(bytes: path.count, at: place)
      return HDF5Link(name: name, .soft(String(decoding: path, as: UTF8.self)))
    }
    guard let address else { throw .damaged(place, "an entry of a group leads nowhere") }
    return HDF5Link(name: name, .hard(address))
  }

  /// The text in the heap, up to a zero.
  private func text(
    at offset: Int, _ place: CheckpointFault.Place
  ) throws(CheckpointFault) -> Bytes {
    guard offset < heap.count else {
      throw .damaged(place, "a name is beyond the end of its heap")
    }
    var reader = file.reader(heap.lowerBound + offset..<heap.upperBound)
    return try reader.zeroTerminated()
  }
}
