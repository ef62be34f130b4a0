import Buffers
import Checkpoints
import LinearAlgebra
import Recurrent

/// Finds layers whose gates are tensors of their own, inputs along the rows: madmom's objects and Flax' cells.
struct GateLayers {
  private let table: WeightTable
  private let words: [String: String]

  init(_ table: WeightTable, _ structure: Checkpoint.Structure) {
    self.table = table
    words = structure.words
  }

  /// Whether a tensor has the name of a first gate's recurrent weights.
  static func isKey(_ tensor: StoredTensor) -> Bool {
    GateNaming.all.contains { $0.module(of: tensor.name) != nil }
  }

  /// The layer whose first gate's recurrent weights a tensor is; `nil` if it is none.
  func layer(_ tensor: StoredTensor) throws(CheckpointFault) -> RecurrentLayer? {
    for naming in GateNaming.all {
      guard let module = naming.module(of: tensor.name) else { continue }
      if let layer = try layer(naming, module) { return layer }
    }
    return nil
  }

  private func layer(
    _ naming: GateNaming, _ module: String
  ) throws(CheckpointFault) -> RecurrentLayer? {
    var parts: [GatePart] = []
    for gate in naming.gates {
      guard let part = try GatePart(naming, gate, module, table) else { return nil }
      parts.append(part)
    }
    let (H, I) = (parts[0].recurrent.rows, parts[0].input.columns)
    guard H > 0, parts.allSatisfy({ $0.fits(H: H, I: I) }) else { return nil }
    var equations = CellEquations(naming.kind)
    let remarks = activations(naming, module, &equations)
    var layer = RecurrentLayer(
      name: module, stack: stack(module), equations: equations, layer: layerIndex(module),
      direction: isReverse(module) ? .reverse : .forward,
      recognition: Recognition(
        evidence: .name, confidence: remarks.isEmpty ? .certain : .likely, remarks: remarks),
      inputWeights: GatedMatrix(.below(parts.map(\.input)), tensors: parts.map(\.inputName)),
      recurrentWeights: GatedMatrix(
        .below(parts.map(\.recurrent)), tensors: parts.map(\.recurrentName)),
      inputBias: parts.flatMap(\.inputBias), recurrentBias: parts.flatMap(\.recurrentBias))
    layer.hasTwoBiases = false
    if naming.kind == .lstm, parts.contains(where: { $0.peephole != nil }) {
      let none = Array(repeating: 0.0, count: H)
      layer.peepholes = Peepholes(
        input: parts[0].peephole ?? none, forget: parts[1].peephole ?? none,
        output: parts[3].peephole ?? none)
    }
    return layer
  }

  /// Takes the functions that a pickle names; says which had to be assumed. A layer with another isn't replayed.
  private func activations(
    _ naming: GateNaming, _ module: String, _ equations: inout CellEquations
  ) -> [String] {
    let prefix = module.isEmpty ? "" : module + naming.separator
    var remarks: [String] = []
    func function(
      _ path: String, _ assumed: CellEquations.StateActivation
    ) -> CellEquations.StateActivation {
      let word = words[prefix + path].map { String($0.split(separator: ".").last ?? "") }
      if let known = word.flatMap(CellEquations.StateActivation.init) { return known }
      if let word { equations.unread = "the model has the function \(word.shown) in a layer" }
      if word == nil && naming.kind == .rnn { remarks.append("\(assumed.rawValue) is assumed") }
      return assumed
    }
    switch naming.kind {
    case .rnn, .rnnRelu: equations.stateActivation = function("activation_fn", .tanh)
    case .gru: equations.stateActivation = function("cell.activation_fn", .tanh)
    case .lstm:
      equations.stateActivation = function("cell.activation_fn", .tanh)
      equations.outputActivation = function("activation_fn", .tanh)
    }
    for gate in naming.gates {
      guard let path = gate.function, function(path, .sigmoid) != .sigmoid else { continue }
      equations.unread = "the model's gates aren't sigmoids"
    }
    if let unread = equations.unread { remarks.append(unread) }
    return remarks
  }

  /// What stands before the last word `layers`, or the module itself.
  private func stack(_ module: String) -> String {
    let parts = module.split(separator: ".")
    guard let place = parts.lastIndex(of: "layers") else { return module }
    return parts[...place].joined(separator: ".")
  }

  private func isReverse(_ module: String) -> Bool {
    module.split(separator: ".").contains("bwd_layer")
  }

  /// The number after the last word `layers`.
  private func layerIndex(_ module: String) -> Int {
    let parts = module.split(separator: ".")
    guard let place = parts.lastIndex(of: "layers"), place + 1 < parts.count else { return 0 }
    return Int(parts[place + 1]) ?? 0
  }
}

/// One gate of a layer, in the project's orientation.
private struct GatePart {
  let input: Matrix
  let recurrent: Matrix
  let inputBias: [Double]
  let recurrentBias: [Double]
  let peephole: [Double]?
  let inputName: String
  let recurrentName: String

  init?(
    _ naming: GateNaming, _ gate: GateNaming.Gate, _ module: String, _ table: WeightTable
  ) throws(CheckpointFault) {
    let prefix = module.isEmpty ? "" : module + naming.separator
    guard let input = table.weight("", prefix + gate.input),
      let recurrent = table.weight("", prefix + gate.recurrent)
    else { return nil }
    let units = recurrent.shape[1]
    let sign = gate.isNegated ? -1.0 : 1.0
    self.input = try input.matrix().transposed().map { sign * $0 }
    self.recurrent = try recurrent.matrix().transposed().map { sign * $0 }
    func vector(_ name: String?) throws(CheckpointFault) -> [Double]? {
      guard let vector = name.flatMap({ table.vector("", prefix + $0) }) else { return nil }
      guard vector.count == units else {
        throw .damaged(
          .tensor(vector.name), "it has \(vector.count) numbers for \(units) units")
      }
      return try vector.doubles()
    }
    let zeros = Array(repeating: 0.0, count: units)
    inputBias = try vector(gate.inputBias)?.map { sign * $0 } ?? zeros
    recurrentBias = try vector(gate.recurrentBias)?.map { sign * $0 } ?? zeros
    peephole = try vector(gate.peephole)
    inputName = input.tensor
    recurrentName = recurrent.tensor
  }

  func fits(H: Int, I: Int) -> Bool {
    recurrent.rows == H && recurrent.columns == H && input.rows == H && input.columns == I
      && inputBias.count == H
  }
}

extension Matrix {
  /// Blocks one below the other.
  static func below(_ blocks: [Matrix]) -> Matrix {
    Matrix(
      rows: blocks.reduce(0) { $0 + $1.rows }, columns: blocks[0].columns,
      elements: blocks.flatMap(\.elements))
  }
}
