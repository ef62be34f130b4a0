import Checkpoints
import LinearAlgebra
import Recurrent

/// Finds the recurrent nodes of a graph, in branches, bodies of loops and functions as well, and what their weights are.
struct ONNXLayers {
  /// The layers in the order of the nodes.
  private(set) var layers: [RecurrentLayer] = []
  /// Nodes and tensors that look recurrent and aren't read, with the reason.
  private(set) var passedOver: [Checkpoint.Note] = []

  private let tensors: [StoredTensor]
  private var folder: ONNXFolder
  /// How much may still be looked at, in the bodies of functions, which can be called again and again, and of names.
  private var visits = 1 << 21
  /// How far up cells may still be followed to what they see.
  private var steps = 1 << 20
  private var unlisted = 0
  /// Tensors that hold weights of a layer.
  private var used: Set<Int> = []
  /// How many nodes had a name.
  private var names: [String: Int] = [:]
  /// The layers' places above one another, by their nodes.
  private var links: [String: Link] = [:]
  private struct Link {
    let stack: String
    let number: Int
    /// Whether a layer above already belongs to the stack.
    var isTaken = false
    /// Whether it begins a stack above another's states.
    var isDownstream = false
  }
  /// The first layer of each group of tensors.
  private var firsts: [[Int]: Int] = [:]
  private var unrolled: UnrolledCells

  /// - Complexity: O(nodes + weights)
  init(_ model: ONNXModel, _ tensors: [StoredTensor]) {
    self.tensors = tensors
    folder = ONNXFolder(tensors, unpacked: model.unpacked)
    unrolled = UnrolledCells(tensors)
    walk(ONNXFrame(model))
    if visits < 0 {
      passedOver.append(
        Checkpoint.Note(
          "graph", "it has more calls of functions, or longer names, than are followed"))
    }
    for note in leftOver { pass(over: note.name, note.text) }
    if unlisted > 0 {
      passedOver.append(Checkpoint.Note("graph", "\(unlisted) more nodes and tensors aren't read"))
    }
  }

  private mutating func walk(_ frame: ONNXFrame) {
    unrolled.look(at: frame)
    for node in frame.graph.nodes {
      if frame.isCalled { visits -= node.cost }
      guard visits >= 0 else { return }
      if frame.isCall(node) {
        if let body = frame.calling(node) {
          walk(body)
        } else if mayName(node, frame) {
          pass(over: frame.name(of: node), "its functions call one another too deep")
        }
      } else if let cell = ONNXCell(node, frame) {
        if mayName(node, frame) { take(cell) }
      } else if ONNXCell.isNamedRecurrent(node), mayName(node, frame) {
        let reason = "its operator \(node.domain).\(node.operation) isn't one that is read"
        pass(over: frame.name(of: node), reason)
      }
      for graph in node.graphs { walk(frame.entering(graph)) }
    }
  }

  /// Takes a name's length from what may be looked at: each is kept, and paths to calls make them long.
  private mutating func mayName(_ node: ONNXNode, _ frame: ONNXFrame) -> Bool {
    visits -= (frame.pathLength + (frame.isCalled ? node.ownName.utf8.count : 0)) / 8
    return visits >= 0
  }

  private mutating func take(_ cell: ONNXCell) {
    folder.forget()
    let name = unique(cell.frame.name(of: cell.node))
    let link = link(of: cell, name)
    do throws(Unread) {
      var (found, sources) = try cell.layers(
        &folder, name: name, stack: link.stack, number: link.number)
      links[key(cell.node, cell.frame)] = link
      if link.isDownstream { for k in found.indices { found[k].isDownstream = true } }
      used.formUnion(sources)
      remarkCopy(&found, sources)
      layers += found
    } catch {
      pass(over: name, error.reason)
    }
  }

  /// Nobody reads a thousand reasons, and calls of functions may make a million nodes of a small file.
  private mutating func pass(over name: String, _ reason: String) {
    if passedOver.count < 1000 {
      passedOver.append(Checkpoint.Note(name, reason))
    } else {
      unlisted += 1
    }
  }

  /// Nodes may share a name, layers don't.
  private mutating func unique(_ name: String) -> String {
    let count = names[name, default: 0] + 1
    names[name] = count
    return count == 1 ? name : "\(name)#\(count)"
  }

  /// Two nodes may be one layer at two places: one for each branch of an If.
  private mutating func remarkCopy(_ found: inout [RecurrentLayer], _ sources: [Int]) {
    guard let first = firsts[sources] else {
      firsts[sources] = layers.count
      return
    }
    for k in found.indices where first + k < layers.count {
      let other = layers[first + k]
      if other.recurrentWeights.matrix == found[k].recurrentWeights.matrix,
        other.inputWeights.matrix == found[k].inputWeights.matrix
      {
        found[k].inputWeights.matrix = other.inputWeights.matrix
        found[k].recurrentWeights.matrix = other.recurrentWeights.matrix
        folder.share([other.inputWeights.matrix, other.recurrentWeights.matrix])
        found[k].recognition.remarks.append("the same weights as \(other.name)")
      }
    }
  }

  /// Tensors named like recurrent weights that no recurrent node has.
  private var leftOver: [Checkpoint.Note] {
    let products = unrolled.notes(except: used)
    let seen = Set(products.map(\.name))
    return products
      + tensors.enumerated().filter { index, tensor in
        !used.contains(index) && !seen.contains(tensor.name)
          && (TorchLayers.isKey(tensor) || GateLayers.isKey(tensor))
      }.map {
        Checkpoint.Note($1.name, "it is named like recurrent weights, and no recurrent node has it")
      }
  }
}

extension ONNXLayers {
  /// A layer that sees the states of another as they are is the next of its stack; any other begins a stack, and its
  /// number is one more than that of the layers it sees in some way.
  private mutating func link(of cell: ONNXCell, _ name: String) -> Link {
    if let below = ONNXChain(seenBy: cell, &steps)?.feeder(of: cell, &folder) {
      let key = key(below.node, below.frame)
      if let link = links[key], !link.isTaken {
        links[key]?.isTaken = true
        return Link(stack: link.stack, number: link.number + 1)
      }
    }
    var own = min(1024, steps)
    steps -= own
    let number = cell.node.inputs.first.map { self.number(seen: $0, cell.frame, &own) } ?? 0
    steps += max(own, 0)
    var link = Link(stack: name, number: number)
    link.isDownstream = number > 0 || isDownstream(cell)
    return link
  }

  /// Whether a recurrent node stands anywhere before another, as far as a bounded search sees.
  private mutating func isDownstream(_ cell: ONNXCell) -> Bool {
    var own = min(4096, steps)
    steps -= own
    defer { steps += max(own, 0) }
    var seen: Set<String> = []
    var open = cell.node.inputs.prefix(1).map { (name: $0, frame: cell.frame) }
    while let (name, frame) = open.popLast(), own > 0 {
      guard !name.isEmpty, case .node(let node, let place, _) = frame.source(of: name, &own),
        seen.insert(key(node, place)).inserted
      else { continue }
      own -= 1 + node.inputs.count + place.pathLength / 16
      if links[key(node, place)] != nil { return true }
      open += node.inputs.map { ($0, place) }
    }
    return false
  }

  private func number(seen name: String, _ frame: ONNXFrame, _ steps: inout Int) -> Int {
    guard !name.isEmpty, case .node(let node, let frame, _) = frame.source(of: name, &steps) else {
      return 0
    }
    steps -= frame.pathLength / 16
    if let below = links[key(node, frame)] { return below.number + 1 }
    guard node.isOne(of: Self.movers) else { return 0 }
    let inputs = node.operation == "Concat" ? node.inputs[...] : node.inputs.prefix(1)
    var number = 0
    for input in inputs where steps > 0 {
      number = max(number, self.number(seen: input, frame, &steps))
    }
    return number
  }

  private static let movers: Set<String> = [
    "Transpose", "Squeeze", "Unsqueeze", "Reshape", "Flatten", "Concat", "Identity", "Cast",
    "Dropout",
  ]

  private func key(_ node: ONNXNode, _ frame: ONNXFrame) -> String {
    frame.path + (node.outputs.first { !$0.isEmpty } ?? "")
  }
}
