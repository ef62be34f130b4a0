import Buffers

extension ONNXParser {
  /// A `NodeProto`. Its tensors and graphs are read once its outputs, which name them, are known.
  mutating func node(
    _ message: ProtobufField, in graph: ONNXGraphBuilder
  ) throws(CheckpointFault) -> ONNXNode {
    try budget.count(objects: 3, at: message.place)
    var (name, operation, domain, overload) = ("", "", "", "")
    var (inputs, outputs): ([String], [String]) = ([], [])
    var attributes: [ProtobufField] = []
    var reader = ProtobufReader(try message.bytes())
    while let field = try reader.next() {
      switch field.number {
      case 1: inputs.append(try text(field))
      case 2: outputs.append(try text(field))
      case 3: name = try text(field)
      case 4: operation = try text(field)
      case 5:
        try budget.count(objects: 3, at: field.place)
        attributes.append(field)
      case 7: domain = try text(field)
      case 8: overload = try text(field)
      default: break
      }
    }
    func node(_ attributes: [ONNXAttribute]) -> ONNXNode {
      ONNXNode(
        name: name, operation: operation, domain: domain, overload: overload, inputs: inputs,
        outputs: outputs, attributes: attributes)
    }
    let bare = node([])
    let place = AttributePlace(
      path: graph.path, node: bare.label ?? "\(operation) \(graph.nodes.count)",
      constant: bare.constantOutput, depth: graph.depth)
    var read: [ONNXAttribute] = []
    for field in attributes { read.append(try attribute(field, at: place)) }
    return node(read)
  }

  /// Where an attribute stands.
  struct AttributePlace {
    /// The path of the graph.
    let path: String
    /// What names the node.
    let node: String
    /// The name of the tensor that the node is, if it is a Constant.
    let constant: String?
    /// How many messages the graph lies in.
    let depth: Int

    /// The name of an attribute's tensor or graph. Made only where one is: paths can be long.
    func name(_ attribute: String) -> String {
      path + (constant ?? "\(node)/\(attribute)")
    }
  }
}

extension ONNXParser {
  private mutating func attribute(
    _ message: ProtobufField, at place: AttributePlace
  ) throws(CheckpointFault) -> ONNXAttribute {
    let fields = try ONNXAttributeFields(message, &self)
    let value =
      fields.parameter.isEmpty ? try value(fields, at: place) : .parameter(fields.parameter)
    return ONNXAttribute(name: fields.name, value: value)
  }

  private mutating func value(
    _ fields: ONNXAttributeFields, at place: AttributePlace
  ) throws(CheckpointFault) -> ONNXAttribute.Value {
    if place.constant != nil, let value = try constant(fields, at: place) { return value }
    switch fields.kind {
    case 1: return .float(fields.float)
    case 2: return .int(fields.int)
    case 3: return .string(fields.string ?? Bytes([]))
    case 4, 11: return .tensor(try tensors(fields, at: place)[0])
    case 5: return .graph(try graphs(fields, at: place)[0])
    case 6: return .floats(fields.floats)
    case 7: return .ints(fields.ints)
    case 8: return .strings(fields.strings)
    case 9, 12: return .tensors(try tensors(fields, at: place))
    case 10: return .graphs(try graphs(fields, at: place))
    default: return .unread
    }
  }

  /// The tensor of a Constant whose value stands in the attribute itself.
  private mutating func constant(
    _ fields: ONNXAttributeFields, at place: AttributePlace
  ) throws(CheckpointFault) -> ONNXAttribute.Value? {
    if ![1, 2, 3, 6, 7, 8].contains(fields.kind) { return nil }
    let name = place.name(fields.name)
    switch fields.kind {
    case 1:
      return .tensor(
        try add(Bytes(littleEndian: fields.float.bitPattern), .float32, shape: [], as: name))
    case 2: return .tensor(try add(Bytes(littleEndian: fields.int), .int64, shape: [], as: name))
    case 3, 8:
      skip(name, "STRING isn't read")
      return .tensor(nil)
    case 6:
      let bytes = fields.floats.withUnsafeBytes { Bytes($0) }
      return .tensor(try add(bytes, .float32, shape: [fields.floats.count], as: name))
    case 7:
      let bytes = fields.ints.withUnsafeBytes { Bytes($0) }
      return .tensor(try add(bytes, .int64, shape: [fields.ints.count], as: name))
    default: return nil
    }
  }

  private mutating func tensors(
    _ fields: ONNXAttributeFields, at place: AttributePlace
  ) throws(CheckpointFault) -> [Int?] {
    var tensors: [Int?] = []
    for field in try fields.chosenMessages() {
      let name = place.name(fields.name)
      let isSparse = field.number == 22 || field.number == 23
      tensors.append(
        isSparse
          ? try add(ONNXSparse(field, &self), as: name)
          : try add(ONNXTensor(field.bytes(), &self), as: name))
    }
    return tensors
  }

  private mutating func graphs(
    _ fields: ONNXAttributeFields, at place: AttributePlace
  ) throws(CheckpointFault) -> [ONNXGraph] {
    var graphs: [ONNXGraph] = []
    for field in try fields.chosenMessages() {
      let path = try unique(place.name(fields.name)) + "/"
      // A graph within lies in a node and an attribute as well.
      graphs.append(try graph(field, path: path, depth: place.depth + 3))
    }
    return graphs
  }
}
