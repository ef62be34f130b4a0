import Buffers

/// Finds the tensors that a pickle describes and names them by the way to them: keys, attributes
/// and places joined by dots.
///
/// A value that holds others is gone through once, by the first way that leads to it, so cycles and
/// shared values cost nothing. `_parameters`, `_buffers` and `_modules` of a PyTorch module are left
/// out of the names, so that they are those of its state_dict; `_flat_weights` repeats parameters.
struct PickleWalk {
  let document: PickleDocument
  private let storages: any PickleStorages
  private var isVisited: [Bool]
  private var known: [Int: StoredTensor] = [:]
  private var names: [String: Int] = [:]
  private var nameBytes = 0
  private(set) var tensors: [StoredTensor] = []
  private(set) var skipped: [Checkpoint.Note] = []
  private(set) var classes: [Checkpoint.Note] = []
  private(set) var words: [Checkpoint.Note] = []

  /// Goes through the whole of a document.
  ///
  /// - Parameter prefix: what names begin with.
  /// - Throws: ``CheckpointFault`` for a tensor that isn't what it claims.
  init(
    _ document: PickleDocument, storages: any PickleStorages, prefix: String = "",
    _ budget: inout Budget
  ) throws(CheckpointFault) {
    self.document = document
    self.storages = storages
    isVisited = Array(repeating: false, count: document.nodes.count)
    try visit(document.root, prefix, depth: 0, &budget)
  }

  private mutating func visit(
    _ value: PickleValue, _ path: String, depth: Int, _ budget: inout Budget
  ) throws(CheckpointFault) {
    guard case .node(let index) = value else { return }
    guard depth < 4 * budget.depth, path.utf8.count < 1 << 12 else {
      throw .overLimit(.entry(path), "objects lie too deep in one another")
    }
    if let tensor = known[index] {
      try add(tensor.renamed(path))
    } else if !isVisited[index] {
      // A name holds nothing, and says something of each object that has it.
      isVisited[index] = document.nodes[index].kind != .global
      try enter(value, index, path, depth, &budget)
    }
  }

  private mutating func enter(
    _ value: PickleValue, _ index: Int, _ path: String, _ depth: Int, _ budget: inout Budget
  ) throws(CheckpointFault) {
    let node = document.nodes[index]
    switch node.kind {
    case .registered, .buffer: return
    case .global:
      guard let name = document.globalName(value) else { return }
      try say(path, name)
    case .persistent:
      let name = path.isEmpty ? "tensor" : path
      guard let id = node.items.first,
        let tensor = try storages.tensor(id, name: name, &budget)
      else { return }
      known[index] = tensor
      try add(tensor)
    case .list, .tuple, .set: try visit(all: node.items, path, depth, &budget)
    case .dictionary: try visit(pairs: node.pairs, path, depth, &budget)
    case .object:
      switch try content(of: value, path, &budget) {
      case .tensor(let tensor):
        known[index] = tensor
        try add(tensor)
      case .values(let values): try visit(all: values, path, depth, &budget)
      case .skipped(let reason): try skip(path, reason)
      case nil: try enter(object: node, path, depth, &budget)
      }
    }
  }

  private func content(
    of value: PickleValue, _ path: String, _ budget: inout Budget
  ) throws(CheckpointFault) -> PickleContent? {
    guard let call = document.call(value) else { return nil }
    let name = path.isEmpty ? "tensor" : path
    if let array = try NumPyObject.content(call, name, document, &budget) { return array }
    return try TorchObject.content(call, name, document, storages, &budget)
  }

  /// An object of a class that isn't here: its state, its arguments, what it holds.
  private mutating func enter(
    object node: PickleNode, _ path: String, _ depth: Int, _ budget: inout Budget
  ) throws(CheckpointFault) {
    if let name = document.globalName(node.items.first) {
      try note(path)
      classes.append(Checkpoint.Note(path, name))
      if let module = name.split(separator: ".").first, Self.suspects.contains(String(module)) {
        try skip(
          path.isEmpty ? "pickle" : path, "it would call \(name.shown), and nothing was called")
      }
    }
    let isOrdered = document.globalName(node.items.first) == "collections.OrderedDict"
    for (place, value) in node.items.dropFirst().enumerated() {
      // The arguments' tuple adds nothing to a name; Python 2 gave pairs to an OrderedDict there.
      if place == 0, isOrdered, let lists = document.sequence(value), let list = lists.first {
        try visit(pairs: orderedPairs(list), path, depth, &budget)
      } else if place > 0, let parts = document.sequence(value), parts.count == 2 {
        // A state in two parts: the dictionary and the slots.
        for part in parts { try visit(part, path, depth: depth + 1, &budget) }
      } else {
        try visit(value, path, depth: depth + 1, &budget)
      }
    }
    try visit(pairs: node.pairs, path, depth, &budget)
    try visit(all: node.elements, path, depth, &budget)
  }

  /// Modules that no model needs and that reach the machine; named, so that who looks sees them.
  private static let suspects: Set<String> = [
    "os", "posix", "nt", "subprocess", "sys", "builtins", "__builtin__", "runpy", "importlib",
    "socket", "shutil", "pty", "webbrowser", "ctypes", "commands",
  ]

  private func orderedPairs(_ list: PickleValue) -> [PickleValue] {
    (document.sequence(list) ?? []).compactMap { document.sequence($0) }
      .filter { $0.count == 2 }.flatMap { $0 }
  }

  private mutating func visit(
    all values: [PickleValue], _ path: String, _ depth: Int, _ budget: inout Budget
  ) throws(CheckpointFault) {
    for (place, value) in values.enumerated() {
      guard case .node = value else { continue }
      try visit(value, join(path, "\(place)"), depth: depth + 1, &budget)
    }
  }

  private mutating func visit(
    pairs: [PickleValue], _ path: String, _ depth: Int, _ budget: inout Budget
  ) throws(CheckpointFault) {
    for place in stride(from: 0, to: pairs.count - 1, by: 2) {
      let key = pairs[place].string ?? pairs[place].int.map { "\($0)" } ?? "?"
      guard case .node = pairs[place + 1] else {
        if Self.settings.contains(key), let word = pairs[place + 1].string {
          try say(join(path, key), word)
        }
        continue
      }
      if key == "_flat_weights" { continue }
      let isTransparent = key == "_parameters" || key == "_modules" || key == "_buffers"
      try visit(
        pairs[place + 1], isTransparent ? path : join(path, key), depth: depth + 1, &budget)
    }
  }

  private func join(_ path: String, _ name: String) -> String {
    path.isEmpty ? name : path + "." + name
  }

  /// What a PyTorch module calls its kind of cell, and a cell its activation.
  private static let settings: Set<String> = ["mode", "nonlinearity"]

  private mutating func say(_ path: String, _ word: String) throws(CheckpointFault) {
    try note(path)
    try note(word)
    words.append(Checkpoint.Note(path, word))
  }

  private mutating func add(_ tensor: StoredTensor) throws(CheckpointFault) {
    try note(tensor.name)
    // A key may have a dot in it, and one that is no text has no name: two ways can read alike.
    let times = names[tensor.name, default: 0] + 1
    names[tensor.name] = times
    tensors.append(times == 1 ? tensor : tensor.renamed("\(tensor.name)#\(times)"))
  }

  private mutating func skip(_ path: String, _ reason: String) throws(CheckpointFault) {
    try note(path)
    skipped.append(Checkpoint.Note(path, reason))
  }

  /// A long key that many ways share makes many long names.
  private mutating func note(_ name: String) throws(CheckpointFault) {
    nameBytes += name.utf8.count
    if nameBytes > 64 << 20 {
      throw .overLimit(.entry(name), "the names of its tensors take more than 64 MB")
    }
  }
}

/// What an object stands for.
enum PickleContent {
  case tensor(StoredTensor)
  /// Other values that it only wraps.
  case values([PickleValue])
  /// Nothing that is read, with the reason.
  case skipped(String)
}

/// Where the bytes are that a pickle of tensors names.
protocol PickleStorages {
  /// The storage by the tuple that names it; `nil` where there is none.
  func storage(
    _ parts: [PickleValue], _ document: PickleDocument
  ) throws(CheckpointFault) -> PickleStorage?

  /// The tensor that a pickle names as a whole, as the oldest files do; `nil` where there is none.
  func tensor(
    _ id: PickleValue, name: String, _ budget: inout Budget
  ) throws(CheckpointFault) -> StoredTensor?
}

extension PickleStorages {
  /// No tensor is named as a whole.
  func tensor(
    _ id: PickleValue, name: String, _ budget: inout Budget
  ) throws(CheckpointFault) -> StoredTensor? { nil }
}

/// A row of elements in memory, over which tensors are views.
struct PickleStorage {
  let bytes: Bytes
  /// The type that its class names; `nil` for bytes without one.
  let elementType: ElementType?
  let isBigEndian: Bool
}

/// A pickle that names no storages.
struct NoStorages: PickleStorages {
  func storage(
    _ parts: [PickleValue], _ document: PickleDocument
  ) throws(CheckpointFault) -> PickleStorage? { nil }
}
