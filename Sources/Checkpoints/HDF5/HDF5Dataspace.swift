import Buffers

/// The extents of a dataset or an attribute.
struct HDF5Dataspace {
  /// The extent of each axis; `nil` where there are no elements and no axes.
  let shape: [Int]?
  /// The most that each extent can grow to; `nil` where that is unlimited.
  let most: [Int?]

  init(_ file: HDF5File, _ range: Range<Int>) throws(CheckpointFault) {
    var reader = file.reader(range)
    let version = try reader.version(1...2, of: "a dataspace")
    let place = reader.here
    let rank = Int(try reader.next(UInt8.self))
    let flags = try reader.next(UInt8.self)
    let type = try reader.next(UInt8.self)
    if version == 1 { try reader.skip(4) }
    guard rank <= 32 else { throw .damaged(place, "\(rank) axes, where HDF5 has at most 32") }
    if version == 2 && type == 2 {
      shape = nil
      most = []
      return
    }
    let extents = try Self.extents(&reader, rank, file)
    shape = try extents.map { extent throws(CheckpointFault) in
      guard let extent else { throw .damaged(place, "an axis without end") }
      return extent
    }
    most = flags & 1 == 0 ? extents : try Self.extents(&reader, rank, file)
  }

  /// Extents, of which all bits set stand for one without limit.
  private static func extents(
    _ reader: inout ByteReader, _ rank: Int, _ file: HDF5File
  ) throws(CheckpointFault) -> [Int?] {
    var extents: [Int?] = []
    for _ in 0..<rank {
      let number = try reader.unsigned(file.lengthSize)
      extents.append(
        number == UInt64.max >> (64 - 8 * UInt64(file.lengthSize)) ? nil : Int(clamping: number))
    }
    return extents
  }
}
