import Buffers

/// Where a group keeps the links, and an object the attributes, that are too many for its header:
/// blocks that double in size, row by row, below a root.
struct HDF5FractalHeap {
  private let file: HDF5File
  private let place: CheckpointFault.Place
  /// Bytes of the names by which objects are known.
  private let idSize: Int
  private let longestManaged: Int
  private let hugeTree: Int?
  private let width: Int
  private let startSize: Int
  private let largestDirect: Int
  /// Bits of the largest offset.
  private let bits: Int
  private let root: Int?
  private let rows: Int
  /// Where objects lie that are too large for a block, by their number; read when first asked for.
  private var huge: [Int: Range<Int>]?

  init(_ file: HDF5File, at address: Int) throws(CheckpointFault) {
    var reader = file.reader(at: address)
    self.file = file
    place = reader.here
    try reader.sign("FRHP")
    _ = try reader.version(0...0, of: "a fractal heap")
    idSize = Int(try reader.next(UInt16.self))
    let filters = try reader.next(UInt16.self)
    try reader.skip(1)
    longestManaged = Int(try reader.next(UInt32.self))
    try reader.skip(file.lengthSize)
    hugeTree = try reader.address(file)
    // Free space and counts.
    try reader.skip(file.lengthSize + file.addressSize + 8 * file.lengthSize)
    width = Int(try reader.next(UInt16.self))
    startSize = try reader.size(file.lengthSize)
    largestDirect = try reader.size(file.lengthSize)
    bits = Int(try reader.next(UInt16.self))
    try reader.skip(2)
    root = try reader.address(file)
    rows = Int(try reader.next(UInt16.self))
    if filters > 0 {
      throw .unsupported(place, "a heap with filters", advice: "copy the model with h5repack")
    }
    guard width > 0, startSize > 0, startSize <= largestDirect, largestDirect <= 1 << 32,
      startSize.nonzeroBitCount == 1, largestDirect.nonzeroBitCount == 1,
      width.nonzeroBitCount == 1, bits <= 62, rows <= 64
    else { throw .damaged(place, "a fractal heap with impossible blocks") }
  }

  /// Where the object lies whose name in this heap is at a place.
  mutating func object(
    at start: Int, _ budget: inout Budget
  ) throws(CheckpointFault) -> Range<Int> {
    var reader = ByteReader(file.bytes, at: start)
    let head = try reader.next(UInt8.self)
    switch head >> 4 & 3 {
    case 0:
      let offset = try reader.size((bits + 7) / 8)
      return try managed(offset, try reader.size(lengthBytes))
    case 1: return try hugeObject(try reader.size(min(max(idSize - 1, 0), 8)), &budget)
    case 2:
      var size = Int(head & 0xf)
      if idSize > 17 { size = size << 8 | Int(try reader.next(UInt8.self)) }
      let content = reader.position
      try reader.skip(size + 1)
      return content..<reader.position
    default: throw .damaged(.byte(start), "a name of an unknown kind in a fractal heap")
    }
  }

  /// The bytes of an object's length: enough for the longest that a block can have.
  private var lengthBytes: Int {
    let block = (largestDirect.trailingZeroBitCount + 7) / 8
    let object = (Int.bitWidth - longestManaged.leadingZeroBitCount + 7) / 8
    return min(block, max(object, 1))
  }

  private mutating func hugeObject(
    _ number: Int, _ budget: inout Budget
  ) throws(CheckpointFault) -> Range<Int> {
    if huge == nil { huge = try hugeObjects(&budget) }
    guard let range = huge?[number] else {
      throw .damaged(place, "a fractal heap hasn't got its object \(number)")
    }
    return range
  }

  private func hugeObjects(
    _ budget: inout Budget
  ) throws(CheckpointFault) -> [Int: Range<Int>] {
    guard let hugeTree else { return [:] }
    var ranges: [Int: Range<Int>] = [:]
    for record in try HDF5BTree2(file, at: hugeTree, type: 1, &budget).records {
      var reader = ByteReader(file.bytes, at: record)
      var object = file.reader(at: try reader.needed(file))
      let start = object.position
      try object.skip(try reader.size(file.lengthSize))
      ranges[try reader.size(file.lengthSize)] = start..<object.position
    }
    return ranges
  }
}

extension HDF5FractalHeap {
  private func managed(_ offset: Int, _ size: Int) throws(CheckpointFault) -> Range<Int> {
    guard var block = root else { throw .damaged(place, "a fractal heap without blocks") }
    var (start, rows, isDirect) = (0, rows, rows == 0)
    while !isDirect {
      let row = row(of: offset - start)
      guard row < rows else { throw .damaged(place, "byte \(offset) is beyond a fractal heap") }
      let (rowStart, blockSize) = (rowStart(row), blockSize(row))
      let column = (offset - start - rowStart) / blockSize
      block = try child(of: block, row * width + column)
      start += rowStart + column * blockSize
      isDirect = blockSize <= largestDirect
      // As many rows as make the child's size.
      let span = blockSize.trailingZeroBitCount - (startSize * width).trailingZeroBitCount
      guard isDirect || 0..<rows ~= span + 1 else {
        throw .damaged(place, "a fractal heap whose blocks don't shrink")
      }
      rows = span + 1
    }
    var reader = file.reader(at: block)
    try reader.sign("FHDB")
    reader = file.reader(at: block)
    try reader.skip(offset - start)
    let first = reader.position
    try reader.skip(size)
    return first..<reader.position
  }

  private func child(of block: Int, _ index: Int) throws(CheckpointFault) -> Int {
    var reader = file.reader(at: block)
    try reader.sign("FHIB")
    try reader.skip(1 + file.addressSize + (bits + 7) / 8 + index * file.addressSize)
    return try reader.needed(file)
  }

  /// The first two rows have blocks of the starting size, each further one of twice the size.
  private func blockSize(_ row: Int) -> Int { startSize << max(row - 1, 0) }

  private func rowStart(_ row: Int) -> Int { row == 0 ? 0 : startSize * width << (row - 1) }

  private func row(of offset: Int) -> Int {
    let blocks = offset / (startSize * width)
    return Int.bitWidth - blocks.leadingZeroBitCount
  }
}
