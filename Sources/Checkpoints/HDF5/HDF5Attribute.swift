import Buffers

/// A small named value of an object, in its header or in its heap.
struct HDF5Attribute {
  let name: String
  private let datatype: HDF5Datatype
  private let dataspace: HDF5Dataspace
  /// Stands at the value.
  private let value: ByteReader

  init(_ file: HDF5File, _ range: Range<Int>, _ budget: inout Budget) throws(CheckpointFault) {
    var reader = file.reader(range)
    let place = reader.here
    let version = try reader.version(1...3, of: "an attribute")
    let flags = try reader.next(UInt8.self)
    var sizes: [Int] = []
    for _ in 0..<3 { sizes.append(Int(try reader.next(UInt16.self))) }
    if version == 3 { try reader.skip(1) }
    try budget.decode(bytes: sizes[0], at: place)
    var parts: [Range<Int>] = []
    for size in sizes {
      let start = reader.position
      try reader.skip(size)
      parts.append(start..<reader.position)
      // Only the first version has its parts at multiples of 8 bytes.
      if version == 1 { try reader.skip((8 - size % 8) % 8) }
    }
    var nameReader = file.reader(parts[0])
    guard let name = try nameReader.zeroTerminated().text else {
      throw .damaged(place, "an attribute's name isn't UTF-8")
    }
    self.name = name
    if version > 1 && flags & 1 != 0 {
      var reference = file.reader(parts[1])
      parts[1] = try reference.shared(.datatype, file, &budget)
    }
    if version > 1 && flags & 2 != 0 {
      var reference = file.reader(parts[2])
      parts[2] = try reference.shared(.dataspace, file, &budget)
    }
    datatype = try HDF5Datatype(file, parts[1])
    dataspace = try HDF5Dataspace(file, parts[2])
    value = reader
  }

  /// The value as JSON: a text or a number, or a list of them in row-major order.
  ///
  /// - Throws: ``CheckpointFault``; of the kind `unsupported` for values of other types.
  func json(
    _ heap: inout HDF5GlobalHeap, _ budget: inout Budget
  ) throws(CheckpointFault) -> JSON {
    guard let shape = dataspace.shape else { return .null }
    guard let count = shape.product else {
      throw .damaged(value.here, "an attribute has the impossible shape \(shape)")
    }
    var reader = value
    if shape.isEmpty { return try element(&reader, &heap, &budget) }
    try budget.count(objects: count, at: value.here)
    var values: [JSON] = []
    for _ in 0..<count { values.append(try element(&reader, &heap, &budget)) }
    return .array(values)
  }

  private func element(
    _ reader: inout ByteReader, _ heap: inout HDF5GlobalHeap, _ budget: inout Budget
  ) throws(CheckpointFault) -> JSON {
    let place = reader.here
    try budget.decode(bytes: datatype.size, at: place)
    switch datatype.sort {
    case .number(let type, let isBigEndian):
      return try number(try reader.take(datatype.size), type, isBigEndian, &budget)
    case .text(let endsAtZero, let padding):
      let bytes = try reader.take(datatype.size)
      let end = bytes.lastIndex { $0 != padding }.map { $0 + 1 } ?? 0
      return try text(bytes.part(at: 0, count: end) ?? bytes, cut: endsAtZero, place, &budget)
    case .variableText:
      return try text(try heap.text(&reader, &budget), cut: true, place, &budget)
    case .opaque: throw unread("opaque bytes", place)
    case .other(let name): throw unread(name, place)
    }
  }

  private func number(
    _ bytes: Bytes, _ type: ElementType, _ isBigEndian: Bool, _ budget: inout Budget
  ) throws(CheckpointFault) -> JSON {
    let tensor = try StoredTensor(
      name: name, type, shape: [], bigEndian: isBigEndian, bytes: bytes, &budget)
    let number = try tensor.doubles()[0]
    return type == .bool ? .bool(number != 0) : .number(number)
  }

  private func text(
    _ bytes: Bytes, cut: Bool, _ place: CheckpointFault.Place, _ budget: inout Budget
  ) throws(CheckpointFault) -> JSON {
    let end = cut ? bytes.firstIndex(of: 0) ?? bytes.count : bytes.count
    try budget.decode(bytes: end, at: place)
    guard let text = bytes.part(at: 0, count: end)?.text else {
      throw unread("texts not in UTF-8", place)
    }
    return .string(text)
  }

  private func unread(_ what: String, _ place: CheckpointFault.Place) -> CheckpointFault {
    .unsupported(place, "\(what) aren't read", advice: "save texts or numbers")
  }
}

extension HDF5Attribute {
  /// All attributes of an object, those in its heap by name.
  static func all(
    _ file: HDF5File, _ header: HDF5ObjectHeader, _ budget: inout Budget
  ) throws(CheckpointFault) -> [HDF5Attribute] {
    var attributes: [HDF5Attribute] = []
    for message in header.messages where message.kind == .attribute {
      attributes.append(try HDF5Attribute(file, try message.content(file, &budget), &budget))
    }
    guard let info = header[.attributeInfo] else { return attributes }
    var reader = file.reader(info.range)
    _ = try reader.version(0...0, of: "a list of attributes")
    if try reader.next(UInt8.self) & 1 != 0 { try reader.skip(2) }
    guard let heapAddress = try reader.address(file), let tree = try reader.address(file) else {
      return attributes
    }
    var heap = try HDF5FractalHeap(file, at: heapAddress)
    for record in try HDF5BTree2(file, at: tree, type: 8, &budget).records {
      // After the name in the heap, 8 bytes.
      guard file.bytes.integer(at: record + 8, as: UInt8.self).map({ $0 & 2 == 0 }) == true else {
        throw .unsupported(
          .byte(record), "an attribute in the heap of shared messages",
          advice: "copy the model with h5repack")
      }
      let range = try heap.object(at: record, &budget)
      attributes.append(try HDF5Attribute(file, range, &budget))
    }
    return attributes.sorted { $0.name < $1.name }
  }
}
