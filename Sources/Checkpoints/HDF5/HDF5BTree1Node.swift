import Buffers

/// A node of the first version of HDF5's B-trees: keys with the addresses of children between them.
struct HDF5BTree1Node {
  /// 0 for a leaf.
  let level: Int
  /// How many children there are.
  let count: Int
  /// Stands at the first key.
  var reader: ByteReader

  /// - Parameters:
  ///   - type: 0 for the names of a group, 1 for the pieces of a dataset.
  ///   - below: the level of the node above; `nil` at the root.
  ///   - nodes: the addresses of all nodes of the tree so far.
  /// - Throws: ``CheckpointFault`` if it was there before, or its level isn't one less.
  init(
    _ file: HDF5File, at address: Int, type: UInt8, below: Int?, _ nodes: inout Set<Int>
  ) throws(CheckpointFault) {
    reader = file.reader(at: address)
    let place = reader.here
    guard nodes.insert(address).inserted else {
      throw .damaged(place, "a node of a B-tree comes twice")
    }
    try reader.sign("TREE")
    guard try reader.next(UInt8.self) == type else {
      throw .damaged(place, "a B-tree of another type than \(type)")
    }
    let level = Int(try reader.next(UInt8.self))
    guard below.map({ level == $0 - 1 }) ?? (level <= 32) else {
      throw .damaged(place, "a node of level \(level) below one of level \(below ?? 33)")
    }
    self.level = level
    count = Int(try reader.next(UInt16.self))
    try reader.skip(2 * file.addressSize)
  }
}
