import Checkpoints

/// What is left of a recurrent cell that a program wrote out: matrices whose product with something goes, in parts, into
/// both sigmoids and tanhs; and square ones that are multiplied with what came, through a tanh or relu, of their last
/// product, step after step.
///
/// Which part is which gate, and which steps there are, stands nowhere, so that they are named and not read as layers.
struct UnrolledCells {
  private let tensors: [StoredTensor]
  private var found: [(tensor: Int, reason: String)] = []
  private var steps = 1 << 20

  init(_ tensors: [StoredTensor]) { self.tensors = tensors }

  /// What was found in graphs, but for the tensors of layers.
  func notes(except used: Set<Int>) -> [Checkpoint.Note] {
    var seen = used
    return found.filter { seen.insert($0.tensor).inserted }.map {
      Checkpoint.Note(tensors[$0.tensor].name, $0.reason)
    }
  }

  private static let gates =
    "its product goes in parts into sigmoids and tanhs, as in a cell that was written out; "
    + "the graph has no recurrent node for it, and gates aren't guessed"
  private static func chain(_ end: String) -> String {
    "it is multiplied with the \(end.lowercased()) of its own product, as in a vanilla RNN that was written out step "
      + "by step; --map takes it for one"
  }

  /// Looks through the products of a graph.
  mutating func look(at frame: ONNXFrame) {
    var consumers: [String: [Int]]?
    for node in frame.graph.nodes where node.isOne(of: Self.products) {
      guard steps > 0, let weight = weight(of: node, frame), let output = node.outputs.first else {
        continue
      }
      let known = consumers ?? self.consumers(in: frame.graph, isCalled: frame.isCalled)
      consumers = known
      var ends: Set<String> = []
      if tensors[weight].shape[0] == tensors[weight].shape[1] {
        follow(output, nil, to: weight, frame, known, &ends, depth: 0)
        if let end = ends.min() { found.append((weight, Self.chain(end))) }
        continue
      }
      follow(output, parted: false, frame.graph, known, &ends, depth: 0)
      if ends.contains("Tanh"), ends.contains("Sigmoid") || ends.contains("HardSigmoid") {
        found.append((weight, Self.gates))
      }
    }
  }

  /// Collects the functions through which a value comes to another product with the same weight.
  ///
  /// - Parameter function: the one that it has been put through so far.
  private mutating func follow(
    _ name: String, _ function: String?, to weight: Int, _ frame: ONNXFrame,
    _ consumers: [String: [Int]], _ ends: inout Set<String>, depth: Int
  ) {
    guard depth < 6, ends.isEmpty else { return }
    for place in consumers[name] ?? [] {
      steps -= 1 + name.utf8.count / 64
      guard steps > 0 else { return }
      let node = frame.graph.nodes[place]
      if let function, node.isOne(of: Self.products),
        self.weight(of: node, frame) == weight
      {
        ends.insert(function)
      }
      let isFunction = node.isOne(of: ["Tanh", "Relu"]) && function == nil
      guard isFunction || node.isOne(of: Self.movers) else { continue }
      for output in node.outputs where !output.isEmpty {
        follow(
          output, isFunction ? node.operation : function, to: weight, frame, consumers, &ends,
          depth: depth + 1)
      }
    }
  }

  private static let products: Set<String> = ["MatMul", "Gemm", "FusedMatMul", "FusedGemm"]

  /// The tensor that a product has as one factor, if it is square or shaped as three or four square matrices.
  private mutating func weight(of node: ONNXNode, _ frame: ONNXFrame) -> Int? {
    for var name in node.inputs.prefix(2) {
      var place = frame
      while case .node(let node, let frame, _) = place.source(of: name, &steps),
        node.isOne(of: ["Transpose", "Identity", "Cast"]), let input = node.inputs.first
      {
        (place, name) = (frame, input)
      }
      guard case .tensor(let index) = place.source(of: name, &steps),
        tensors.indices.contains(index)
      else { continue }
      let shape = tensors[index].shape
      guard shape.count == 2, let narrow = shape.min(), let wide = shape.max(), narrow > 1,
        wide % narrow == 0, [1, 3, 4].contains(wide / narrow)
      else { continue }
      return index
    }
    return nil
  }

  private mutating func consumers(
    in graph: ONNXGraph, isCalled: Bool
  ) -> [String: [Int]] {
    var consumers: [String: [Int]] = [:]
    // A graph that no function calls is looked at once.
    if isCalled { steps -= graph.nodes.reduce(0) { $0 + $1.inputs.count } }
    guard steps > 0 else { return [:] }
    for (place, node) in graph.nodes.enumerated() {
      for input in node.inputs where !input.isEmpty { consumers[input, default: []].append(place) }
    }
    return consumers
  }

  /// Collects the functions that a value goes into after it was parted.
  private mutating func follow(
    _ name: String, parted: Bool, _ graph: ONNXGraph, _ consumers: [String: [Int]],
    _ ends: inout Set<String>, depth: Int
  ) {
    guard depth < 8 else { return }
    for place in consumers[name] ?? [] {
      steps -= 1 + name.utf8.count / 64
      guard steps > 0 else { return }
      let node = graph.nodes[place]
      if parted, node.isOne(of: ["Sigmoid", "HardSigmoid", "Tanh"]) {
        ends.insert(node.operation)
      }
      let parts = node.isOne(of: ["Split", "Slice", "Gather"])
      guard parts || node.isOne(of: Self.movers) else { continue }
      for output in node.outputs where !output.isEmpty {
        follow(output, parted: parted || parts, graph, consumers, &ends, depth: depth + 1)
      }
    }
  }

  private static let movers: Set<String> = [
    "Add", "Sum", "Mul", "Reshape", "Squeeze", "Unsqueeze", "Transpose", "Identity", "Concat",
    "Cast",
  ]
}
