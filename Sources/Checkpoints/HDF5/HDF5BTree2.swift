import Buffers

/// A tree of records of equal length, in order: the second version of HDF5's B-trees.
struct HDF5BTree2 {
  /// Bytes of a record.
  let recordSize: Int
  /// Where each record begins.
  private(set) var records: [Int] = []
  private let type: UInt8
  private var nodes: Set<Int> = []

  /// Reads all records of the tree at an address.
  ///
  /// - Parameter type: what its records are, as the specification numbers it.
  /// - Complexity: O(records), each of which the budget counts.
  init(
    _ file: HDF5File, at address: Int, type: UInt8, _ budget: inout Budget
  ) throws(CheckpointFault) {
    var reader = file.reader(at: address)
    let place = reader.here
    try reader.sign("BTHD")
    _ = try reader.version(0...0, of: "a B-tree")
    self.type = type
    guard try reader.next(UInt8.self) == type else {
      throw .damaged(place, "a B-tree that should have records of type \(type)")
    }
    let nodeSize = Int(try reader.next(UInt32.self))
    recordSize = Int(try reader.next(UInt16.self))
    let depth = Int(try reader.next(UInt16.self))
    try reader.skip(2)
    let root = try reader.address(file)
    let count = Int(try reader.next(UInt16.self))
    guard let widths = Widths(file, nodeSize, recordSize, depth: depth) else {
      throw .damaged(
        place, "a B-tree of depth \(depth), nodes of \(nodeSize) and records of \(recordSize) bytes"
      )
    }
    guard let root else { return }
    try readNode(file, root, count, level: depth, widths, &budget)
  }

  private mutating func readNode(
    _ file: HDF5File, _ address: Int, _ count: Int, level: Int, _ widths: Widths,
    _ budget: inout Budget
  ) throws(CheckpointFault) {
    var reader = file.reader(at: address)
    let place = reader.here
    guard nodes.insert(address).inserted else {
      throw .damaged(place, "a node of a B-tree comes twice")
    }
    try reader.sign(level == 0 ? "BTLF" : "BTIN")
    _ = try reader.version(0...0, of: "a node of a B-tree")
    guard try reader.next(UInt8.self) == type else {
      throw .damaged(place, "a node that should have records of type \(type)")
    }
    try budget.count(objects: count + 1, at: place)
    for _ in 0..<count {
      records.append(reader.position)
      try reader.skip(recordSize)
    }
    if level == 0 { return }
    for _ in 0...count {
      let child = try reader.needed(file)
      let childCount = try reader.size(widths.count)
      try reader.skip(widths.total[level - 1])
      try readNode(file, child, childCount, level: level - 1, widths, &budget)
    }
  }
}

/// The bytes that numbers of records take in the pointers to a child: enough for as many as fit.
private struct Widths {
  let count: Int
  /// By the child's level; a leaf's total is its count, which isn't repeated.
  private(set) var total = [0]

  init?(_ file: HDF5File, _ nodeSize: Int, _ recordSize: Int, depth: Int) {
    // Letters, version and type before, a checksum after.
    let room = nodeSize - 10
    guard depth <= 32, recordSize > 0, room >= recordSize else { return nil }
    var most = room / recordSize
    count = Self.bytes(for: most)
    for level in 1..<max(depth, 1) {
      let pointer = file.addressSize + count + total[level - 1]
      let inNode = (room - pointer) / (recordSize + pointer)
      guard room > pointer, inNode > 0 else { return nil }
      let product = (inNode + 1).multipliedReportingOverflow(by: most)
      let sum = product.partialValue.addingReportingOverflow(inNode)
      if product.overflow || sum.overflow { return nil }
      most = sum.partialValue
      total.append(Self.bytes(for: most))
    }
  }

  private static func bytes(for number: Int) -> Int {
    (Int.bitWidth - number.leadingZeroBitCount + 7) / 8
  }
}
