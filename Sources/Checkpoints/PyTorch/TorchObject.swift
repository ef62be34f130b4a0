import Buffers

/// PyTorch's tensors as pickles describe them.
enum TorchObject {
  /// What a call stands for; `nil` if it is none that makes a tensor.
  static func content(
    _ call: PickleCall, _ path: String, _ document: PickleDocument,
    _ storages: any PickleStorages, _ budget: inout Budget
  ) throws(CheckpointFault) -> PickleContent? {
    guard let name = call.name, name.hasPrefix("torch.") else { return nil }
    switch name {
    case "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor_v3",
      "torch._utils._rebuild_tensor":
      return try view(call.arguments, path, document, storages, &budget)
    case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state",
      "torch.nn.parameter.Parameter", "torch.nn.parameter.Buffer":
      return try wrapped(call.arguments.first, path, document, storages, &budget)
    case "torch._tensor._rebuild_from_type_v2", "torch._utils._rebuild_from_type_v2",
      "torch.tensor._rebuild_from_type":
      return try subclass(call, path, document, storages, &budget)
    case "torch._utils._rebuild_meta_tensor_no_storage":
      return .skipped("a tensor on the meta device, which has no values")
    case _ where name.contains("quantized") || name.contains("_rebuild_qtensor"):
      throw quantised(path)
    default: return nil
    }
  }

  static func quantised(_ path: String) -> CheckpointFault {
    .unsupported(
      .tensor(path), "it is quantised by PyTorch",
      advice: "save the state_dict of the model before it was quantised")
  }

  /// (storage, offset, size, stride, ...): a view over a storage.
  private static func view(
    _ arguments: [PickleValue], _ path: String, _ document: PickleDocument,
    _ storages: any PickleStorages, _ budget: inout Budget
  ) throws(CheckpointFault) -> PickleContent {
    guard arguments.count >= 4, let offset = arguments[1].int,
      let shape = document.sequence(arguments[2])?.map(\.int),
      let strides = document.sequence(arguments[3])?.map(\.int),
      shape.count <= 64, strides.count <= 64
    else { throw .damaged(.tensor(path), "storage, offset, size and stride are expected") }
    guard let storage = try storage(arguments[0], document, storages, &budget) else {
      throw .damaged(.tensor(path), "its storage isn't in the file")
    }
    if let bit = pendingBit(arguments, document) {
      return .skipped("PyTorch's \(bit) bit is set: what is stored isn't yet what it stands for")
    }
    // Only the third version names a type, for storages without one.
    let named = arguments.count > 6 ? document.globalName(arguments[6]) : nil
    guard let type = named.map({ TorchType.types[$0] }) ?? storage.elementType else {
      return .skipped("elements of type \((named ?? "unknown").shown)")
    }
    guard let start = type.size.checkedProduct(offset), offset >= 0,
      let bytes = storage.bytes.part(at: start, count: max(0, storage.bytes.count - start))
    else {
      throw .damaged(
        .tensor(path), "it begins at element \(offset) of a storage of \(storage.bytes.count) bytes"
      )
    }
    return .tensor(
      try StoredTensor(
        name: path, type, shape: shape.map { $0 ?? -1 }, strides: strides.map { $0 ?? -1 },
        bigEndian: storage.isBigEndian && type.size > 1, bytes: bytes, &budget))
  }

  /// The bit by which a view puts off a change of sign, `neg` or `conj`.
  private static func pendingBit(
    _ arguments: [PickleValue], _ document: PickleDocument
  ) -> String? {
    for argument in arguments.dropFirst(6) {
      guard let node = document.node(argument), node.kind == .dictionary else { continue }
      for place in stride(from: 0, to: node.pairs.count - 1, by: 2) {
        guard let key = node.pairs[place].string, key == "neg" || key == "conj",
          node.pairs[place + 1] == .bool(true)
        else { continue }
        return key
      }
    }
    return nil
  }

  /// A storage by name, or, in a pickle that `pickle.dump` wrote, a whole file of `torch.save`.
  private static func storage(
    _ value: PickleValue, _ document: PickleDocument, _ storages: any PickleStorages,
    _ budget: inout Budget
  ) throws(CheckpointFault) -> PickleStorage? {
    if let call = document.call(value), call.name == "torch.storage._load_from_bytes",
      case .bytes(let bytes)? = call.arguments.first, PyTorchLegacy.isLegacy(bytes)
    {
      return try PyTorchLegacy.storage(bytes, &budget)
    }
    guard let node = document.node(value), node.kind == .persistent,
      let parts = document.sequence(node.items.first)
    else { return nil }
    return try storages.storage(parts, document)
  }

  /// A parameter around a tensor.
  private static func wrapped(
    _ value: PickleValue?, _ path: String, _ document: PickleDocument,
    _ storages: any PickleStorages, _ budget: inout Budget
  ) throws(CheckpointFault) -> PickleContent? {
    guard let inner = document.call(value) else { return nil }
    // One wrapper, not a chain of them, which would need a limit of its own.
    guard inner.name?.hasPrefix("torch._utils._rebuild_tensor") == true else {
      return value.map { .values([$0]) }
    }
    return try view(inner.arguments, path, document, storages, &budget)
  }

  /// (function, type, arguments, state): a tensor of a class of its own.
  private static func subclass(
    _ call: PickleCall, _ path: String, _ document: PickleDocument,
    _ storages: any PickleStorages, _ budget: inout Budget
  ) throws(CheckpointFault) -> PickleContent? {
    guard call.arguments.count >= 3, let arguments = document.sequence(call.arguments[2]),
      let function = document.globalName(call.arguments[0])
    else { return nil }
    guard function.hasPrefix("torch._utils._rebuild_tensor") else {
      return .values(call.arguments)
    }
    return try view(arguments, path, document, storages, &budget)
  }
}

/// The kinds of elements by PyTorch's names.
enum TorchType {
  /// By the class of a storage, without its module.
  static let storages: [String: ElementType] = [
    "DoubleStorage": .float64, "FloatStorage": .float32, "HalfStorage": .float16,
    "BFloat16Storage": .bfloat16, "LongStorage": .int64, "IntStorage": .int32,
    "ShortStorage": .int16, "CharStorage": .int8, "ByteStorage": .uint8, "BoolStorage": .bool,
    "ComplexFloatStorage": .complex64, "ComplexDoubleStorage": .complex128,
  ]

  /// By the name of a dtype.
  static let types: [String: ElementType] = [
    "torch.float64": .float64, "torch.float32": .float32, "torch.float16": .float16,
    "torch.bfloat16": .bfloat16, "torch.int64": .int64, "torch.int32": .int32,
    "torch.int16": .int16, "torch.int8": .int8, "torch.uint8": .uint8, "torch.bool": .bool,
    "torch.uint16": .uint16, "torch.uint32": .uint32, "torch.uint64": .uint64,
    "torch.complex64": .complex64, "torch.complex128": .complex128,
    "torch.float8_e4m3fn": .float8E4M3, "torch.float8_e5m2": .float8E5M2,
    "torch.float8_e4m3fnuz": .float8E4M3FNUZ, "torch.float8_e5m2fnuz": .float8E5M2FNUZ,
    "torch.float8_e8m0fnu": .float8E8M0,
  ]
}

extension Int {
  /// The product; `nil` beyond what an `Int` holds.
  func checkedProduct(_ other: Int) -> Int? {
    let product = multipliedReportingOverflow(by: other)
    return product.overflow ? nil : product.partialValue
  }
}
