import Buffers
import Checkpoints
import LinearAlgebra
import Recurrent

/// Recognised layers in PyTorch's layout, under PyTorch's names.
public enum TorchExport {
  /// The tensors of layers: `NAME.weight_ih_l0`, `NAME.weight_hh_l0`, ... with `_reverse` for the other
  /// direction, in Float32 where that loses nothing and in Float64 otherwise.
  ///
  /// Layers of one stack that PyTorch can have in one module, of one kind and width, are numbered from 0;
  /// others are modules of their own.
  ///
  /// - Throws: `CheckpointFault` for equations that PyTorch's modules don't have.
  ///
  /// - Parameter keepsCells: whether cells that are stepped by hand keep their names without a number.
  public static func tensors(
    _ layers: [RecurrentLayer], keepsCells: Bool = true
  ) throws(CheckpointFault) -> [StoredTensor] {
    var tensors: [StoredTensor] = []
    for stack in StackReplay.stacks(layers) {
      let members = stack.map { layers[$0] }
      let isOneModule = members.allSatisfy {
        $0.equations == members[0].equations && $0.hiddenSize == members[0].hiddenSize
          && $0.projectionSize == members[0].projectionSize && $0.stack == $0.name
      }
      let numbers = Array(Set(members.map(\.layer))).sorted()
      for layer in members {
        let number = isOneModule ? numbers.firstIndex(of: layer.layer) ?? 0 : 0
        let isCell = keepsCells && isCell(layer)
        tensors += try self.tensors(layer, suffix: isCell ? "" : suffix(layer, number))
      }
    }
    return tensors
  }

  /// What the names of vanilla RNNs leave open, where it isn't assumed: `NAME.nonlinearity`, tanh or relu.
  public static func functions(of layers: [RecurrentLayer]) -> [String: String] {
    var functions: [String: String] = [:]
    for layer in layers
    where layer.equations.kind.gates == 1
      && (layer.recognition.confidence == .certain || layer.recognition.evidence == .map)
    {
      let prefix = layer.name.isEmpty ? "" : layer.name + "."
      functions[prefix + "nonlinearity"] = layer.equations.stateActivation.rawValue
    }
    return functions
  }

  /// Whether it was the weights of a module such as `LSTMCell`.
  private static func isCell(_ layer: RecurrentLayer) -> Bool {
    let name = layer.recurrentWeights.tensors[0]
    return layer.recognition.evidence == .name
      && name.split(separator: ".").last == "weight_hh"
  }

  private static func suffix(_ layer: RecurrentLayer, _ number: Int) -> String {
    "_l\(number)" + (layer.direction == .reverse ? "_reverse" : "")
  }

  private static func tensors(
    _ layer: RecurrentLayer, suffix: String
  ) throws(CheckpointFault) -> [StoredTensor] {
    if let reason = foreign(layer) {
      throw .unsupported(
        .tensor(layer.recurrentWeights.tensors[0]), "PyTorch has no layer with \(reason)",
        advice: "use the model's own framework")
    }
    let prefix = layer.name.isEmpty ? "" : layer.name + "."
    func name(_ word: String) -> String { prefix + word + suffix }
    let rows = layer.recurrentWeights.matrix.rows
    var tensors = [
      StoredTensor(name("weight_ih"), layer.inputWeights.matrix),
      StoredTensor(name("weight_hh"), layer.recurrentWeights.matrix),
    ]
    if layer.hasBias {
      tensors.append(StoredTensor(name("bias_ih"), shape: [rows], layer.inputBias))
      tensors.append(StoredTensor(name("bias_hh"), shape: [rows], layer.recurrentBias))
    }
    if let projection = layer.projection {
      tensors.append(StoredTensor(name("weight_hr"), projection))
    }
    return tensors
  }

  /// What of a layer PyTorch's modules can't do.
  private static func foreign(_ layer: RecurrentLayer) -> String? {
    if let unread = layer.equations.unread { return "equations of which it is said that \(unread)" }
    if layer.inputSize == 0 { return "no input weights" }
    if layer.peepholes != nil { return "peepholes" }
    if layer.equations.isStandard { return nil }
    if layer.equations.gateActivation != .sigmoid { return "hard sigmoids" }
    if !layer.equations.resetsAfter { return "a reset gate before the recurrent matrix" }
    return "the activation \(layer.equations.stateActivation.rawValue)"
  }
}

extension StoredTensor {
  fileprivate init(_ name: String, _ matrix: Matrix) {
    self.init(name, shape: [matrix.rows, matrix.columns], matrix.elements)
  }

  /// In Float32 if every number is one.
  fileprivate init(_ name: String, shape: [Int], _ numbers: [Double]) {
    let floats = numbers.map { Float($0) }
    let isExact = zip(floats, numbers).allSatisfy { Double($0) == $1 || $1.isNaN }
    self.init(
      name: name, isExact ? .float32 : .float64, shape: shape,
      rowMajor: isExact
        ? floats.withUnsafeBytes { Bytes($0) } : numbers.withUnsafeBytes { Bytes($0) })
  }
}
