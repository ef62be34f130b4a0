import Buffers
import Recurrent

/// What a model's configuration says of a recurrent layer or of the cell in it.
struct KerasSettings {
  /// The layer's name, unique among the layers beside it.
  let name: String
  /// The cell's own name, where it was built by hand.
  let cellName: String?
  /// The family.
  let kind: CellKind
  /// The settings of the cell.
  let values: JSON
  /// Whether it walks from the last step to the first.
  let goesBackwards: Bool
  /// The number of cells that the configuration names before.
  let place: Int
  /// Whether a `Bidirectional` wraps it, which puts the outputs back in the order of time.
  let isWrapped: Bool
  /// The chain of layers that feed one another, and the layer's number in it.
  let chain: String?
  let number: Int
  /// Whether the chain begins above another's states.
  let isDownstream: Bool

  /// The number of units; Keras 1 calls it `output_dim`.
  var units: Int? { (values["units"] ?? values["output_dim"])?.int }
  /// Whether it has a bias, where that is said.
  var hasBias: Bool? { values["use_bias"]?.bool }
  /// Whether a GRU's reset gate comes after the matrix product, where that is said.
  var resetsAfter: Bool? { values["reset_after"]?.bool }
  /// What the candidate, and an LSTM's cell state, is put through.
  var activation: String? { Self.word(values["activation"]) }
  /// What gates are put through; Keras 1 calls it `inner_activation`.
  var gateActivation: String? {
    Self.word(values["recurrent_activation"] ?? values["inner_activation"])
  }

  /// Whether a layer has the same settings.
  func isLike(_ other: KerasSettings) -> Bool {
    kind == other.kind && values == other.values && goesBackwards == other.goesBackwards
  }

  /// The name of a function, which stands alone or in an object around it; none is the identity.
  private static func word(_ value: JSON?) -> String? {
    switch value {
    case nil: nil
    case .null: "linear"
    case .string(let word): word.split(separator: ".").last.map(String.init)
    case .some(let value): word(value["config"]?.string.map { .string($0) } ?? value["class_name"])
    }
  }

  /// The family that a class belongs to, be it of layers or of cells; `nil` for others.
  static func kind(ofClass name: String) -> CellKind? {
    switch name {
    case "SimpleRNN", "SimpleRNNCell": .rnn
    case "LSTM", "LSTMCell", "CuDNNLSTM": .lstm
    case "GRU", "GRUCell", "CuDNNGRU": .gru
    default: nil
    }
  }

  /// The family that a name stands for which Keras made from a class: `forward_lstm_1`, `gru_cell`.
  static func kind(ofName name: String) -> CellKind? {
    var words = name.lowercased().split(separator: "_")[...]
    if let last = words.last, last.allSatisfy(\.isNumber) { words.removeLast() }
    if words.last == "cell" { words.removeLast() }
    if let first = words.first, ["forward", "backward"].contains(first) { words.removeFirst() }
    switch words.joined() {
    case "simplernn": return .rnn
    case "lstm", "cudnnlstm": return .lstm
    case "gru", "cudnngru": return .gru
    default: return nil
    }
  }
}
