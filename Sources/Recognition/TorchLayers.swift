import Checkpoints
import Foundation
import LinearAlgebra
import Recurrent

/// Finds layers by PyTorch's names: `weight_hh_l0`, `weight_hh_l0_reverse`, and `weight_hh` of the cells that are
/// stepped by hand; also with another word before an underscore, as in `enc_w_hh`.
struct TorchLayers {
  private let table: WeightTable
  private let words: [String: String]

  /// - Parameter checkpoint: what says more of layers than tensors do: a pickle's objects, or texts beside them.
  init(_ table: WeightTable, _ checkpoint: Checkpoint) {
    self.table = table
    words = checkpoint.structure.words.merging(checkpoint.texts) { own, _ in own }
  }

  /// Whether a tensor has the name of recurrent weights.
  static func isKey(_ tensor: StoredTensor) -> Bool { TorchName(tensor.name) != nil }

  /// The layer whose recurrent weights a tensor is; `nil` if it is none.
  func layer(_ tensor: StoredTensor) throws(CheckpointFault) -> RecurrentLayer? {
    guard let name = TorchName(tensor.name),
      // Of the parts of a reparametrised weight only the one that is shaped like it stands for a layer.
      let recurrent = table.weight(name.module, name.tensor("hh")), recurrent.tensor == tensor.name,
      let input = table.weight(name.module, name.tensor("ih")),
      recurrent.shape[0] == input.shape[0], recurrent.shape[1] > 0
    else { return nil }
    let mode = mode(name.module)
    let projection = table.weight(name.module, name.tensor("hr"))
    let H = projection?.shape[1] ?? recurrent.shape[1]
    guard H > 0, recurrent.shape[0] % H == 0,
      let kind = Self.kinds[recurrent.shape[0] / H].map({ $0 == .rnn ? mode ?? $0 : $0 }),
      projection == nil || projection?.shape[0] == recurrent.shape[1] && kind == .lstm
    else { return nil }
    let (first, second) = (bias(name, "ih"), bias(name, "hh"))
    for bias in [first, second].compactMap({ $0 }) where bias.count != recurrent.shape[0] {
      throw .damaged(
        .tensor(bias.name), "it has \(bias.count) numbers for \(recurrent.shape[0]) rows")
    }
    var layer = RecurrentLayer(
      name: name.display, equations: CellEquations(kind), layer: name.layer,
      direction: name.isReverse ? .reverse : .forward,
      recognition: Recognition(
        evidence: .name, confidence: kind == .rnn && mode == nil ? .likely : .certain,
        remarks: remarks(kind, mode, [recurrent.remark, input.remark])),
      inputWeights: GatedMatrix(try input.matrix(), tensors: [input.tensor]),
      recurrentWeights: GatedMatrix(try recurrent.matrix(), tensors: [recurrent.tensor]),
      inputBias: try first?.doubles(), recurrentBias: try second?.doubles())
    layer.projection = try projection?.matrix()
    return layer
  }

  /// Why a tensor that is named like recurrent weights isn't a layer's; `nil` for a part of a weight.
  func reason(_ tensor: StoredTensor) -> String? {
    guard let name = TorchName(tensor.name) else { return nil }
    guard let recurrent = table.weight(name.module, name.tensor("hh")) else {
      return tensor.shape.count == 2 ? "it is no matrix of floats" : nil
    }
    guard recurrent.tensor == tensor.name else { return nil }
    guard let input = table.weight(name.module, name.tensor("ih")) else {
      return "there is no matrix \(name.tensor("ih")) of floats beside it"
    }
    return "its shape \(recurrent.shape) and the input weights' \(input.shape) make no cell"
  }

  /// Why a tensor that is named like input weights is no layer's: what it should stand beside.
  func missing(_ tensor: StoredTensor) -> String? {
    guard tensor.shape.count == 2, let place = tensor.name.range(of: "_ih", options: .backwards),
      let name = TorchName(tensor.name.replacingCharacters(in: place, with: "_hh")),
      table.weight(name.module, name.tensor("hh")) == nil
    else { return nil }
    return "there is no matrix \(name.tensor("hh")) of floats beside it"
  }

  private func bias(_ name: TorchName, _ word: String) -> StoredTensor? {
    table.vector(name.module, name.bias(word))
  }

  /// Whether a pickled module or a text beside the tensors says that it is a vanilla RNN, and of which kind.
  private func mode(_ module: String) -> CellKind? {
    let prefix = module.isEmpty ? "" : module + "."
    switch words[prefix + "mode"] ?? words[prefix + "nonlinearity"] {
    case "RNN_RELU", "relu": return .rnnRelu
    case "RNN_TANH", "tanh": return .rnn
    default: return nil
    }
  }

  private func remarks(_ kind: CellKind, _ mode: CellKind?, _ remarks: [String?]) -> [String] {
    let unknown = "tanh is assumed: the file doesn't say whether it is tanh or relu"
    return (kind == .rnn && mode == nil ? [unknown] : [])
      + Array(Set(remarks.compactMap { $0 })).sorted()
  }

  private static let kinds: [Int: CellKind] = [1: .rnn, 3: .gru, 4: .lstm]
}
