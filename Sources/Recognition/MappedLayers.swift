import Buffers
import Checkpoints
import LinearAlgebra
import Recurrent

/// Layers whose recurrent weights the user named.
///
/// What goes with them is looked for beside them, below the same module: the one matrix, and the one or two vectors,
/// whose extents fit. Where several do, none is taken.
struct MappedLayers {
  private let maps: [LayerMap]
  private let tensors: [StoredTensor]
  /// What may go with recurrent weights, by its place.
  private var beside: [Place: [StoredTensor]] = [:]

  /// Tensors of one module that have as many units.
  private struct Place: Hashable {
    let module: Substring
    /// The axis that the units lie along; `nil` for vectors.
    let axis: Int?
    let units: Int
  }

  /// - Complexity: O(tensors).
  init(_ maps: [LayerMap], _ tensors: [StoredTensor]) {
    self.maps = maps
    self.tensors = maps.isEmpty ? [] : tensors
    for tensor in self.tensors where !has(tensor.name) {
      let module = Self.module(tensor.name)
      for axis in Self.isMatrix(tensor) ? [0, 1] : [] {
        let place = Place(module: module, axis: axis, units: tensor.shape[axis])
        beside[place, default: []].append(tensor)
      }
      if tensor.shape.count == 1, tensor.elementType.isFloat {
        beside[Place(module: module, axis: nil, units: tensor.count), default: []].append(tensor)
      }
    }
  }

  /// Whether the user spoke of a tensor.
  func has(_ name: String) -> Bool { maps.contains { $0.matches(name) } }

  /// The layers, in the order in which the file names them.
  ///
  /// - Throws: `CheckpointFault` for a word that fits no tensor, or a tensor that can't be what it is said to be.
  func layers() throws(CheckpointFault) -> [RecurrentLayer] {
    for map in maps where !tensors.contains(where: { map.matches($0.name) }) {
      throw .unsupported(
        .file, "no tensor is named \(map.pattern)", advice: "see `diagnose tensors` for the names")
    }
    var layers: [RecurrentLayer] = []
    for tensor in tensors {
      guard let map = maps.first(where: { $0.matches(tensor.name) }) else { continue }
      layers.append(try layer(tensor, map))
    }
    return layers
  }

  private func layer(
    _ tensor: StoredTensor, _ map: LayerMap
  ) throws(CheckpointFault) -> RecurrentLayer {
    let G = map.equations.kind.gates
    guard Self.isMatrix(tensor), let H = map.hiddenSize(tensor.shape) else {
      throw .unsupported(
        .tensor(tensor.name),
        "its shape \(tensor.shape) isn't that of \(G == 1 ? "a gate" : "\(G) gates") in the layout of \(map.layout.rawValue)",
        advice: "give the cell and the layout that it has, as in --map 'NAME=gru:keras'")
    }
    let module = Self.module(tensor.name)
    let inputs = beside[Place(module: module, axis: map.layout.unitAxis, units: G * H)] ?? []
    let biases = beside[Place(module: module, axis: nil, units: G * H)] ?? []
    let input = inputs.count == 1 ? try map.matrix(inputs[0]) : Matrix(zeros: G * H, 0)
    let hasBiases = 1...2 ~= biases.count
    return RecurrentLayer(
      name: tensor.name, equations: map.equations,
      recognition: Recognition(
        evidence: .map, confidence: .likely, remarks: remarks(map, inputs, biases)),
      inputWeights: GatedMatrix(input, tensors: [inputs.count == 1 ? inputs[0].name : ""]),
      recurrentWeights: GatedMatrix(try map.matrix(tensor), tensors: [tensor.name]),
      inputBias: hasBiases ? try map.vector(biases[0]) : nil,
      recurrentBias: biases.count == 2 ? try map.vector(biases[1]) : nil)
  }

  private func remarks(
    _ map: LayerMap, _ inputs: [StoredTensor], _ biases: [StoredTensor]
  ) -> [String] {
    func names(_ tensors: [StoredTensor]) -> String {
      tensors.prefix(8).map(\.name.shown).joined(separator: ", ")
    }
    var remarks: [String] = []
    switch inputs.count {
    case 0: remarks.append("no input weights are beside it, so it can't be replayed")
    case 1: remarks.append("input weights by shape: \(names(inputs))")
    default: remarks.append("its input weights may be any of \(names(inputs)); none was taken")
    }
    if biases.count > 2 {
      remarks.append("its bias may be any of \(names(biases)); none was taken")
    } else if !biases.isEmpty {
      remarks.append("bias by shape: \(names(biases))")
    }
    if map.equations.kind == .gru {
      remarks.append("the reset gate is assumed to come after the product")
    }
    return remarks
  }

  private static func isMatrix(_ tensor: StoredTensor) -> Bool {
    tensor.shape.count == 2 && tensor.elementType.isFloat && !tensor.shape.contains(0)
  }

  /// What stands before the last part of a name.
  private static func module(_ name: String) -> Substring {
    name.lastIndex { $0 == "." || $0 == "/" }.map { name[..<$0] } ?? ""
  }
}

extension LayerMap.Layout {
  /// The axis along which units of all gates lie.
  fileprivate var unitAxis: Int { self == .keras ? 1 : 0 }
}

extension LayerMap {
  /// H, if recurrent weights of such a shape have it.
  fileprivate func hiddenSize(_ shape: [Int]) -> Int? {
    let H = shape[1 - layout.unitAxis]
    let units = shape[layout.unitAxis]
    return units % equations.kind.gates == 0 && units / equations.kind.gates == H ? H : nil
  }

  /// A matrix in the project's layout.
  fileprivate func matrix(_ tensor: StoredTensor) throws(CheckpointFault) -> Matrix {
    let matrix = try Matrix(tensor)
    return (layout == .keras ? matrix.transposed() : matrix).reordered(order)
  }

  /// A bias in the project's order.
  fileprivate func vector(_ tensor: StoredTensor) throws(CheckpointFault) -> [Double] {
    try tensor.doubles().reordered(order)
  }

  /// The gates in the project's order, by their places in the layout's.
  private var order: [Int] {
    switch (equations.kind, layout) {
    case (.gru, .keras), (.gru, .onnx): [1, 0, 2]
    case (.lstm, .onnx): [0, 2, 3, 1]
    default: Array(0..<equations.kind.gates)
    }
  }
}
