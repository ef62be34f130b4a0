import Buffers

/// An operator at work in a graph.
public struct ONNXNode: Sendable {
  /// The node's own name; may be empty.
  public let name: String
  /// The operator, such as `LSTM`.
  public let operation: String
  /// Whose operator it is; empty for ONNX's own.
  public let domain: String
  /// Tells functions of one name apart; mostly empty.
  public let overload: String
  /// The names of its inputs, empty for an optional one that isn't given.
  public let inputs: [String]
  /// The names of its outputs, empty for an optional one that isn't wanted.
  public let outputs: [String]
  /// Its settings.
  public let attributes: [ONNXAttribute]

  /// Whether the operator is ONNX's own of this name.
  public func isStandard(_ operation: String) -> Bool {
    self.operation == operation && (domain.isEmpty || domain == "ai.onnx")
  }

  /// The value of an attribute; `nil` where it isn't given.
  /// - Complexity: O(attributes)
  public subscript(attribute: String) -> ONNXAttribute.Value? {
    attributes.first { $0.name == attribute }?.value
  }

  /// The graphs within: branches, bodies.
  public var graphs: [ONNXGraph] {
    attributes.flatMap { attribute -> [ONNXGraph] in
      switch attribute.value {
      case .graph(let graph): [graph]
      case .graphs(let graphs): graphs
      default: []
      }
    }
  }
}

/// A setting of a node.
public struct ONNXAttribute: Sendable {
  /// The name.
  public let name: String
  /// The value.
  public let value: Value

  /// What an attribute can be. A tensor is a position in ``Checkpoint/tensors``, or `nil` where it
  /// isn't read.
  public enum Value: Sendable {
    /// A number.
    case float(Float)
    /// A whole number.
    case int(Int64)
    /// Bytes, mostly a text.
    case string(Bytes)
    /// A tensor, also one that was sparse.
    case tensor(Int?)
    /// A branch or a body.
    indirect case graph(ONNXGraph)
    /// Numbers.
    case floats([Float])
    /// Whole numbers.
    case ints([Int64])
    /// Texts.
    case strings([Bytes])
    /// Tensors.
    case tensors([Int?])
    /// Branches.
    case graphs([ONNXGraph])
    /// What the caller of the function around it gives by this name.
    case parameter(String)
    /// A kind that isn't read, such as a type.
    case unread
  }
}
