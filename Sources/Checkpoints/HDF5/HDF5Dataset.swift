import Buffers

/// An array in an HDF5 file.
struct HDF5Dataset {
  private let file: HDF5File
  private let datatype: HDF5Datatype
  private let dataspace: HDF5Dataspace
  private let layout: HDF5Layout
  private let filters: HDF5Filters
  /// An element as it is where nothing was written.
  private let fill: Bytes?
  private let place: CheckpointFault.Place

  /// Reads the messages of a dataset.
  ///
  /// - Throws: ``CheckpointFault``; of the kind `unsupported` where only this dataset can't be read.
  init(
    _ file: HDF5File, _ header: HDF5ObjectHeader, at address: Int, _ budget: inout Budget
  ) throws(CheckpointFault) {
    self.file = file
    place = .byte(file.base + address)
    guard let type = header[.datatype], let space = header[.dataspace] else {
      throw .damaged(place, "a dataset without a datatype or without a dataspace")
    }
    datatype = try HDF5Datatype(file, try type.content(file, &budget))
    dataspace = try HDF5Dataspace(file, try space.content(file, &budget))
    if header[.externalFiles] != nil {
      throw .unsupported(
        place, "its elements lie in other files", advice: "copy the model with h5repack")
    }
    guard let layout = header[.layout] else { throw .damaged(place, "a dataset without a layout") }
    self.layout = try HDF5Layout(file, layout.range)
    filters =
      if let message = header[.filters] {
        try HDF5Filters(file, try message.content(file, &budget), &budget)
      } else {
        HDF5Filters()
      }
    fill =
      if let message = header[.fillValue] ?? header[.oldFillValue] {
        try Self.fillValue(file, message.kind, try message.content(file, &budget))
      } else {
        nil
      }
  }

  /// The array as a tensor.
  ///
  /// - Parameter note: what Keras notes of an element's type where HDF5 has none: `bfloat16`.
  /// - Throws: as the initialiser.
  func tensor(
    _ name: String, note: String?, _ budget: inout Budget
  ) throws(CheckpointFault) -> StoredTensor {
    guard let shape = dataspace.shape else {
      throw .unsupported(place, "it has a type and no elements", advice: "save an array")
    }
    let (type, isBigEndian) = try number(note)
    let count = try StoredTensor.count(name, shape, type)
    let stored = count == 0 ? nil : try storage(shape, &budget)
    let (bytes, strides) =
      if let stored { stored } else { (try filling(count), shape.map { _ in 0 }) }
    return try StoredTensor(
      name: name, type, shape: shape, strides: strides, bigEndian: isBigEndian, bytes: bytes,
      &budget)
  }

  private func number(_ note: String?) throws(CheckpointFault) -> (ElementType, Bool) {
    switch datatype.sort {
    case .number(let type, let isBigEndian): return (type, isBigEndian)
    case .opaque where note == "bfloat16" && datatype.size == 2: return (.bfloat16, false)
    case .text, .variableText: throw unread("strings")
    case .opaque: throw unread("opaque bytes")
    case .other(let name): throw unread(name)
    }
  }

  private func unread(_ name: String) -> CheckpointFault {
    .unsupported(place, "\(name) aren't read", advice: "save numbers")
  }

  /// One element, as it is where nothing was written: zero, if the file doesn't say.
  private func filling(_ count: Int) throws(CheckpointFault) -> Bytes {
    guard let fill, !fill.isEmpty else {
      return Bytes(repeatElement(0, count: min(datatype.size, 16)))
    }
    guard count == 0 || fill.count == datatype.size else {
      throw .damaged(place, "a fill value of \(fill.count) bytes for \(datatype.size)")
    }
    return fill
  }

  private static func fillValue(
    _ file: HDF5File, _ kind: HDF5ObjectHeader.Kind, _ range: Range<Int>
  ) throws(CheckpointFault) -> Bytes? {
    var reader = file.reader(range)
    if kind == .fillValue {
      let version = try reader.version(1...3, of: "a fill value")
      if version < 3 { try reader.skip(2) }
      let flags = try reader.next(UInt8.self)
      let isDefined = version == 1 || (version == 2 ? flags == 1 : flags & 0x20 != 0)
      if !isDefined { return nil }
    }
    return try reader.take(Int(clamping: try reader.next(UInt32.self)))
  }
}

// MARK: Bytes

extension HDF5Dataset {
  /// The bytes from the first element on, with strides where they aren't in row-major order; `nil`
  /// where nothing was written.
  private func storage(
    _ shape: [Int], _ budget: inout Budget
  ) throws(CheckpointFault) -> (Bytes, [Int]?)? {
    switch layout {
    case .compact(let range):
      return (file.bytes.part(at: range.lowerBound, count: range.count) ?? file.bytes, nil)
    case .contiguous(let address, let size):
      guard let address else { return nil }
      return (try file.part(at: address, count: size), nil)
    case .chunked(let index):
      let grid = try HDF5Grid(shape, index, elementSize: datatype.size, at: place)
      let chunks = try HDF5Chunks(
        file, index, grid, most: dataspace.most, isFiltered: filters.count > 0, &budget
      ).chunks
      if chunks.isEmpty { return nil }
      if grid.count == 1 { return try single(chunks[0], grid, &budget) }
      return (try assembled(chunks, grid, &budget), nil)
    }
  }

  /// A piece that holds the whole dataset is used as it is, in place if it has no filters; it may
  /// be larger than the dataset, hence the strides.
  private func single(
    _ chunk: HDF5Chunk, _ grid: HDF5Grid, _ budget: inout Budget
  ) throws(CheckpointFault) -> (Bytes, [Int]?) {
    if filters.count > 0 { try budget.decode(bytes: grid.chunkSize, at: place) }
    return (try unpacked(chunk, grid, &budget), StoredTensor.rowMajor(grid.chunk))
  }

  private func unpacked(
    _ chunk: HDF5Chunk, _ grid: HDF5Grid, _ budget: inout Budget
  ) throws(CheckpointFault) -> Bytes {
    let packed = try file.part(at: chunk.address, count: chunk.size)
    if filters.count > 0 {
      try budget.unpack(bytes: chunk.size, at: place)
      // Memory that is given back at once still has to be had.
      var rest = budget
      for _ in 0..<filters.count { try rest.decode(bytes: grid.chunkSize, at: place) }
    }
    return try filters.undone(
      packed, mask: chunk.mask, to: grid.chunkSize, verifying: budget.verifiesChecksums, at: place)
  }

  private func assembled(
    _ chunks: [HDF5Chunk], _ grid: HDF5Grid, _ budget: inout Budget
  ) throws(CheckpointFault) -> Bytes {
    let size = grid.shape.reduce(grid.elementSize, *)
    try budget.decode(bytes: size, at: place)
    let fill = Array(try filling(1))
    let whole = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
    let bytes = Bytes(memory: UnsafeRawBufferPointer(whole)) { $0.deallocate() }
    if chunks.count < grid.count || !fill.allSatisfy({ $0 == 0 }) {
      whole.repeatElement(fill)
    }
    for chunk in chunks {
      let part = HDF5GridPart(grid, chunk.number)
      // The part of a piece beyond the dataset is work as well.
      try budget.decode(bytes: grid.chunkSize - part.size, at: place)
      let unpacked = try unpacked(chunk, grid, &budget)
      unpacked.withUnsafeBytes { part.copy($0, into: whole) }
    }
    return bytes
  }
}

extension UnsafeMutableRawBufferPointer {
  /// Writes the same bytes over and over; each copy doubles what is there.
  fileprivate func repeatElement(_ element: [UInt8]) {
    for index in element.indices where index < count { self[index] = element[index] }
    var done = element.count
    while done < count {
      let size = Swift.min(done, count - done)
      UnsafeMutableRawBufferPointer(rebasing: self[done..<done + size]).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: self[..<size]))
      done += size
    }
  }
}
