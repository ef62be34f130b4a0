/// How a dataset's shape is cut into pieces, which are numbered in row-major order.
struct HDF5Grid {
  let shape: [Int]
  /// The extents of a piece.
  let chunk: [Int]
  /// How many pieces lie along each axis.
  let counts: [Int]
  /// How many pieces there are.
  let count: Int
  /// Bytes of an element.
  let elementSize: Int
  /// Bytes of a piece.
  let chunkSize: Int

  /// - Throws: ``CheckpointFault`` unless the pieces have the axes of the dataset and elements of
  ///   its size.
  init(
    _ shape: [Int], _ index: HDF5ChunkIndex, elementSize: Int, at place: CheckpointFault.Place
  ) throws(CheckpointFault) {
    guard index.chunk.count == shape.count, index.elementSize == elementSize,
      let chunkSize = (index.chunk + [elementSize]).product, chunkSize > 0
    else {
      throw .damaged(
        place,
        "pieces of shape \(index.chunk) with elements of \(index.elementSize) bytes for a "
          + "dataset of shape \(shape) with elements of \(elementSize)")
    }
    self.shape = shape
    chunk = index.chunk
    counts = zip(shape, chunk).map { ($0 - 1) / $1 + 1 }
    count = counts.product ?? 0
    self.elementSize = elementSize
    self.chunkSize = chunkSize
  }

  /// The number of the piece at some coordinates, counted in pieces; `nil` outside the shape.
  func number(_ coordinates: [Int]) -> Int? {
    var number = 0
    for (coordinate, count) in zip(coordinates, counts) {
      guard 0..<count ~= coordinate else { return nil }
      number = number * count + coordinate
    }
    return number
  }

  /// The coordinates of a piece by its number.
  func coordinates(_ number: Int) -> [Int] { Self.coordinates(number, counts) }

  /// The coordinates of a number in row-major order; the first of them has no bound.
  static func coordinates(_ number: Int, _ counts: [Int]) -> [Int] {
    var rest = number
    var coordinates = counts
    for axis in counts.indices.reversed() where axis > 0 {
      coordinates[axis] = rest % counts[axis]
      rest /= counts[axis]
    }
    coordinates[0] = rest
    return coordinates
  }
}

extension [Int] {
  /// The product; `nil` beyond what a machine can count.
  var product: Int? {
    var product = 1
    for factor in self {
      let next = product.multipliedReportingOverflow(by: factor)
      if next.overflow { return nil }
      product = next.partialValue
    }
    return product
  }
}

/// Where a piece of a dataset is stored.
struct HDF5Chunk {
  /// Its number in the grid.
  let number: Int
  let address: Int
  /// The bytes that it takes in the file.
  let size: Int
  /// A bit for each filter that it was spared.
  let mask: UInt32
}

/// The part of a dataset that one of its pieces covers.
struct HDF5GridPart {
  private let grid: HDF5Grid
  /// The first element's coordinates.
  private let origin: [Int]
  /// The extents, which end where the dataset does.
  private let extents: [Int]

  init(_ grid: HDF5Grid, _ number: Int) {
    self.grid = grid
    let origin = zip(grid.coordinates(number), grid.chunk).map { $0 * $1 }
    self.origin = origin
    extents = grid.chunk.indices.map { min(grid.chunk[$0], grid.shape[$0] - origin[$0]) }
  }

  /// Bytes.
  var size: Int { extents.reduce(grid.elementSize, *) }

  /// Copies the piece's bytes to where they belong, a row of the last axis after the other.
  func copy(_ piece: UnsafeRawBufferPointer, into whole: UnsafeMutableRawBufferPointer) {
    let (from, to) = (StoredTensor.rowMajor(grid.chunk), StoredTensor.rowMajor(grid.shape))
    let outer = extents.indices.dropLast()
    let row = (extents.last ?? 1) * grid.elementSize
    var source = 0
    var target = zip(origin, to).reduce(0) { $0 + $1.0 * $1.1 }
    var index = extents.map { _ in 0 }
    for _ in 0..<extents.dropLast().reduce(1, *) {
      let (first, place) = (source * grid.elementSize, target * grid.elementSize)
      UnsafeMutableRawBufferPointer(rebasing: whole[place..<place + row]).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: piece[first..<first + row]))
      for axis in outer.reversed() {
        index[axis] += 1
        source += from[axis]
        target += to[axis]
        if index[axis] < extents[axis] { break }
        source -= index[axis] * from[axis]
        target -= index[axis] * to[axis]
        index[axis] = 0
      }
    }
  }
}
