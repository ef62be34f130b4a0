import Buffers

/// What is gathered while an ONNX model is walked.
struct ONNXParser {
  var budget: Budget
  private(set) var tensors: [StoredTensor] = []
  /// Which of them were sparse.
  private(set) var unpacked: Set<Int> = []
  private(set) var skipped: [Checkpoint.Note] = []
  /// How often a name was asked for.
  private var names: [String: Int] = [:]

  init(_ budget: Budget) { self.budget = budget }

  /// A field's text. Its bytes are counted, since names go into the names of tensors.
  mutating func text(_ field: ProtobufField) throws(CheckpointFault) -> String {
    let bytes = try field.bytes()
    try budget.count(at: field.place)
    // A name in another code page still names: what isn't UTF-8 is replaced, by up to 3 bytes.
    let text = bytes.text ?? String(decoding: bytes, as: UTF8.self)
    try budget.decode(bytes: text.utf8.count, at: field.place)
    return text
  }

  /// A `StringStringEntryProto`.
  mutating func entry(_ field: ProtobufField) throws(CheckpointFault) -> Checkpoint.Note {
    try budget.count(at: field.place)
    var (key, value) = ("", "")
    var reader = ProtobufReader(try field.bytes())
    while let field = try reader.next() {
      switch field.number {
      case 1: key = try text(field)
      case 2: value = try text(field)
      default: break
      }
    }
    return Checkpoint.Note(key, value)
  }

  /// A name that no other tensor has.
  mutating func unique(_ name: String) throws(CheckpointFault) -> String {
    // A tensor is also noted by its name, here and in its graph.
    try budget.count(objects: 4, at: .tensor(name))
    try budget.decode(bytes: name.utf8.count, at: .tensor(name))
    var candidate = name
    while names[candidate] != nil {
      names[name, default: 1] += 1
      candidate = "\(name)#\(names[name] ?? 1)"
    }
    names[candidate] = 1
    return candidate
  }

  mutating func skip(_ name: String, _ reason: String) {
    skipped.append(Checkpoint.Note(name, reason))
  }
}

// MARK: Tensors

extension ONNXParser {
  /// Adds a `TensorProto` by a name, and says where it stands; `nil` where it isn't read.
  mutating func add(
    _ tensor: ONNXTensor, as wanted: String
  ) throws(CheckpointFault) -> Int? {
    let name = try unique(wanted)
    guard case .read(let type, let typed) = tensor.type else {
      if case .named(let word) = tensor.type { skip(name, "\(word) isn't read") }
      return nil
    }
    if tensor.isSegment {
      skip(name, "it is a segment of a tensor")
      return nil
    }
    if let external = tensor.external {
      let place = try ExternalData(external, tensor: name)
      tensors.append(
        try StoredTensor(name: name, type, shape: tensor.shape, external: place))
    } else {
      let data = try tensor.data(type, typed, name: name, &budget)
      tensors.append(
        try StoredTensor(name: name, type, shape: tensor.shape, bytes: data, &budget))
    }
    return tensors.count - 1
  }

  /// Adds a sparse tensor as a dense one; `nil` where it isn't read.
  mutating func add(
    _ sparse: ONNXSparse, as wanted: String
  ) throws(CheckpointFault) -> Int? {
    let name = try unique(wanted)
    guard case .read(let type, _) = sparse.values.type,
      let data = try sparse.dense(name, &budget)
    else {
      skip(name, "it is sparse, and would be too large or of a type that isn't read")
      return nil
    }
    unpacked.insert(tensors.count)
    tensors.append(try StoredTensor(name: name, type, shape: sparse.shape, bytes: data, &budget))
    return tensors.count - 1
  }

  /// Adds numbers that stand in an attribute.
  mutating func add(
    _ bytes: Bytes, _ type: ElementType, shape: [Int], as wanted: String
  ) throws(CheckpointFault) -> Int {
    let name = try unique(wanted)
    try budget.decode(bytes: bytes.count, at: .tensor(name))
    tensors.append(try StoredTensor(name: name, type, shape: shape, bytes: bytes, &budget))
    return tensors.count - 1
  }
}

extension ExternalData {
  /// What `external_data` says: decimal numbers, and a name that is believed by nobody yet.
  fileprivate init(
    _ entries: [Checkpoint.Note], tensor: String
  ) throws(CheckpointFault) {
    func number(_ key: String) throws(CheckpointFault) -> Int? {
      guard let text = entries.last(where: { $0.name == key })?.text else { return nil }
      guard let number = Int(text), number >= 0 else {
        throw .damaged(.tensor(tensor), "the \(key) of its data is \"\(text.shown)\"")
      }
      return number
    }
    guard let location = entries.last(where: { $0.name == "location" })?.text else {
      throw .damaged(.tensor(tensor), "its data lie in another file, which isn't named")
    }
    self.init(
      location: location, offset: try number("offset") ?? 0, length: try number("length"))
  }
}
