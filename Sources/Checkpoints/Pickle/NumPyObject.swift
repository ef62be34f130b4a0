import Buffers

/// NumPy's arrays and scalars as pickles describe them.
enum NumPyObject {
  private static let modules = ["numpy.core.", "numpy._core.", "numpy."]

  /// What a call stands for; `nil` if it is none of NumPy's.
  static func content(
    _ call: PickleCall, _ path: String, _ document: PickleDocument, _ budget: inout Budget
  ) throws(CheckpointFault) -> PickleContent? {
    guard let name = call.name,
      let function = modules.first(where: name.hasPrefix).map({ name.dropFirst($0.count) })
    else { return nil }
    switch function {
    case "multiarray._reconstruct", "ndarray": return try array(call, path, document, &budget)
    case "multiarray.scalar": return try scalar(call, path, document, &budget)
    case "numeric._frombuffer": return try buffer(call, path, document, &budget)
    case "dtype": return .values([])
    default: return nil
    }
  }

  /// The state is (version, shape, dtype, is in Fortran's order, data); the oldest lacks a version.
  private static func array(
    _ call: PickleCall, _ path: String, _ document: PickleDocument, _ budget: inout Budget
  ) throws(CheckpointFault) -> PickleContent? {
    guard var state = document.sequence(call.state) else {
      return .skipped("an array without content")
    }
    if state.count == 5 { state.removeFirst() }
    guard state.count == 4, let shape = shape(state[0], document) else {
      throw .damaged(.tensor(path), "the state of a NumPy array is expected")
    }
    let isFortran = state[2] == .bool(true) || state[2] == .int(1)
    return try make(
      path, shape, type(state[1], document), isFortran, state[3], document, &budget)
  }

  private static func scalar(
    _ call: PickleCall, _ path: String, _ document: PickleDocument, _ budget: inout Budget
  ) throws(CheckpointFault) -> PickleContent? {
    guard call.arguments.count == 2 else { return .skipped("a scalar without content") }
    return try make(
      path, [], type(call.arguments[0], document), false, call.arguments[1], document, &budget)
  }

  /// Protocol 5: (bytes, dtype, shape, order).
  private static func buffer(
    _ call: PickleCall, _ path: String, _ document: PickleDocument, _ budget: inout Budget
  ) throws(CheckpointFault) -> PickleContent? {
    guard call.arguments.count == 4, let shape = shape(call.arguments[2], document) else {
      throw .damaged(.tensor(path), "the parts of a NumPy array are expected")
    }
    let isFortran = call.arguments[3].string == "F"
    return try make(
      path, shape, type(call.arguments[1], document), isFortran, call.arguments[0], document,
      &budget)
  }

  private static func make(
    _ path: String, _ shape: [Int], _ type: NumPyType?, _ isFortran: Bool, _ data: PickleValue,
    _ document: PickleDocument, _ budget: inout Budget
  ) throws(CheckpointFault) -> PickleContent {
    switch type {
    case .object: return .values(document.sequence(data) ?? [])
    case .number(let type, let isBigEndian):
      guard let bytes = try raw(data, document, path, &budget) else {
        return .skipped("an array whose data lies outside the file")
      }
      return .tensor(
        try StoredTensor(
          name: path, type, shape: shape,
          strides: isFortran ? StoredTensor.columnMajor(shape) : nil, bigEndian: isBigEndian,
          bytes: bytes, &budget))
    case .other(let word): return .skipped("an array of elements \(word.shown)")
    case nil: return .skipped("an array of an unknown type")
    }
  }

  private static func shape(_ value: PickleValue, _ document: PickleDocument) -> [Int]? {
    guard let extents = document.sequence(value), extents.count <= 64 else { return nil }
    let shape = extents.compactMap(\.int)
    return shape.count == extents.count ? shape : nil
  }

  /// A dtype is `numpy.dtype("f4", ...)` with a state (3, "<", ...) that says the order of bytes.
  private static func type(_ value: PickleValue, _ document: PickleDocument) -> NumPyType? {
    guard let call = document.call(value), let name = call.name, name.hasPrefix("numpy."),
      let word = call.arguments.first?.string
    else { return nil }
    let state = document.sequence(call.state) ?? []
    if state.count > 3, state[3] != .none { return .other("record") }
    let order = state.count > 1 ? state[1].string ?? "" : ""
    return NumPyType((order == ">" ? ">" : "<") + word)
  }

  /// The bytes of an array: themselves, or a text that Python 3 wrote for Python 2 in Latin 1.
  private static func raw(
    _ data: PickleValue, _ document: PickleDocument, _ path: String, _ budget: inout Budget
  ) throws(CheckpointFault) -> Bytes? {
    switch data {
    case .bytes(let bytes): return bytes
    case .text(let text): return try latin1(text, path, &budget)
    default:
      guard let call = document.call(data) else { return nil }
      if call.name == "_codecs.encode", case .text(let text)? = call.arguments.first {
        return try latin1(text, path, &budget)
      }
      let isCopy = ["__builtin__.bytes", "builtins.bytes", "builtins.bytearray"].contains(call.name)
      if isCopy, let first = call.arguments.first { return try raw(first, document, path, &budget) }
      return isCopy ? Bytes([]) : nil
    }
  }

  private static func latin1(
    _ text: Bytes, _ path: String, _ budget: inout Budget
  ) throws(CheckpointFault) -> Bytes {
    try budget.decode(bytes: text.count, at: .tensor(path))
    guard let scalars = text.text?.unicodeScalars, scalars.allSatisfy({ $0.value < 256 }) else {
      throw .damaged(.tensor(path), "its bytes are a text that isn't in Latin 1")
    }
    return Bytes(scalars.map { UInt8($0.value) })
  }
}
