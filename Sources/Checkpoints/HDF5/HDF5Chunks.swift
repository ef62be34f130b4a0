import Buffers

/// The pieces of a dataset that were written, collected from whichever index there is.
struct HDF5Chunks {
  private(set) var chunks: [HDF5Chunk] = []
  private let file: HDF5File
  private let index: HDF5ChunkIndex
  private let grid: HDF5Grid
  private let isFiltered: Bool
  private var numbers: Set<Int> = []
  private var nodes: Set<Int> = []

  /// Collects the pieces.
  ///
  /// - Parameter most: how far the dataset's axes may grow, by which some indices count.
  /// - Throws: ``CheckpointFault`` if a piece comes twice or lies outside the dataset.
  /// - Complexity: O(pieces), each of which the budget counts.
  init(
    _ file: HDF5File, _ index: HDF5ChunkIndex, _ grid: HDF5Grid, most: [Int?], isFiltered: Bool,
    _ budget: inout Budget
  ) throws(CheckpointFault) {
    self.file = file
    self.index = index
    self.grid = grid
    self.isFiltered = isFiltered
    guard let address = index.address else { return }
    switch index.kind {
    case .oldTree: try readOldTree(address, level: nil, &budget)
    case .single(let size, let mask):
      guard grid.count == 1 else {
        throw .damaged(
          .byte(file.base + address), "one piece, where \(grid.count) make the dataset")
      }
      try append([0], address, size, mask, &budget)
    case .implicit: try readImplicit(address, most, &budget)
    case .fixedArray:
      try readEntries(try HDF5FixedArray(file, at: address, &budget).entries, most, &budget)
    case .extensibleArray:
      try readEntries(try HDF5ExtensibleArray(file, at: address, &budget).entries, most, &budget)
    case .newTree: try readNewTree(address, &budget)
    }
  }

  private mutating func append(
    _ coordinates: [Int], _ address: Int, _ size: Int?, _ mask: UInt32, _ budget: inout Budget
  ) throws(CheckpointFault) {
    let place = CheckpointFault.Place.byte(file.base + address)
    try budget.count(at: place)
    guard let number = grid.number(coordinates) else {
      throw .damaged(place, "a piece lies outside its dataset")
    }
    guard numbers.insert(number).inserted else {
      throw .damaged(place, "a piece of a dataset comes twice")
    }
    let size = size ?? grid.chunkSize
    chunks.append(HDF5Chunk(number: number, address: address, size: size, mask: mask))
  }

  /// Appends a piece whose size and spared filters may follow its address.
  private mutating func append(
    _ coordinates: [Int], _ address: Int, _ rest: ByteReader, end: Int, _ budget: inout Budget
  ) throws(CheckpointFault) {
    var reader = rest
    guard isFiltered else { return try append(coordinates, address, nil, 0, &budget) }
    let size = try reader.size(max(end - reader.position - 4, 0))
    try append(coordinates, address, size, try reader.next(UInt32.self), &budget)
  }

  /// Pieces that lie one after the other, whether or not they were written.
  private mutating func readImplicit(
    _ address: Int, _ most: [Int?], _ budget: inout Budget
  ) throws(CheckpointFault) {
    let place = CheckpointFault.Place.byte(file.base + address)
    let order = try HDF5ChunkOrder(grid, most)
    let room = (file.bytes.count - file.base - address) / grid.chunkSize
    guard order.place(of: grid.counts.map { $0 - 1 }) < room else {
      throw .damaged(place, "\(grid.count) pieces should follow, there is room for \(room)")
    }
    for number in 0..<grid.count {
      let coordinates = grid.coordinates(number)
      let offset = order.place(of: coordinates) * grid.chunkSize
      try append(coordinates, address + offset, nil, 0, &budget)
    }
  }

  /// Pieces whose places are entries of an array.
  private mutating func readEntries(
    _ entries: [(Int, Range<Int>)], _ most: [Int?], _ budget: inout Budget
  ) throws(CheckpointFault) {
    let order = try HDF5ChunkOrder(grid, most)
    for (number, entry) in entries {
      var reader = ByteReader(file.bytes, at: entry.lowerBound)
      guard let chunk = try reader.address(file) else { continue }
      let coordinates = order.coordinates(at: number)
      try append(coordinates, chunk, reader, end: entry.upperBound, &budget)
    }
  }

  // MARK: Trees

  /// The first version of HDF5's B-trees, by the pieces' first elements.
  private mutating func readOldTree(
    _ address: Int, level: Int?, _ budget: inout Budget
  ) throws(CheckpointFault) {
    var node = try HDF5BTree1Node(file, at: address, type: 1, below: level, &nodes)
    for _ in 0..<node.count {
      try budget.count(at: node.reader.here)
      let size = Int(try node.reader.next(UInt32.self))
      let mask = try node.reader.next(UInt32.self)
      let coordinates = try coordinates(&node.reader)
      let child = try node.reader.needed(file)
      if node.level > 0 {
        try readOldTree(child, level: node.level, &budget)
      } else {
        try append(coordinates, child, size, mask, &budget)
      }
    }
  }

  private func coordinates(_ reader: inout ByteReader) throws(CheckpointFault) -> [Int] {
    var coordinates: [Int] = []
    for extent in grid.chunk {
      let place = reader.here
      let (coordinate, rest) = try reader.size(8).quotientAndRemainder(dividingBy: extent)
      guard rest == 0 else { throw .damaged(place, "a piece begins within another") }
      coordinates.append(coordinate)
    }
    try reader.skip(8)
    return coordinates
  }

  private mutating func readNewTree(
    _ address: Int, _ budget: inout Budget
  ) throws(CheckpointFault) {
    let tree = try HDF5BTree2(file, at: address, type: isFiltered ? 11 : 10, &budget)
    for record in tree.records {
      var reader = ByteReader(file.bytes, at: record)
      let chunk = try reader.needed(file)
      let scaled = record + tree.recordSize - 8 * grid.shape.count
      var tail = ByteReader(file.bytes, at: scaled)
      var coordinates: [Int] = []
      for _ in grid.shape { coordinates.append(try tail.size(8)) }
      try append(coordinates, chunk, reader, end: scaled, &budget)
    }
  }
}

/// The order in which some indices have a dataset's pieces: row-major, as if it were as large as it
/// may become, an axis without limit first.
private struct HDF5ChunkOrder {
  private let counts: [Int]
  private let axes: [Int]

  init(_ grid: HDF5Grid, _ most: [Int?]) throws(CheckpointFault) {
    let endless = most.firstIndex(of: nil)
    axes = (endless.map { [$0] } ?? []) + most.indices.filter { $0 != endless }
    counts = axes.map { axis in
      max(grid.counts[axis], most[axis].map { ($0 - 1) / grid.chunk[axis] + 1 } ?? 0)
    }
    guard counts.product != nil else {
      throw .damaged(.file, "a dataset's pieces are more than can be counted")
    }
  }

  func coordinates(at place: Int) -> [Int] {
    let ordered = HDF5Grid.coordinates(place, counts)
    var coordinates = ordered
    for (index, axis) in axes.enumerated() { coordinates[axis] = ordered[index] }
    return coordinates
  }

  func place(of coordinates: [Int]) -> Int {
    zip(axes, counts).reduce(0) { $0 * $1.1 + coordinates[$1.0] }
  }
}
