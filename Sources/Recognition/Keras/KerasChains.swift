import Buffers

/// Which recurrent layers of one model feed one another, step by step.
struct KerasChains {
  /// The chain of a recurrent layer, named after its first, and the layer's number in it.
  struct Link {
    let first: String
    let number: Int
    /// Whether it begins a chain above another's states.
    var isDownstream = false
  }

  /// By the names of recurrent layers.
  private(set) var links: [String: Link] = [:]
  /// The recurrent layer whose states a layer hands on.
  private var sources: [String: String] = [:]
  /// Layers whose output hangs on a recurrent layer's.
  private var reached: Set<String> = []
  /// Layers that see such an output.
  private(set) var above: Set<String> = []

  /// - Parameter layers: those of one model, in its order.
  /// - Complexity: O(configuration).
  init(_ layers: [JSON]) {
    let isGraph = layers.contains { $0["inbound_nodes"] != nil }
    var before: String?
    for layer in layers {
      guard let name = (layer["config"]?["name"] ?? layer["name"])?.string else { continue }
      let below = isGraph ? Self.feeder(layer["inbound_nodes"]) : before
      let source = below.flatMap { sources[$0] }
      let (kind, settings) = (layer["class_name"]?.string ?? "", layer["config"] ?? .null)
      let isAbove =
        isGraph
        ? Self.feeders(layer["inbound_nodes"] ?? .null).contains(where: reached.contains)
        : !reached.isEmpty
      if isAbove { above.insert(name) }
      if isAbove || Self.isRecurrent(layer) { reached.insert(name) }
      if Self.changesNothing.contains(kind) {
        sources[name] = source
      } else if kind == "Bidirectional" || KerasSettings.kind(ofClass: kind) != nil {
        let link = source.flatMap { links[$0] }.map { Link(first: $0.first, number: $0.number + 1) }
        links[name] = link ?? Link(first: name, number: 0, isDownstream: isAbove)
        if Self.handsOn(kind, settings) { sources[name] = name }
      }
      before = name
    }
  }

  /// Layers that pass their input on once training is over.
  private static let changesNothing: Set<String> = [
    "Dropout", "SpatialDropout1D", "GaussianDropout", "GaussianNoise", "AlphaDropout",
    "ActivityRegularization", "Masking",
  ]

  private static let recurrent: Set<String> = ["Bidirectional", "RNN", "ConvLSTM1D", "ConvLSTM2D"]

  /// Whether a layer, or one within it, is recurrent.
  private static func isRecurrent(_ layer: JSON) -> Bool {
    let kind = layer["class_name"]?.string ?? ""
    if recurrent.contains(kind) || KerasSettings.kind(ofClass: kind) != nil { return true }
    let settings = layer["config"]
    let within = settings?["layers"]?.values ?? settings?.values ?? []
    return (within + [settings?["layer"]].compactMap { $0 }).contains(where: isRecurrent)
  }

  /// The names of all layers that a layer's calls see: `[name, node, tensor, ...]`, in Keras 3 as its history.
  private static func feeders(_ calls: JSON) -> [String] {
    if let values = calls.values {
      if values.count >= 3, let name = values[0].string, values[1].int != nil { return [name] }
      return values.flatMap(feeders)
    }
    return calls.members?.flatMap { feeders($0.value) } ?? []
  }

  /// Whether a layer puts out the states of every step, in the order of time.
  private static func handsOn(_ kind: String, _ settings: JSON) -> Bool {
    guard kind == "Bidirectional" else {
      return settings["return_sequences"]?.bool == true
        && settings["go_backwards"]?.bool != true
    }
    return settings["merge_mode"]?.string == "concat"
      && settings["layer"]?["config"]?["return_sequences"]?.bool == true
  }

  /// The one layer whose first output is all that a layer sees; `nil` for several, or several calls.
  private static func feeder(_ calls: JSON?) -> String? {
    guard let calls = calls?.values, calls.count == 1 else { return nil }
    let history: [JSON]?
    if let arguments = calls[0]["args"]?.values {
      guard arguments.count == 1, calls[0]["kwargs"].map(hasNoTensor) ?? true else { return nil }
      history = arguments[0]["config"]?["keras_history"]?.values
    } else {
      // Keras 2 has the name, two numbers and the other arguments.
      guard let inputs = calls[0].values, inputs.count == 1,
        inputs[0].values?.last?.members?.isEmpty ?? true
      else { return nil }
      history = inputs[0].values
    }
    guard let history, history.count >= 3, history[2].int == 0 else { return nil }
    return history[0].string
  }

  private static func hasNoTensor(_ arguments: JSON) -> Bool {
    arguments.members?.allSatisfy { $0.value.members == nil && $0.value.values == nil } ?? true
  }
}
