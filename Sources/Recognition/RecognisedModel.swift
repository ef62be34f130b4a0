import Checkpoints

/// The recurrent layers of a model.
public struct RecognisedModel: Sendable {
  /// The layers, in the order in which the file names them.
  public let layers: [RecurrentLayer]
  /// What looked like a layer and wasn't taken for one, with the reason.
  public let passedOver: [Checkpoint.Note]

  /// Finds the layers of a model; only their own weights are read.
  ///
  /// - Parameter maps: tensors that the user named as recurrent weights, whatever they would be taken for.
  /// - Throws: `CheckpointFault` for weights that can't be read, or a name that no tensor has.
  /// - Complexity: O(names + weights of layers).
  public init(_ checkpoint: Checkpoint, maps: [LayerMap] = []) throws(CheckpointFault) {
    let mapped = MappedLayers(maps, checkpoint.tensors)
    if case .graph(let model) = checkpoint.structure {
      let graph = ONNXLayers(model, checkpoint.tensors)
      layers = try mapped.layers() + graph.layers
      passedOver = graph.passedOver.filter { !mapped.has($0.name) }
      return
    }
    let table = WeightTable(checkpoint.tensors)
    let (torch, gates) = (
      TorchLayers(table, checkpoint.structure), GateLayers(table, checkpoint.structure)
    )
    var layers = try mapped.layers()
    var passedOver: [Checkpoint.Note] = []
    var storages: [Storage: String] = [:]
    var left = table.mostElements
    let keras = KerasLayers(table, checkpoint.structure)
    let keys = checkpoint.tensors.filter { TorchLayers.isKey($0) || GateLayers.isKey($0) }
    for tensor in keys + (keras?.inOrder(checkpoint.tensors) ?? []) where !mapped.has(tensor.name) {
      if let reason = NotALayer.reason(tensor.name) {
        passedOver.append(Checkpoint.Note(tensor.name, reason))
      } else if let storage = Storage(tensor), let first = storages[storage] {
        passedOver.append(Checkpoint.Note(tensor.name, "the same memory as \(first)"))
      } else {
        var own = try torch.layer(tensor)
        if own == nil { own = try gates.layer(tensor) }
        switch own == nil ? try keras?.finding(tensor) : nil {
        case .layer(let layer): own = layer
        case .passedOver(let reason): passedOver.append(Checkpoint.Note(tensor.name, reason))
        case nil: break
        }
        guard let layer = own else { continue }
        try table.hold(layer.parameterCount, of: tensor.name, to: left)
        left -= layer.parameterCount
        if let storage = Storage(tensor) { storages[storage] = tensor.name }
        layers.append(layer)
      }
    }
    self.layers = layers
    self.passedOver = passedOver
  }
}

/// Where a tensor's elements lie, so that a copy of the same memory is known for one.
private struct Storage: Hashable {
  let address: Int
  let shape: [Int]

  init?(_ tensor: StoredTensor) {
    guard case .bytes(let bytes) = tensor.data else { return nil }
    address = bytes.withUnsafeBytes { Int(bitPattern: $0.baseAddress) }
    shape = tensor.shape
  }
}

/// Tensors that are shaped and named like a layer's and aren't a layer of the model.
enum NotALayer {
  private static let words: [(Set<String>, String)] = [
    (
      [
        "optimizer", "optimizers", "optimizer_state", "optimizer_states", "optimizer_state_dict",
        "optimizer_weights",
      ],
      "the optimiser's own"
    ),
    (
      [
        "ema", "model_ema", "ema_model", "ema_state_dict", "averaged_model", "swa_model", "shadow",
        "shadow_params",
      ],
      "a moving average of the weights"
    ),
  ]

  /// Why a tensor of that name is none; `nil` if it may be one.
  static func reason(_ name: String) -> String? {
    let parts = Set(name.split { $0 == "." || $0 == "/" }.map(String.init))
    return words.first { !$0.0.isDisjoint(with: parts) }?.1
  }
}
