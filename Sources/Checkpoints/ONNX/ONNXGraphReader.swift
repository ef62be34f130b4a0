import Buffers

/// A graph while its fields come in: of a `GraphProto` or of a `FunctionProto`.
struct ONNXGraphBuilder {
  let path: String
  let depth: Int
  var name = ""
  private(set) var nodes: [ONNXNode] = []
  var inputs: [ONNXValue] = []
  var outputs: [ONNXValue] = []
  private var tensors: [String: Int] = [:]
  private var producers: [String: Int] = [:]
  private var initialisers: Set<String> = []

  /// A graph whose tensors' names begin with `path`, and which lies in `depth` messages.
  init(
    path: String, depth: Int, _ place: CheckpointFault.Place, _ budget: Budget
  ) throws(CheckpointFault) {
    guard depth <= budget.depth else {
      throw .overLimit(place, "graphs lie more than \(budget.depth / 3) deep in one another")
    }
    self.path = path
    self.depth = depth
  }

  /// Adds an initialiser.
  mutating func add(
    _ name: String, tensor: Int?, _ place: CheckpointFault.Place
  ) throws(CheckpointFault) {
    guard !name.isEmpty else { throw .damaged(place, "an initialiser has no name") }
    guard initialisers.insert(name).inserted, producers[name] == nil else { throw twice(name) }
    tensors[name] = tensor
  }

  /// Adds a node; a Constant gives its output a tensor.
  mutating func add(_ node: ONNXNode) throws(CheckpointFault) {
    for output in node.outputs where !output.isEmpty {
      guard producers.updateValue(nodes.count, forKey: output) == nil,
        !initialisers.contains(output)
      else { throw twice(output) }
    }
    if let output = node.constantOutput { tensors[output] = node.tensor }
    nodes.append(node)
  }

  private func twice(_ name: String) -> CheckpointFault {
    .damaged(.tensor(path + name), "two nodes or initialisers give it")
  }

  /// The graph, if its nodes can be put in an order.
  func graph() throws(CheckpointFault) -> ONNXGraph {
    let needs = nodes.map { node in node.inputs.compactMap { producers[$0] } }
    if let node = Cycle.member(of: needs) {
      throw .damaged(
        .entry(path + (nodes[node].label ?? "node \(node)")), "the node needs its own output")
    }
    return ONNXGraph(
      name: name, path: path, nodes: nodes, inputs: inputs, outputs: outputs, tensors: tensors,
      producers: producers, inputNames: Set(inputs.map(\.name)))
  }
}

extension ONNXNode {
  /// What names the node's tensors: its name, or its first output's.
  var label: String? { name.isEmpty ? outputs.first { !$0.isEmpty } : name }

  /// The first tensor among the attributes.
  fileprivate var tensor: Int? {
    for attribute in attributes {
      if case .tensor(let index) = attribute.value { return index }
    }
    return nil
  }

  /// The name of the tensor that a Constant node is.
  var constantOutput: String? {
    guard isStandard("Constant"), let output = outputs.first, !output.isEmpty else { return nil }
    return output
  }
}

extension ONNXParser {
  /// A `GraphProto`.
  mutating func graph(
    _ message: ProtobufField, path: String, depth: Int
  ) throws(CheckpointFault) -> ONNXGraph {
    var graph = try ONNXGraphBuilder(path: path, depth: depth, message.place, budget)
    var reader = ProtobufReader(try message.bytes())
    while let field = try reader.next() {
      switch field.number {
      case 1: try graph.add(try node(field, in: graph))
      case 2: graph.name = try text(field)
      case 5:
        let tensor = try ONNXTensor(field.bytes(), &self)
        try graph.add(tensor.name, tensor: try add(tensor, as: path + tensor.name), field.place)
      case 11: graph.inputs.append(try value(field))
      case 12: graph.outputs.append(try value(field))
      case 15:
        let sparse = try ONNXSparse(field, &self)
        let name = sparse.values.name
        try graph.add(name, tensor: try add(sparse, as: path + name), field.place)
      default: break
      }
    }
    return try graph.graph()
  }

  /// A `FunctionProto`.
  mutating func function(_ message: ProtobufField) throws(CheckpointFault) -> ONNXFunction {
    try budget.count(objects: 4, at: message.place)
    var header = try functionHeader(message)
    let overload = header.overload.isEmpty ? "" : ":" + header.overload
    let path = "\(header.domain)::\(header.name)\(overload)/"
    var body = try ONNXGraphBuilder(path: path, depth: 1, message.place, budget)
    body.name = header.name
    var reader = ProtobufReader(try message.bytes())
    while let field = try reader.next() {
      switch field.number {
      case 4: body.inputs.append(ONNXValue(name: try text(field), type: .other("nothing said")))
      case 5: body.outputs.append(ONNXValue(name: try text(field), type: .other("nothing said")))
      case 6: header.attributes.append(try text(field))
      case 7: try body.add(try node(field, in: body))
      case 9: header.opsets.append(try opset(field))
      default: break
      }
    }
    return ONNXFunction(
      domain: header.domain, name: header.name, overload: header.overload,
      attributes: header.attributes, opsets: header.opsets, body: try body.graph())
  }

  private struct FunctionHeader {
    var (domain, name, overload) = ("", "", "")
    var attributes: [String] = []
    var opsets: [ONNXModel.Opset] = []
  }

  /// What names the function, which may come after its nodes.
  private mutating func functionHeader(
    _ message: ProtobufField
  ) throws(CheckpointFault) -> FunctionHeader {
    var header = FunctionHeader()
    var reader = ProtobufReader(try message.bytes())
    while let field = try reader.next() {
      switch field.number {
      case 1: header.name = try text(field)
      case 10: header.domain = try text(field)
      case 13: header.overload = try text(field)
      default: break
      }
    }
    return header
  }
}
