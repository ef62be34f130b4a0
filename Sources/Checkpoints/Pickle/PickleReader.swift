import Buffers

/// Reads a Python pickle of arrays, or of objects whose classes aren't here.
enum PickleReader {
  static func read(
    _ bytes: Bytes, _ budget: inout Budget
  ) throws(CheckpointFault) -> Checkpoint {
    let document = try PickleMachine.run(bytes, &budget)
    try ForeignPickles.refuse(document)
    return try checkpoint(.pickle, document, NoStorages(), &budget)
  }

  /// The tensors of a document.
  static func checkpoint(
    _ format: ModelFormat, _ document: PickleDocument, _ storages: any PickleStorages,
    _ budget: inout Budget
  ) throws(CheckpointFault) -> Checkpoint {
    let walk = try PickleWalk(document, storages: storages, &budget)
    return Checkpoint(
      format, tensors: walk.tensors, skipped: walk.skipped,
      structure: .objects(PickledObjects(classes: walk.classes, words: walk.words)))
  }
}

/// What a pickle says of its objects.
public struct PickledObjects: Sendable {
  /// The class of each object, by the way to it: "encoder.rnn", "torch.nn.modules.rnn.LSTM".
  public let classes: [Checkpoint.Note]
  /// What objects say of themselves in a word: functions, which are named and not called
  /// ("layers.0.activation_fn", "madmom.ml.nn.activations.tanh"), and the settings `mode` and
  /// `nonlinearity` of PyTorch's modules.
  public let words: [Checkpoint.Note]
}

/// Pickles of programs whose models can't be read from them.
enum ForeignPickles {
  static func refuse(_ document: PickleDocument) throws(CheckpointFault) {
    let keys = document.node(document.root)?.pairs.enumerated().filter { $0.offset % 2 == 0 } ?? []
    if keys.contains(where: { $0.element.string == "StructuredToParameterName@@" }) {
      throw KnownFormat.paddleParameters
    }
    for node in document.nodes where node.kind == .global {
      switch node.items.first?.string {
      case "joblib.numpy_pickle"?:
        throw .unsupported(
          .file, "joblib wrote this pickle and put its arrays between the instructions",
          advice: "load it and save the arrays with numpy.savez")
      default: continue
      }
    }
  }
}
