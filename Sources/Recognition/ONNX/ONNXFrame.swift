import Checkpoints

/// A place in a model where names have their meaning: a graph within others, and the call that led into
/// it where it is the body of a function.
struct ONNXFrame: Sendable {
  /// What the graph sees.
  let scope: ONNXScope
  private let program: ONNXProgram
  private let call: ONNXCall?

  /// The model's own graph.
  init(_ model: ONNXModel) {
    scope = ONNXScope(model.graph)
    program = ONNXProgram(model)
    call = nil
  }

  private init(_ scope: ONNXScope, _ program: ONNXProgram, _ call: ONNXCall?) {
    self.scope = scope
    self.program = program
    self.call = call
  }

  /// The graph.
  var graph: ONNXGraph { scope.graphs[0] }

  /// What stands before the names of its nodes.
  ///
  /// - Complexity: O(its length), which a chain of calls makes longer than the file's own names.
  var path: String {
    guard let call else { return graph.path }
    let below = graph.path.utf8.dropFirst(call.function.body.path.utf8.count)
    return call.frame.name(of: call.node) + "/" + String(Substring(below))
  }

  /// How many bytes ``path`` has.
  var pathLength: Int {
    graph.path.utf8.count
      + (call.map {
        $0.frame.pathLength + $0.node.ownName.utf8.count + 1 - $0.function.body.path.utf8.count
      } ?? 0)
  }

  /// The name of a node: its own, or its first output's, after the path.
  func name(of node: ONNXNode) -> String { path + node.ownName }

  /// Whether it is the body of a function, or within one.
  var isCalled: Bool { call != nil }

  /// A graph of one of its nodes.
  func entering(_ graph: ONNXGraph) -> ONNXFrame {
    ONNXFrame(scope.entering(graph), program, call)
  }

  /// The body of the function that a node calls; `nil` where it calls none, or calls lie too deep.
  func calling(_ node: ONNXNode) -> ONNXFrame? {
    guard let function = program[node], call?.depth ?? 0 < ONNXCall.deepest else { return nil }
    let call = ONNXCall(
      node: node, function: function, frame: self, depth: (call?.depth ?? 0) + 1)
    return ONNXFrame(ONNXScope(function.body), program, call)
  }

  /// Whether a node calls a function of the model.
  func isCall(_ node: ONNXNode) -> Bool { program[node] != nil }

  /// The value of a node's attribute, from the function's caller where the node leaves it to that.
  func attribute(_ name: String, of node: ONNXNode) -> ONNXAttribute.Value? {
    guard case .parameter(let parameter)? = node[name] else { return node[name] }
    return call.flatMap { $0.frame.attribute(parameter, of: $0.node) }
  }

  /// What a value is: followed out of bodies to their callers, and into the functions that compute it.
  ///
  /// - Parameter steps: what is left of the work that the caller allows.
  func source(of name: String, _ steps: inout Int) -> Source {
    var (frame, name) = (self, name)
    while steps > 0 {
      // Names are hashed, once for each graph around.
      steps -= frame.scope.graphs.count * (1 + name.utf8.count / 64)
      switch frame.scope.source(of: name) {
      case (.tensor(let index), _)?: return .tensor(index)
      case (.node(let node), let scope)?:
        let within = ONNXFrame(scope, program, frame.call)
        steps -= node.outputs.count + (node.operation.utf8.count + node.domain.utf8.count) / 64
        guard within.isCall(node) else {
          return .node(node, within, output: node.outputs.firstIndex(of: name) ?? 0)
        }
        guard let body = within.calling(node), let place = node.outputs.firstIndex(of: name),
          place < body.graph.outputs.count
        else { return .unknown }
        (frame, name) = (body, body.graph.outputs[place].name)
      case nil:
        guard let argument = frame.argument(name) else {
          return frame.call == nil && frame.isInput(name) ? .input : .unknown
        }
        (frame, name) = argument
      }
    }
    return .unknown
  }

  /// What the caller gives for an input of the function's body.
  private func argument(_ name: String) -> (ONNXFrame, String)? {
    guard let call, !scope.graphs.dropLast().contains(where: { $0.inputNames.contains(name) }),
      let place = call.function.arguments[name], place < call.node.inputs.count,
      !call.node.inputs[place].isEmpty
    else { return nil }
    return (call.frame, call.node.inputs[place])
  }

  private func isInput(_ name: String) -> Bool {
    scope.graphs.first { $0.inputNames.contains(name) }?.path.isEmpty == true
  }

  /// Where a value comes from.
  enum Source {
    /// A tensor of the file, by its position.
    case tensor(Int)
    /// An output of a node, which calls no function.
    case node(ONNXNode, ONNXFrame, output: Int)
    /// An input of the model.
    case input
    /// What a loop hands on, or nothing that the file says.
    case unknown
  }
}

extension ONNXNode {
  /// Its own name, or its first output's.
  var ownName: String {
    name.isEmpty ? outputs.first { !$0.isEmpty } ?? operation : name
  }

  /// Whether its operator is one of some with short names, whoever's it is.
  func isOne(of operations: Set<String>) -> Bool {
    operation.utf8.count < 32 && operations.contains(operation)
  }

  /// How much looking at it costs, where a look at a short node is about 8.
  var cost: Int {
    1 + inputs.count + outputs.count + attributes.count
      + (name.utf8.count + operation.utf8.count + domain.utf8.count) / 64
  }
}

/// A call of a function.
private final class ONNXCall: Sendable {
  static let deepest = 64
  let node: ONNXNode
  let function: ONNXProgram.Function
  let frame: ONNXFrame
  let depth: Int

  init(node: ONNXNode, function: ONNXProgram.Function, frame: ONNXFrame, depth: Int) {
    self.node = node
    self.function = function
    self.frame = frame
    self.depth = depth
  }
}

/// The functions of a model by what calls them.
private final class ONNXProgram: Sendable {
  private struct Key: Hashable {
    let domain: String
    let name: String
    let overload: String
  }

  /// A function's body and the places of its inputs.
  struct Function: Sendable {
    let body: ONNXGraph
    let arguments: [String: Int]

    init(_ body: ONNXGraph) {
      self.body = body
      arguments = Dictionary(body.inputs.enumerated().map { ($0.element.name, $0.offset) }) {
        first, _ in first
      }
    }
  }

  private let functions: [Key: Function]

  init(_ model: ONNXModel) {
    functions = Dictionary(
      model.functions.map {
        (Key(domain: $0.domain, name: $0.name, overload: $0.overload), Function($0.body))
      }
    ) { first, _ in first }
  }

  subscript(node: ONNXNode) -> Function? {
    functions.isEmpty
      ? nil : functions[Key(domain: node.domain, name: node.operation, overload: node.overload)]
  }
}
