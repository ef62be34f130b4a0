import Buffers

/// The index of pieces of a dataset that can't grow: an array of their places.
struct HDF5FixedArray {
  /// Where each entry lies, by its number.
  private(set) var entries: [(Int, Range<Int>)] = []

  /// - Complexity: O(entries), each of which the budget counts.
  init(_ file: HDF5File, at address: Int, _ budget: inout Budget) throws(CheckpointFault) {
    var header = file.reader(at: address)
    try header.sign("FAHD")
    _ = try header.version(0...0, of: "a fixed array")
    try header.skip(1)
    let width = Int(try header.next(UInt8.self))
    let pageBits = Int(try header.next(UInt8.self))
    let count = try header.size(file.lengthSize)
    guard let block = try header.address(file) else { return }
    var reader = file.reader(at: block)
    try reader.sign("FADB")
    try reader.skip(2 + file.addressSize)
    let page = pageBits < 32 ? 1 << pageBits : 1 << 32
    if count <= page {
      try reader.append(count, width, from: 0, to: &entries, &budget)
      return
    }
    // A bit for each page that was written, and a checksum.
    let pages = (count - 1) / page + 1
    try budget.count(objects: pages, at: reader.here)
    let written = try reader.take((pages - 1) / 8 + 1)
    try reader.skip(4)
    for number in 0..<pages {
      let size = min(page, count - number * page)
      if written[number / 8] >> UInt8(7 - number % 8) & 1 == 1 {
        try reader.append(size, width, from: number * page, to: &entries, &budget)
        try reader.skip(4)
      } else {
        try reader.skip(size * width + 4)
      }
    }
  }
}

/// The index of pieces of a dataset that can grow along one axis: blocks of their places, of which
/// each further pair is twice as large, and pages in the largest.
struct HDF5ExtensibleArray {
  /// Where each entry lies, by its number.
  private(set) var entries: [(Int, Range<Int>)] = []
  private let width: Int
  private let bits: Int
  private let smallest: Int
  private let pageBits: Int
  private var next = 0

  /// - Complexity: O(entries), each of which the budget counts.
  init(_ file: HDF5File, at address: Int, _ budget: inout Budget) throws(CheckpointFault) {
    var reader = file.reader(at: address)
    let place = reader.here
    try reader.sign("EAHD")
    _ = try reader.version(0...0, of: "an extensible array")
    try reader.skip(1)
    width = Int(try reader.next(UInt8.self))
    bits = Int(try reader.next(UInt8.self))
    let first = Int(try reader.next(UInt8.self))
    smallest = Int(try reader.next(UInt8.self))
    let pointers = Int(try reader.next(UInt8.self))
    pageBits = Int(try reader.next(UInt8.self))
    try reader.skip(6 * file.lengthSize)
    guard smallest.nonzeroBitCount == 1, pointers.nonzeroBitCount == 1, bits <= 48, pageBits < 32,
      bits >= smallest.trailingZeroBitCount
    else { throw .damaged(place, "an extensible array with impossible blocks") }
    guard let block = try reader.address(file) else { return }
    try readIndex(file, block, first, pointers, &budget)
  }

  /// The index block: the first entries, the addresses of the first blocks, and of the blocks that
  /// have the addresses of the rest.
  private mutating func readIndex(
    _ file: HDF5File, _ address: Int, _ first: Int, _ pointers: Int, _ budget: inout Budget
  ) throws(CheckpointFault) {
    var reader = file.reader(at: address)
    try reader.sign("EAIB")
    try reader.skip(2 + file.addressSize)
    try reader.append(first, width, from: 0, to: &entries, &budget)
    next = first
    let direct = 2 * pointers.trailingZeroBitCount
    let all = 1 + bits - smallest.trailingZeroBitCount
    for block in 0..<min(direct, all) {
      for _ in 0..<blocks(block) {
        try readData(file, try reader.address(file), size(block), &budget)
      }
    }
    for block in min(direct, all)..<all {
      let size = blocks(block) * size(block)
      if let address = try reader.address(file) {
        try readSecondary(file, address, block, &budget)
      } else {
        next += size
      }
    }
  }

  private mutating func readSecondary(
    _ file: HDF5File, _ address: Int, _ block: Int, _ budget: inout Budget
  ) throws(CheckpointFault) {
    var reader = file.reader(at: address)
    try reader.sign("EASB")
    try reader.skip(2 + file.addressSize + (bits + 7) / 8)
    let pages = size(block) >> pageBits
    try budget.count(objects: blocks(block), at: reader.here)
    var written: [Bytes] = []
    if pages > 1 {
      for _ in 0..<blocks(block) { written.append(try reader.take((pages - 1) / 8 + 1)) }
    }
    for number in 0..<blocks(block) {
      let data = try reader.address(file)
      try readData(
        file, data, size(block), written: written.isEmpty ? nil : written[number], &budget)
    }
  }

  private mutating func readData(
    _ file: HDF5File, _ address: Int?, _ size: Int, written: Bytes? = nil, _ budget: inout Budget
  ) throws(CheckpointFault) {
    defer { next += size }
    guard let address else { return }
    var reader = file.reader(at: address)
    try reader.sign("EADB")
    try reader.skip(2 + file.addressSize + (bits + 7) / 8)
    guard let written else {
      return try reader.append(size, width, from: next, to: &entries, &budget)
    }
    // The block's checksum, then pages with one each.
    try reader.skip(4)
    let page = 1 << pageBits
    for number in 0..<size / page {
      if written[number / 8] >> UInt8(7 - number % 8) & 1 == 1 {
        try reader.append(page, width, from: next + number * page, to: &entries, &budget)
        try reader.skip(4)
      } else {
        try reader.skip(page * width + 4)
      }
    }
  }

  /// How many blocks of data the super block of a number has.
  private func blocks(_ number: Int) -> Int { 1 << (number / 2) }

  /// How many entries each of them has.
  private func size(_ number: Int) -> Int { smallest << ((number + 1) / 2) }
}

extension ByteReader {
  /// Takes entries of one width, numbered from `first` on.
  fileprivate mutating func append(
    _ count: Int, _ width: Int, from first: Int, to entries: inout [(Int, Range<Int>)],
    _ budget: inout Budget
  ) throws(CheckpointFault) {
    try budget.count(objects: count, at: here)
    for number in 0..<count {
      let start = position
      try skip(width)
      entries.append((first + number, start..<position))
    }
  }
}
