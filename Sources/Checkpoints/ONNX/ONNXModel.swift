import Buffers

/// The graph of an ONNX model, without its tensors' bytes: ``Checkpoint/tensors`` holds those, and
/// the graph says by their positions there which tensor a name means.
///
/// No function calls itself, and no node needs its own output, so that whoever follows calls or
/// inputs comes to an end. (A function that is called twice by one that is called twice is many
/// calls all the same.) Source: ONNX IR specification (Linux Foundation, 2017-2026).
public struct ONNXModel: Sendable {
  /// The version of the file format.
  public let irVersion: Int64
  /// The operator sets that give the nodes' types their meaning.
  public let opsets: [Opset]
  /// The model.
  public let graph: ONNXGraph
  /// Operators that the file defines itself.
  public let functions: [ONNXFunction]
  /// Which of ``Checkpoint/tensors`` were sparse, so that they are larger than what the file has of them.
  public let unpacked: Set<Int>

  /// A set of operators.
  public struct Opset: Sendable, Equatable {
    /// Whose operators; empty for ONNX's own.
    public let domain: String
    /// Which version of them.
    public let version: Int64
  }

  /// The version of ONNX's own operators.
  public var opset: Int64? {
    opsets.first { $0.domain.isEmpty || $0.domain == "ai.onnx" }?.version
  }
}

/// An operator that a model defines as a graph of others.
public struct ONNXFunction: Sendable {
  /// With ``name`` and ``overload`` what a node must say to mean this function.
  public let domain: String
  /// The operator's type.
  public let name: String
  /// Tells functions of one name apart; mostly empty.
  public let overload: String
  /// The names of attributes that a call may give.
  public let attributes: [String]
  /// The operator sets of the body.
  public let opsets: [ONNXModel.Opset]
  /// The body. Its inputs and outputs have names and no types.
  public let body: ONNXGraph
}

/// Nodes that give one another tensors: a model, a branch of an If, a body of a Loop or Scan.
public struct ONNXGraph: Sendable {
  /// The graph's own name.
  public let name: String
  /// What stands before the names of its tensors in ``Checkpoint/tensors``; empty for the model.
  ///
  /// The branch `then_branch` of a node `if` has the path `if/then_branch/`, one within it goes on
  /// after that. A node without a name is named by its first output; a function `f` of the domain
  /// `d` has the path `d::f/`. A name that is taken already gets `#2`, `#3`, ...
  public let path: String
  /// The nodes in the file's order.
  public let nodes: [ONNXNode]
  /// What the graph is given. A tensor by the same name is what it has when it isn't given.
  public let inputs: [ONNXValue]
  /// What it gives.
  public let outputs: [ONNXValue]
  /// Which of ``Checkpoint/tensors`` a name means in this graph: initialisers and the outputs of
  /// Constant nodes. Names that aren't read, such as those of strings, are left out.
  public let tensors: [String: Int]
  /// Which node gives an output.
  public let producers: [String: Int]
  /// The names of ``inputs``.
  public let inputNames: Set<String>
}

/// A value that goes into a graph or comes out of it.
public struct ONNXValue: Sendable, Equatable {
  /// The name in the graph.
  public let name: String
  /// What the file says it is.
  public let type: Kind

  /// What a value is.
  public enum Kind: Sendable, Equatable {
    /// A tensor; the element type is `nil` where we have no name for it, the shape where the file
    /// has none.
    case tensor(ElementType?, shape: [Dimension]?)
    /// Something else: "a sequence", "a map", "nothing said", ...
    case other(String)
  }

  /// An extent of a tensor.
  public enum Dimension: Sendable, Equatable {
    /// A number.
    case fixed(Int64)
    /// A variable, such as `batch`.
    case named(String)
    /// Anything.
    case unknown
  }
}

/// The names that a graph sees: its own first, then those of the graphs around it.
public struct ONNXScope: Sendable {
  /// The graphs, innermost first.
  public let graphs: [ONNXGraph]

  /// What a model or a function's body sees.
  public init(_ graph: ONNXGraph) { graphs = [graph] }

  private init(_ graphs: [ONNXGraph]) { self.graphs = graphs }

  /// What a graph within the innermost one sees.
  public func entering(_ graph: ONNXGraph) -> ONNXScope { ONNXScope([graph] + graphs) }

  /// What stands behind a name, and the scope in which that was found; `nil` for an input, which is
  /// only known when the model runs, and for a name that nothing gives.
  /// - Complexity: O(graphs)
  public func source(of name: String) -> (source: Source, scope: ONNXScope)? {
    for (depth, graph) in graphs.enumerated() {
      if let index = graph.tensors[name] { return (.tensor(index), outer(depth)) }
      if let index = graph.producers[name] { return (.node(graph.nodes[index]), outer(depth)) }
      if graph.inputNames.contains(name) { return nil }
    }
    return nil
  }

  private func outer(_ depth: Int) -> ONNXScope {
    depth == 0 ? self : ONNXScope(Array(graphs[depth...]))
  }

  /// Where a value comes from.
  public enum Source: Sendable {
    /// A tensor, by its position in ``Checkpoint/tensors``.
    case tensor(Int)
    /// A node that computes it.
    case node(ONNXNode)
  }
}
