import Buffers

/// What was done to each piece of a dataset before it was stored, in order.
struct HDF5Filters {
  /// The filters that every library has.
  private enum Filter {
    case deflate
    /// First all elements' first bytes, then all second ones, so that they pack better.
    case shuffle(Int)
    case fletcher32
  }

  private var filters: [Filter] = []

  /// How many there are.
  var count: Int { filters.count }

  /// No filters.
  init() {}

  /// - Throws: ``CheckpointFault`` that names a filter which isn't read.
  init(_ file: HDF5File, _ range: Range<Int>, _ budget: inout Budget) throws(CheckpointFault) {
    var reader = file.reader(range)
    let version = try reader.version(1...2, of: "a list of filters")
    let count = try reader.next(UInt8.self)
    if version == 1 { try reader.skip(6) }
    for _ in 0..<count { filters.append(try Self.filter(&reader, version, &budget)) }
  }

  private static func filter(
    _ reader: inout ByteReader, _ version: UInt8, _ budget: inout Budget
  ) throws(CheckpointFault) -> Filter {
    let place = reader.here
    let code = try reader.next(UInt16.self)
    let hasName = version == 1 || code >= 256
    let nameLength = hasName ? Int(try reader.next(UInt16.self)) : 0
    try reader.skip(2)
    let valueCount = Int(try reader.next(UInt16.self))
    let name = try reader.take(version == 1 ? (nameLength + 7) / 8 * 8 : nameLength)
    try budget.count(objects: valueCount, at: place)
    var values: [UInt32] = []
    for _ in 0..<valueCount { values.append(try reader.next(UInt32.self)) }
    if version == 1 && valueCount % 2 == 1 { try reader.skip(4) }
    switch code {
    case 1: return .deflate
    case 2: return .shuffle(Int(values.first ?? 1))
    case 3: return .fletcher32
    default:
      let title = name.text?.split(separator: "\0").first.map { " (\(String($0).shown))" } ?? ""
      throw .unsupported(
        place, "it is packed by the filter \(code)\(title)",
        advice: "save the model without compression, or with gzip")
    }
  }

  /// Undoes the filters on a piece, but for those whose bit is set in `mask`.
  ///
  /// - Parameters:
  ///   - size: the bytes of the piece as it was before.
  ///   - verifying: whether a checksum must fit.
  /// - Throws: ``CheckpointFault`` where the bytes weren't made by these filters.
  func undone(
    _ packed: Bytes, mask: UInt32, to size: Int, verifying: Bool, at place: CheckpointFault.Place
  ) throws(CheckpointFault) -> Bytes {
    let used = filters.enumerated().filter { $0.offset >= 32 || mask >> UInt32($0.offset) & 1 == 0 }
      .map(\.element)
    var bytes = packed
    for (index, filter) in used.enumerated().reversed() {
      switch filter {
      case .deflate:
        let expected = try Self.size(size, after: used[..<index], at: place)
        do throws(CheckpointFault) {
          bytes = try bytes.inflated(to: expected, raw: false)
        } catch { throw .damaged(place, error.reason) }
      case .shuffle(let width): bytes = bytes.unshuffled(width)
      case .fletcher32: bytes = try bytes.withoutFletcher32(verifying, at: place)
      }
    }
    guard bytes.count == size else {
      throw .damaged(place, "a piece has \(bytes.count) bytes, where \(size) are expected")
    }
    return bytes
  }

  /// The bytes of a piece after some filters, which deflating would leave unknown.
  private static func size(
    _ size: Int, after filters: ArraySlice<Filter>, at place: CheckpointFault.Place
  ) throws(CheckpointFault) -> Int {
    var size = size
    for filter in filters {
      switch filter {
      case .deflate:
        throw .unsupported(
          place, "it is deflated twice", advice: "save the model without compression, or with gzip")
      case .shuffle: break
      case .fletcher32: size += 4
      }
    }
    return size
  }
}

extension Bytes {
  /// The elements whose first bytes came first, whose second bytes followed, and so on.
  fileprivate func unshuffled(_ width: Int) -> Bytes {
    guard width > 1, count >= width else { return self }
    let elements = count / width
    let whole = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
    withUnsafeBytes { bytes in
      for place in 0..<width {
        var target = place
        for source in place * elements..<(place + 1) * elements {
          whole[target] = bytes[source]
          target += width
        }
      }
      // What makes no element stays where it is.
      for rest in elements * width..<count { whole[rest] = bytes[rest] }
    }
    return Bytes(memory: UnsafeRawBufferPointer(whole)) { $0.deallocate() }
  }

  /// The bytes before the checksum at the end, which must fit if it is verified.
  fileprivate func withoutFletcher32(
    _ verifying: Bool, at place: CheckpointFault.Place
  ) throws(CheckpointFault) -> Bytes {
    guard let bytes = part(at: 0, count: count - 4),
      let check = integer(at: count - 4, as: UInt32.self)
    else { throw .damaged(place, "a piece is too short for a checksum") }
    guard !verifying || bytes.fletcher32 == check else {
      throw .damaged(place, "a piece doesn't have the checksum that it carries")
    }
    return bytes
  }

  /// Fletcher's checksum over pairs of bytes, the first of each the more significant (Fletcher,
  /// IEEE Transactions on Communications 30, 1982), reduced as HDF5 does it.
  fileprivate var fletcher32: UInt32 {
    withUnsafeBytes { bytes in
      var (low, high): (UInt32, UInt32) = (0, 0)
      for start in stride(from: 0, to: bytes.count, by: 720) {
        for place in stride(from: start, to: Swift.min(start + 720, bytes.count), by: 2) {
          let second = place + 1 < bytes.count ? UInt32(bytes[place + 1]) : 0
          low += UInt32(bytes[place]) << 8 | second
          high += low
        }
        low = low & 0xffff + low >> 16
        high = high & 0xffff + high >> 16
      }
      low = low & 0xffff + low >> 16
      high = high & 0xffff + high >> 16
      return high << 16 | low
    }
  }
}
