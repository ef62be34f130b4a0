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
    var finder = LayerFinder(checkpoint, layers: try mapped.layers())
    try finder.look(through: checkpoint.tensors, except: mapped)
    (layers, passedOver) = (finder.layers, finder.passedOver)
  }
}

/// Goes through tensors by their names.
private struct LayerFinder {
  private let table: WeightTable
  private let torch: TorchLayers
  private let gates: GateLayers
  private let keras: KerasLayers?
  /// How many elements layers may still have.
  private var left: Int
  private var storages: [Storage: String] = [:]
  private let averaged: Set<String>
  private(set) var layers: [RecurrentLayer]
  private(set) var passedOver: [Checkpoint.Note] = []

  init(_ checkpoint: Checkpoint, layers: [RecurrentLayer]) {
    table = WeightTable(checkpoint.tensors)
    torch = TorchLayers(table, checkpoint)
    gates = GateLayers(table, checkpoint.structure)
    keras = KerasLayers(table, checkpoint.structure)
    left = table.mostElements
    averaged = NotALayer.averages(checkpoint.tensors)
    self.layers = layers
  }

  mutating func look(
    through tensors: [StoredTensor], except mapped: MappedLayers
  ) throws(CheckpointFault) {
    var averages: [StoredTensor] = []
    let keys = tensors.filter { TorchLayers.isKey($0) || GateLayers.isKey($0) }
    for tensor in keys + (keras?.inOrder(tensors) ?? []) where !mapped.has(tensor.name) {
      switch reason(tensor.name) {
      case .average: averages.append(tensor)
      case let reason?: pass(over: tensor, reason.rawValue)
      case nil: try take(tensor)
      }
    }
    for tensor in tensors {
      guard let missing = torch.missing(tensor), !mapped.has(tensor.name),
        reason(tensor.name) == nil
      else { continue }
      pass(over: tensor, missing)
    }
    // A file that has nothing else was saved for its averages.
    let isAll = layers.isEmpty
    for tensor in averages {
      if isAll {
        try take(tensor, remark: NotALayer.average.rawValue)
      } else {
        pass(over: tensor, NotALayer.average.rawValue)
      }
    }
  }

  private func reason(_ name: String) -> NotALayer? {
    if let reason = NotALayer(name) { return reason }
    guard !averaged.isEmpty, name.utf8.count < 4096 else { return nil }
    // Beside the count stands the model, whose own modules may be called `module` too.
    let ends = name.indices.filter { name[$0] == "." }
    return ends.contains { averaged.contains(String(name[..<$0])) } ? .average : nil
  }

  private mutating func pass(over tensor: StoredTensor, _ reason: String) {
    passedOver.append(Checkpoint.Note(tensor.name, reason))
  }

  private mutating func take(
    _ tensor: StoredTensor, remark: String? = nil
  ) throws(CheckpointFault) {
    if let storage = Storage(tensor), let first = storages[storage] {
      pass(over: tensor, "the same memory as \(first)")
      return
    }
    guard var layer = try layer(tensor) else { return }
    try table.hold(layer.parameterCount, of: tensor.name, to: left)
    left -= layer.parameterCount
    if let remark { layer.recognition.remarks.append(remark) }
    if let storage = Storage(tensor) { storages[storage] = tensor.name }
    layers.append(layer)
  }

  private mutating func layer(_ tensor: StoredTensor) throws(CheckpointFault) -> RecurrentLayer? {
    if let layer = try torch.layer(tensor) { return layer }
    if let layer = try gates.layer(tensor) { return layer }
    switch try keras?.finding(tensor) {
    case .layer(let layer): return layer
    case .passedOver(let reason): pass(over: tensor, reason)
    case nil: if let reason = torch.reason(tensor) { pass(over: tensor, reason) }
    }
    return nil
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
