import Buffers

/// Where the elements of a dataset are.
enum HDF5Layout {
  /// In the object header.
  case compact(Range<Int>)
  /// In one piece; nowhere as long as nothing was written.
  case contiguous(Int?, size: Int)
  /// In pieces of one shape, of which an index tells the places.
  case chunked(HDF5ChunkIndex)

  init(_ file: HDF5File, _ range: Range<Int>) throws(CheckpointFault) {
    var reader = file.reader(range)
    let version = try reader.version(3...5, of: "a layout")
    let place = reader.here
    switch try reader.next(UInt8.self) {
    case 0:
      let size = Int(try reader.next(UInt16.self))
      let start = reader.position
      try reader.skip(size)
      self = .compact(start..<start + size)
    case 1:
      let address = try reader.address(file)
      self = .contiguous(address, size: try reader.size(file.lengthSize))
    case 2 where version == 3: self = .chunked(try HDF5ChunkIndex(old: &reader, file))
    case 2: self = .chunked(try HDF5ChunkIndex(new: &reader, file))
    case 3:
      throw .unsupported(
        place, "it is put together of other files' datasets", advice: "copy the model with h5repack"
      )
    case let other: throw .damaged(place, "a layout of class \(other)")
    }
  }
}

/// How the pieces of a dataset are found.
struct HDF5ChunkIndex {
  /// The structure that tells their places.
  enum Kind {
    case oldTree
    /// One piece, with its stored size and the filters that it was spared, if it has any.
    case single(size: Int?, mask: UInt32)
    case implicit, fixedArray, extensibleArray, newTree
  }

  let kind: Kind
  /// Where the index begins; nowhere as long as nothing was written.
  let address: Int?
  /// The extents of a piece.
  let chunk: [Int]
  /// Bytes of an element, as the layout repeats them.
  let elementSize: Int

  /// Versions up to 3, whose index is always a tree.
  fileprivate init(old reader: inout ByteReader, _ file: HDF5File) throws(CheckpointFault) {
    let axes = try Self.axes(&reader)
    address = try reader.address(file)
    kind = .oldTree
    (chunk, elementSize) = try Self.extents(&reader, axes, bytes: 4)
  }

  /// Versions from 4 on.
  fileprivate init(new reader: inout ByteReader, _ file: HDF5File) throws(CheckpointFault) {
    let start = reader.here
    let flags = try reader.next(UInt8.self)
    if flags & 1 != 0 {
      throw .unsupported(
        start, "its pieces at the edge are spared the filters",
        advice: "copy the model with h5repack"
      )
    }
    let axes = try Self.axes(&reader)
    let place = reader.here
    let bytes = Int(try reader.next(UInt8.self))
    guard 1...8 ~= bytes else { throw .damaged(place, "extents of \(bytes) bytes") }
    (chunk, elementSize) = try Self.extents(&reader, axes, bytes: bytes)
    switch try reader.next(UInt8.self) {
    case 1 where flags & 2 != 0:
      let size = try reader.size(file.lengthSize)
      kind = .single(size: size, mask: try reader.next(UInt32.self))
    case 1: kind = .single(size: nil, mask: 0)
    case 2: kind = .implicit
    case 3:
      try reader.skip(1)
      kind = .fixedArray
    case 4:
      try reader.skip(5)
      kind = .extensibleArray
    case 5:
      try reader.skip(6)
      kind = .newTree
    case let other: throw .damaged(place, "an index of pieces of type \(other)")
    }
    address = try reader.address(file)
  }

  private static func axes(_ reader: inout ByteReader) throws(CheckpointFault) -> Int {
    let place = reader.here
    let axes = Int(try reader.next(UInt8.self))
    guard 2...33 ~= axes else { throw .damaged(place, "pieces with \(axes - 1) axes") }
    return axes
  }

  /// The extents of a piece, and that of an element which comes last.
  private static func extents(
    _ reader: inout ByteReader, _ axes: Int, bytes: Int
  ) throws(CheckpointFault) -> ([Int], Int) {
    let place = reader.here
    var extents: [Int] = []
    for _ in 0..<axes { extents.append(try reader.size(bytes)) }
    guard !extents.contains(0) else { throw .damaged(place, "pieces without elements") }
    let size = extents.removeLast()
    return (extents, size)
  }
}
