import Recurrent

/// How a program names the tensors of a layer's gates, below the layer's own name.
struct GateNaming {
  let kind: CellKind
  /// In the project's order.
  let gates: [Gate]
  /// What stands between the parts of a name.
  var separator = "."

  /// The names of one gate's tensors; weights have the inputs along their rows.
  struct Gate {
    let input: String
    let recurrent: String
    var inputBias: String?
    var recurrentBias: String?
    var peephole: String?
    /// Where the name of the gate's function stands.
    var function: String?
    /// Whether the gate says how much is new, where the project's z says how much is kept.
    var isNegated = false
  }

  /// The layer's name, if the tensor is its first gate's recurrent weights.
  func module(of tensor: String) -> String? {
    let key = gates[0].recurrent
    if tensor == key { return "" }
    guard tensor.hasSuffix(separator + key) else { return nil }
    let module = tensor.dropLast(key.count + 1)
    // A vanilla layer of madmom has the words that a gate has.
    let last = module.split(separator: ".").last ?? ""
    return kind == .rnn && (last == "cell" || last.hasSuffix("_gate")) ? nil : String(module)
  }

  static let all = [madmomLSTM, madmomGRU, madmomRNN] + ["/", "."].flatMap { flax($0) }

  /// Source: madmom 0.17, `madmom/ml/nn/layers.py` (Böck et al. 2016).
  private static func madmom(_ gate: String, isNegated: Bool = false) -> Gate {
    Gate(
      input: gate + ".weights", recurrent: gate + ".recurrent_weights", inputBias: gate + ".bias",
      peephole: gate + ".peephole_weights",
      function: gate == "cell" ? nil : gate + ".activation_fn", isNegated: isNegated)
  }

  private static let madmomLSTM = GateNaming(
    kind: .lstm,
    gates: [madmom("input_gate"), madmom("forget_gate"), madmom("cell"), madmom("output_gate")])

  private static let madmomGRU = GateNaming(
    kind: .gru,
    gates: [madmom("reset_gate"), madmom("update_gate", isNegated: true), madmom("cell")])

  private static let madmomRNN = GateNaming(
    kind: .rnn,
    gates: [Gate(input: "weights", recurrent: "recurrent_weights", inputBias: "bias")])

  /// Source: Flax 0.10, `flax/linen/recurrent.py`: dense layers `ii` ... `io` and `hi` ... `ho`, or `ir`, `iz`, `in`
  /// and `hr`, `hz`, `hn`, or `i` and `h`; the letter after which part they see.
  private static func flax(_ separator: String) -> [GateNaming] {
    func naming(_ kind: CellKind, _ letters: [String]) -> GateNaming {
      GateNaming(kind: kind, gates: letters.map(gate), separator: separator)
    }
    func gate(_ letter: String) -> Gate {
      Gate(
        input: "i\(letter)\(separator)kernel", recurrent: "h\(letter)\(separator)kernel",
        inputBias: "i\(letter)\(separator)bias", recurrentBias: "h\(letter)\(separator)bias")
    }
    return [
      naming(.lstm, ["i", "f", "g", "o"]), naming(.gru, ["r", "z", "n"]), naming(.rnn, [""]),
    ]
  }
}
