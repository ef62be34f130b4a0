import Checkpoints
import LinearAlgebra
import Recurrent

/// Finds layers by PyTorch's names: `weight_hh_l0`, `weight_hh_l0_reverse`, and `weight_hh` of the cells that are
/// stepped by hand; also with another word before an underscore, as in `enc_w_hh`.
struct TorchLayers {
  private let table: WeightTable
  private let words: [String: String]

  init(_ table: WeightTable, _ structure: Checkpoint.Structure) {
    self.table = table
    words = structure.words
  }

  /// Whether a tensor has the name of recurrent weights.
  static func isKey(_ tensor: StoredTensor) -> Bool { TorchName(tensor.name) != nil }

  /// The layer whose recurrent weights a tensor is; `nil` if it is none.
  func layer(_ tensor: StoredTensor) throws(CheckpointFault) -> RecurrentLayer? {
    guard let name = TorchName(tensor.name),
      // Of the parts of a reparametrised weight only the one that is shaped like it stands for a layer.
      let recurrent = table.weight(name.module, name.tensor("hh")), recurrent.tensor == tensor.name,
      let input = table.weight(name.module, name.tensor("ih")),
      recurrent.shape[0] == input.shape[0]
    else { return nil }
    let mode = mode(name.module)
    let projection = table.weight(name.module, name.tensor("hr"))
    let H = projection?.shape[1] ?? recurrent.shape[1]
    guard H > 0, recurrent.shape[0] % H == 0,
      let kind = Self.kinds[recurrent.shape[0] / H].map({ $0 == .rnn ? mode ?? $0 : $0 }),
      projection == nil || projection?.shape[0] == recurrent.shape[1] && kind == .lstm
    else { return nil }
    let (first, second) = (bias(name, "ih"), bias(name, "hh"))
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

  private func bias(_ name: TorchName, _ word: String) -> StoredTensor? {
    table.vector(name.module, name.bias(word))
  }

  /// Whether a pickled module says that it is a vanilla RNN, and of which kind.
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

/// The parts of the name of recurrent weights.
struct TorchName {
  /// What stands before, without the dot.
  let module: String
  /// `weight_`, or what stands in its place, such as `enc_w_`.
  private let word: String
  /// `_l0`, `_l1_reverse`, or nothing.
  private let suffix: String
  let layer: Int
  let isReverse: Bool

  /// Takes a name apart, also one of a part of a reparametrised weight; `nil` for any other.
  init?(_ name: String) {
    // The expression is read anew each time: names without the letters of recurrent weights are spared it.
    guard name.contains("hh"),
      let match = name.wholeMatch(
        of:
          /(?:(.*)\.)?((?:[A-Za-z0-9]+_)*(?:weight|w)_)hh(?:_l([0-9]{1,4})(_reverse)?)?(_v|_orig|\.original1|\.original)?/
      )
    else { return nil }
    var module = match.1.map(String.init) ?? ""
    if match.5?.hasPrefix(".") == true {
      guard module == "parametrizations" || module.hasSuffix(".parametrizations") else {
        return nil
      }
      module = String(module.dropLast("parametrizations".count + (module.contains(".") ? 1 : 0)))
    }
    self.module = module
    word = String(match.2)
    layer = match.3.flatMap { Int($0) } ?? 0
    isReverse = match.4 != nil
    suffix = match.3.map { "_l\($0)" + (match.4.map(String.init) ?? "") } ?? ""
  }

  /// The weight of the module under PyTorch's two letters.
  func tensor(_ letters: String) -> String { word + letters + suffix }

  /// The bias of the module under PyTorch's two letters.
  func bias(_ letters: String) -> String {
    let word =
      word.hasSuffix("weight_") ? word.dropLast(7) + "bias_" : word.dropLast(2) + "b_"
    return word + letters + suffix
  }

  /// The module's name without the wrappers around it.
  var display: String {
    var parts = module.split(separator: ".").map(String.init)
    while let first = parts.first, ["_orig_mod", "module", "model"].contains(first) {
      parts.removeFirst()
    }
    let before = word.hasSuffix("weight_") ? word.dropLast(7) : word.dropLast(2)
    if !before.isEmpty { parts.append(String(before.dropLast())) }
    return parts.joined(separator: ".")
  }
}
