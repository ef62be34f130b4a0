import Buffers

/// The texts of variable length, in collections that many objects share.
struct HDF5GlobalHeap {
  private let file: HDF5File
  /// Where the objects of a collection lie, by their number; by the collection's address.
  private var collections: [Int: [UInt16: Range<Int>]] = [:]

  init(_ file: HDF5File) { self.file = file }

  /// The text to which a reference leads: its length, the collection's address, its number there.
  ///
  /// - Complexity: O(collection) when it is first asked for, then O(text).
  mutating func text(
    _ reader: inout ByteReader, _ budget: inout Budget
  ) throws(CheckpointFault) -> Bytes {
    let place = reader.here
    let length = Int(try reader.next(UInt32.self))
    let address = try reader.address(file)
    let number = try reader.next(UInt32.self)
    guard length > 0, let address, address > 0 else { return Bytes([]) }
    if collections[address] == nil { collections[address] = try objects(address, &budget) }
    guard let index = UInt16(exactly: number), let range = collections[address]?[index],
      let bytes = file.bytes.part(at: range.lowerBound, count: min(length, range.count)),
      bytes.count == length
    else { throw .damaged(place, "a text of \(length) bytes that isn't in its heap") }
    return bytes
  }

  private func objects(
    _ address: Int, _ budget: inout Budget
  ) throws(CheckpointFault) -> [UInt16: Range<Int>] {
    var reader = file.reader(at: address)
    let start = reader.position
    try reader.sign("GCOL")
    _ = try reader.version(1...1, of: "a global heap")
    try reader.skip(3)
    let size = try reader.size(file.lengthSize)
    guard size >= reader.position - start, size <= file.bytes.count - start else {
      throw .damaged(.byte(start), "a global heap of \(size) bytes")
    }
    reader = ByteReader(file.reader(start..<start + size).bytes, at: reader.position)
    var objects: [UInt16: Range<Int>] = [:]
    while reader.left >= 8 + file.lengthSize {
      try budget.count(at: reader.here)
      let number = try reader.next(UInt16.self)
      try reader.skip(6)
      let length = try reader.size(file.lengthSize)
      // Number 0 is what is left free, to the end.
      if number == 0 { break }
      let content = reader.position
      try reader.skip(length)
      objects[number] = content..<reader.position
      try reader.skip(min((8 - length % 8) % 8, reader.left))
    }
    return objects
  }
}
