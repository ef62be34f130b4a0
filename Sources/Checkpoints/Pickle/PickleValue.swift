import Buffers

/// A Python value as a pickle describes it: inert, and nothing of it was ever called.
public enum PickleValue: Sendable, Equatable {
  /// `None`.
  case none
  /// `True` or `False`.
  case bool(Bool)
  /// A whole number of at most 64 bits.
  case int(Int)
  /// A longer whole number, least significant byte first.
  case long(Bytes)
  /// A float.
  case float(Double)
  /// A text's bytes, meant to be UTF-8.
  case text(Bytes)
  /// Bytes.
  case bytes(Bytes)
  /// Anything that holds other values, by its number among the ``PickleDocument/nodes``.
  case node(Int)

  /// The whole number, if it is one.
  public var int: Int? { if case .int(let int) = self { int } else { nil } }

  /// The text, if it is one or bytes that read as one, as Python 2 wrote it.
  public var string: String? {
    switch self {
    case .text(let bytes), .bytes(let bytes): bytes.text
    default: nil
    }
  }
}

/// A value that holds others.
public struct PickleNode: Sendable {
  /// What sort of value it is.
  public enum Kind: Sendable {
    /// A list of ``PickleNode/items``.
    case list
    /// A tuple of ``PickleNode/items``.
    case tuple
    /// A set of ``PickleNode/items``.
    case set
    /// A dictionary of ``PickleNode/pairs``.
    case dictionary
    /// A name that would have been imported: module and name in ``PickleNode/items``.
    case global
    /// What a call would have made: callee and arguments in ``PickleNode/items``, state after them.
    case object
    /// What the program that wrote the pickle keeps elsewhere under the name in ``PickleNode/items``.
    case persistent
    /// A number that a registry of the program would have turned into a name.
    case registered
    /// Bytes that travel outside the pickle.
    case buffer
  }

  /// What sort of value it is.
  public let kind: Kind
  /// Values, or what the kind says.
  public internal(set) var items: [PickleValue]
  /// Keys and values in turn, of a dictionary or of an object that is one.
  public internal(set) var pairs: [PickleValue] = []
  /// What was appended to an object that is a list or a set.
  public internal(set) var elements: [PickleValue] = []

  init(_ kind: Kind, _ items: [PickleValue] = []) {
    self.kind = kind
    self.items = items
  }
}

/// What a pickle describes.
public struct PickleDocument: Sendable {
  /// Every value that holds others, in the order in which they began.
  public let nodes: [PickleNode]
  /// The value itself.
  public let root: PickleValue
  /// How many bytes the pickle takes; others may follow.
  let length: Int

  /// The node that a value stands for.
  public func node(_ value: PickleValue?) -> PickleNode? {
    if case .node(let index)? = value { nodes[index] } else { nil }
  }

  /// The items of a tuple or a list.
  func sequence(_ value: PickleValue?) -> [PickleValue]? {
    guard let node = node(value), node.kind == .tuple || node.kind == .list else { return nil }
    return node.items
  }

  /// Module and name of what would have been imported, such as `torch._utils._rebuild_tensor_v2`.
  func globalName(_ value: PickleValue?) -> String? {
    guard let node = node(value) else { return nil }
    switch node.kind {
    case .global: return node.items.map { $0.string ?? "?" }.joined(separator: ".")
    // Old versions of PyTorch name a module's class together with its source.
    case .persistent:
      guard let parts = sequence(node.items.first), parts.first?.string == "module" else {
        return nil
      }
      return globalName(parts.dropFirst().first)
    default: return nil
    }
  }

  /// The call that would have made an object.
  func call(_ value: PickleValue?) -> PickleCall? {
    guard let node = node(value), node.kind == .object, node.items.count > 1 else { return nil }
    return PickleCall(
      name: globalName(node.items[0]), arguments: sequence(node.items[1]) ?? [],
      state: node.items.dropFirst(2).last)
  }
}

/// A call that a pickle asks for and nobody makes.
struct PickleCall {
  /// What would have been called; `nil` where that is no plain name.
  let name: String?
  /// With what.
  let arguments: [PickleValue]
  /// What would have been set on the result.
  let state: PickleValue?
}
