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
  public static func tensors(_ layers: [RecurrentLayer]) throws(CheckpointFault) -> [StoredTensor] {
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
        tensors += try self.tensors(layer, number: number)
      }
    }
    return tensors
  }

  private static func tensors(
    _ layer: RecurrentLayer, number: Int
  ) throws(CheckpointFault) -> [StoredTensor] {
    if let reason = foreign(layer) {
      throw .unsupported(
        .tensor(layer.recurrentWeights.tensors[0]), "PyTorch has no layer with \(reason)",
        advice: "use the model's own framework")
    }
    let suffix = "_l\(number)" + (layer.direction == .reverse ? "_reverse" : "")
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
