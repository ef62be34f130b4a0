import Buffers

extension StoredTensor {
  /// The elements in row-major order, least significant byte first: in place where they lie so
  /// already, otherwise a copy.
  ///
  /// - Throws: ``CheckpointFault`` where the bytes lie in another file that wasn't opened.
  /// - Complexity: O(count) for a copy.
  public func rowMajorBytes() throws(CheckpointFault) -> Bytes {
    guard let bytes = bytesInMemory else {
      throw .unsupported(.tensor(name), "its bytes lie in another file", advice: "open its model")
    }
    return bytes
  }

  /// ``rowMajorBytes()``, or `nil` where the bytes lie in another file.
  var bytesInMemory: Bytes? {
    guard case .bytes(let bytes) = data else { return nil }
    let isSwapped = isBigEndian && elementType.swappedSize > 1
    if isRowMajor && !isSwapped {
      return bytes.part(at: 0, count: count * elementType.size) ?? bytes
    }
    return bytes.withUnsafeBytes { source in
      let copy = UnsafeMutableRawBufferPointer.allocate(
        byteCount: count * elementType.size, alignment: 16)
      gather(source, into: copy)
      if isSwapped { reverse(copy, each: elementType.swappedSize) }
      return Bytes(memory: UnsafeRawBufferPointer(copy)) { $0.deallocate() }
    }
  }

  /// The elements as `Double`, exact but for 64-bit integers beyond 2^53.
  ///
  /// - Throws: ``CheckpointFault`` for types that are no real numbers, or bytes that aren't there.
  public func doubles() throws(CheckpointFault) -> [Double] {
    guard let convert = elementType.doubles else { throw noNumbers }
    return convert(try rowMajorBytes())
  }

  /// The elements as `Float`, rounded to nearest.
  ///
  /// - Throws: as ``doubles()``.
  public func floats() throws(CheckpointFault) -> [Float] {
    if elementType == .float32 {
      return try rowMajorBytes().elements(as: UInt32.self) { Float(bitPattern: $0) }
    }
    return try doubles().map { Float($0) }
  }

  /// The elements of an I64 tensor.
  ///
  /// - Throws: ``CheckpointFault`` for any other type.
  public func integers() throws(CheckpointFault) -> [Int64] {
    guard elementType == .int64 else {
      throw .unsupported(
        .tensor(name), "\(elementType.rawValue) where I64 is expected", advice: "save it as I64")
    }
    return try rowMajorBytes().elements(as: Int64.self)
  }

  private var noNumbers: CheckpointFault {
    .unsupported(
      .tensor(name), "\(elementType.rawValue) has no real numbers", advice: "save it as F32")
  }

  /// Copies the elements one row of the last axis after the other.
  private func gather(_ source: UnsafeRawBufferPointer, into copy: UnsafeMutableRawBufferPointer) {
    guard count > 0, let from = source.baseAddress, var to = copy.baseAddress else { return }
    let size = elementType.size
    let width = shape.last ?? 1
    let step = (strides.last ?? 1) * size
    var index = Array(repeating: 0, count: max(shape.count - 1, 0))
    var row = 0
    for _ in 0..<count / width {
      var element = from + row * size
      for _ in 0..<width {
        to.copyMemory(from: element, byteCount: size)
        to += size
        element += step
      }
      for axis in index.indices.reversed() {
        index[axis] += 1
        row += strides[axis]
        if index[axis] < shape[axis] { break }
        row -= index[axis] * strides[axis]
        index[axis] = 0
      }
    }
  }

  private func reverse(_ bytes: UnsafeMutableRawBufferPointer, each size: Int) {
    for start in stride(from: 0, to: bytes.count, by: size) {
      for place in 0..<size / 2 { bytes.swapAt(start + place, start + size - 1 - place) }
    }
  }
}

extension ElementType {
  /// Converts little-endian elements; `nil` for types that are no real numbers.
  var doubles: (@Sendable (Bytes) -> [Double])? {
    switch self {
    case .float64: { $0.elements(as: UInt64.self) { Double(bitPattern: $0) } }
    case .float32: { $0.elements(as: UInt32.self) { Double(Float(bitPattern: $0)) } }
    case .float16: { $0.elements(as: UInt16.self) { double(binary16: $0) } }
    case .bfloat16:
      { $0.elements(as: UInt16.self) { Double(Float(bitPattern: UInt32($0) << 16)) } }
    case .int64: { $0.elements(as: Int64.self) { Double($0) } }
    case .int32: { $0.elements(as: Int32.self) { Double($0) } }
    case .int16: { $0.elements(as: Int16.self) { Double($0) } }
    case .int8: { $0.elements(as: Int8.self) { Double($0) } }
    case .uint64: { $0.elements(as: UInt64.self) { Double($0) } }
    case .uint32: { $0.elements(as: UInt32.self) { Double($0) } }
    case .uint16: { $0.elements(as: UInt16.self) { Double($0) } }
    case .uint8, .bool: { $0.map { Double($0) } }
    default: nil
    }
  }
}

/// The value of an IEEE binary16: sign, 5 bits of exponent, 10 of significand. Exact.
func double(binary16 bits: UInt16) -> Double {
  let significand = Double(bits & 0x3ff)
  let exponent = Int(bits >> 10 & 0x1f)
  let magnitude: Double =
    switch exponent {
    case 0: significand * 0x1p-24
    case 31: significand == 0 ? .infinity : .nan
    default: Double(sign: .plus, exponent: exponent - 25, significand: 1024 + significand)
    }
  return bits >> 15 == 0 ? magnitude : -magnitude
}

extension Bytes {
  /// A copy as whole numbers, least significant byte first; a rest that makes none is left out.
  func elements<Integer: FixedWidthInteger & BitwiseCopyable>(
    as type: Integer.Type
  ) -> [Integer] {
    elements(as: type) { $0 }
  }

  /// The same, each changed on the way: a model's weights needn't lie in memory twice.
  func elements<Integer: FixedWidthInteger & BitwiseCopyable, Number>(
    as type: Integer.Type, _ change: (Integer) -> Number
  ) -> [Number] {
    let size = MemoryLayout<Integer>.size
    return withUnsafeBytes { bytes in
      (0..<count / size).map {
        change(
          Integer(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * size, as: Integer.self)))
      }
    }
  }
}
