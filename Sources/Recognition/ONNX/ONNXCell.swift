import Checkpoints
import LinearAlgebra
import Recurrent

/// Why a node isn't read as a layer: a clause.
struct Unread: Error, Equatable {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

/// A node RNN, LSTM or GRU, or the LSTM with int8 weights of ONNX Runtime, as one layer a direction.
///
/// Source: ONNX operators of these names, opsets 1 to 22: W is [D, G H, I], R [D, G H, H], B [D, 2 G H] with
/// W's bias first, P [D, 3 H] for the gates i, o, f. The LSTM's gates lie in the order i, o, f, c, the GRU's in z, r, h, and its
/// z multiplies the old state as the project's does.
struct ONNXCell {
  let node: ONNXNode
  let frame: ONNXFrame
  let kind: CellKind
  private let isQuantised: Bool

  /// `nil` for any other operator.
  init?(_ node: ONNXNode, _ frame: ONNXFrame) {
    let isStandard = node.domain.isEmpty || node.domain == "ai.onnx"
    switch node.operation {
    case "RNN" where isStandard: kind = .rnn
    case "LSTM" where isStandard: kind = .lstm
    case "GRU" where isStandard: kind = .gru
    case "DynamicQuantizeLSTM" where node.domain == "com.microsoft": kind = .lstm
    default: return nil
    }
    self.node = node
    self.frame = frame
    isQuantised = !isStandard
  }

  /// Whether an operator is recurrent by its name, whoever's it is.
  static func isNamedRecurrent(_ node: ONNXNode) -> Bool {
    ["RNN", "LSTM", "GRU", "DynamicQuantizeLSTM", "AttnLSTM"].contains(node.operation)
  }

  /// The block of the source that comes first, second, ... in the project's order.
  private var order: [Int] {
    switch kind {
    case .lstm: [0, 2, 3, 1]
    case .gru: [1, 0, 2]
    case .rnn, .rnnRelu: [0]
    }
  }

  /// The layers, one a direction, and the tensors that hold their weights.
  func layers(
    _ folder: inout ONNXFolder, name: String, stack: String, number: Int
  ) throws(Unread) -> (layers: [RecurrentLayer], tensors: [Int]) {
    let directions = try directions()
    let weights = try weights(&folder, directions.count)
    let remarks = remarks(&folder)
    var layers: [RecurrentLayer] = []
    for (place, direction) in directions.enumerated() {
      var equations = try ONNXActivations(
        node, frame, kind, direction: place, of: directions.count
      ).equations(kind)
      equations.unread = unread
      if kind == .gru { equations.resetsAfter = integer("linear_before_reset") == 1 }
      var result = RecurrentLayer(
        name: name, stack: stack, equations: equations, layer: number, direction: direction,
        recognition: Recognition(evidence: .graph, confidence: .certain, remarks: remarks),
        inputWeights: weights.input(place, order, folder),
        recurrentWeights: weights.recurrent(place, order, folder),
        inputBias: weights.bias(place, half: 0, order),
        recurrentBias: weights.bias(place, half: 1, order))
      result.hasBias = weights.B != nil
      result.peepholes = weights.peepholes(place)
      layers.append(result)
    }
    return (layers, weights.sources)
  }

  /// Whether X and Y have the batch before the time.
  var isBatchwise: Bool { integer("layout") == 1 }

  /// Whether it has two directions, as far as it says a direction that there is.
  var isBidirectional: Bool { (try? directions().count) == 2 }

  private func directions() throws(Unread) -> [RecurrentLayer.Direction] {
    guard case .string(let text)? = frame.attribute("direction", of: node) else {
      return [.forward]
    }
    switch text.part(at: 0, count: min(text.count, 16))?.text {
    case "forward": return [.forward]
    case "reverse": return [.reverse]
    case "bidirectional": return [.forward, .reverse]
    default: throw Unread("its direction is none that ONNX has")
    }
  }

  private func integer(_ attribute: String) -> Int64? {
    guard case .int(let integer)? = frame.attribute(attribute, of: node) else { return nil }
    return integer
  }

  /// What the node does besides its equations.
  private var unread: String? {
    if case .float(let bound)? = frame.attribute("clip", of: node) {
      return "the model clips what goes into activations at \(bound)"
    }
    return integer("input_forget") == 1 ? "the model couples the gates i and f" : nil
  }

  /// What the model does and the layer says nothing of.
  private func remarks(_ folder: inout ONNXFolder) -> [String] {
    var remarks = isQuantised ? ["int8 weights times their scales"] : []
    if let unread { remarks.append(unread) }
    let states = [5, 6].contains { place in
      let state = try? optional(place, &folder)
      return state?.elements.contains { $0 != 0 } ?? false
    }
    if states { remarks.append("the model starts from a state of its own, which isn't replayed") }
    return remarks
  }
}

extension ONNXCell {
  /// The value of an input; `nil` where it isn't given.
  private func optional(
    _ place: Int, _ folder: inout ONNXFolder
  ) throws(Unread) -> FoldedArray? {
    guard place < node.inputs.count, !node.inputs[place].isEmpty else { return nil }
    do throws(Unfoldable) { return try folder.value(of: node.inputs[place], in: frame) } catch {
      throw Unread("its weights are \(error.reason)")
    }
  }

  private func required(_ place: Int, _ folder: inout ONNXFolder) throws(Unread) -> FoldedArray {
    guard let value = try optional(place, &folder) else {
      throw Unread("input \(place) of the node, which holds weights, isn't given")
    }
    return value
  }

  private func weights(
    _ folder: inout ONNXFolder, _ directions: Int
  ) throws(Unread) -> ONNXCellWeights {
    let (W, R) =
      isQuantised
      ? (try dequantised(1, scale: 8, &folder), try dequantised(2, scale: 10, &folder))
      : (try required(1, &folder), try required(2, &folder))
    let weights = ONNXCellWeights(
      W: W, R: R, B: try optional(3, &folder),
      P: kind == .lstm ? try optional(7, &folder) : nil)
    guard weights.fit(directions: directions, gates: kind.gates, hidden: integer("hidden_size"))
    else {
      throw Unread("its weights have the shapes \(W.shape) and \(R.shape), which don't fit")
    }
    do throws(Unfoldable) { try folder.keep([W, R]) } catch {
      throw Unread("its weights are \(error.reason)")
    }
    return weights
  }

  /// Weights [D, I, 4 H] in 8 bits, a scale and a zero point for each direction or each column.
  private func dequantised(
    _ place: Int, scale: Int, _ folder: inout ONNXFolder
  ) throws(Unread) -> FoldedArray {
    let room = folder.room
    let (stored, scales) = (try required(place, &folder), try required(scale, &folder))
    let zeros = try optional(scale + 1, &folder)
    guard stored.shape.count == 3, stored.shape[0] > 0 else {
      throw Unread("its weights have the shape \(stored.shape), which doesn't fit")
    }
    let directions = stored.shape[0]
    var parts: [FoldedArray] = []
    do throws(Unfoldable) { for _ in 0..<2 { try folder.make(stored.shape) } } catch {
      throw Unread("its weights are \(error.reason)")
    }
    for k in 0..<directions {
      guard let scale = scales.share(k, of: directions),
        let zero = zeros.map({ $0.share(k, of: directions) }) ?? [0],
        let part = stored[k].dequantized(scale: scale, zero: zero, along: 1)
      else { throw Unread("its scales don't fit its weights") }
      parts.append(part.transposed([1, 0]))
    }
    let all = directions == 1 ? parts[0] : FoldedArray.joined(parts, along: 0)
    folder.letGo(from: room, except: all)
    return all.reshaped([directions, stored.shape[2], stored.shape[1]])
  }
}

extension FoldedArray {
  /// The numbers of direction k where there are equally many for each.
  fileprivate func share(_ k: Int, of directions: Int) -> [Double]? {
    guard elements.count % directions == 0, !elements.isEmpty else { return nil }
    let width = elements.count / directions
    return Array(elements[k * width..<(k + 1) * width])
  }
}
