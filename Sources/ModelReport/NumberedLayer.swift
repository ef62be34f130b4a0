import Buffers
import Charts
import FlowAnalysis
import Recognition

/// A checked layer with the number under which its page speaks of it: names may be alike, long or hostile.
struct NumberedLayer {
  let checked: CheckedLayer
  let number: Int
  /// What the ids of its figures begin with: unique in the document.
  let id: String

  init(_ checked: CheckedLayer, _ number: Int, in page: Int) {
    self.checked = checked
    self.number = number
    id = "\(ModelPage.id(page))-layer-\(number)"
  }

  var measurement: LayerMeasurement { checked.measurement }
  var layer: RecurrentLayer { checked.measurement.layer }
  /// One trace a sequence; empty without inputs, and where the input doesn't fit.
  var traces: [LayerTrace] { checked.traces ?? [] }

  private var given: String {
    let name = layer.title
    return name.isEmpty ? "without a name" : name
  }

  /// Where it stands in the model, as a page may print it.
  var name: String { given.shown }

  /// The same for a row of a table. Names of one model begin alike, so a long one keeps its end.
  var shortName: String { Self.short(given).shown }

  /// What was assumed of it, for a row of a table.
  var remarks: String {
    layer.recognition.remarks.map {
      $0.split(separator: " ", omittingEmptySubsequences: false).map {
        Self.short(String($0), head: 8, tail: 18)
      }.joined(separator: " ").shown
    }.joined(separator: "; ")
  }

  private static func short(_ name: String, head: Int = 20, tail: Int = 38) -> String {
    name.count <= head + tail + 2 ? name : "\(name.prefix(head))…\(name.suffix(tail))"
  }

  var title: String {
    "\(number). \(name), layer \(layer.layer)" + (layer.direction == .reverse ? ", reverse" : "")
  }

  /// One gate's block each, without all of them stacked.
  var blocks: [MeasuredMatrix] { measurement.matrices.filter { $0.gate != "stacked" } }

  /// The block that stretches most; `nil` for a layer that wasn't decomposed.
  var widest: (gate: String, sigma: Double)? {
    blocks.compactMap { block in block.spectrum.map { (block.gate, $0.spectralNorm) } }
      .max { $0.1 < $1.1 }
  }

  /// The colour of the cell on every page.
  var role: ColorRole {
    switch layer.equations.kind {
    case .rnn, .rnnRelu: .rnn
    case .lstm: .lstm
    case .gru: .gru
    }
  }

  /// The colour of a gate's block: that of the cell where there is one block only.
  func role(ofGate index: Int) -> ColorRole {
    let roles: [ColorRole] = [.violet, .ochre, .rose, .slate]
    return blocks.count == 1 ? role : roles[index % roles.count]
  }

  /// A gate's letter with the word for it.
  func words(_ gate: String) -> String {
    let isGRU = layer.equations.kind == .gru
    let words = [
      "h": "state", "i": "input", "f": "forget", "g": "candidate", "o": "output", "r": "reset",
      "z": "update", "n": isGRU ? "candidate" : "n",
    ]
    return words[gate].map { "\(gate), \($0)" } ?? gate
  }
}
