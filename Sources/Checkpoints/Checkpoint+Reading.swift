import Buffers

extension Checkpoint {
  /// Reads a model file's bytes, whichever format they are in.
  ///
  /// A pure function: nothing is opened, nothing in the bytes is executed, and no size that they
  /// claim is believed. What lies in other files is left to whoever opens them (``shards``,
  /// ``TensorData/external(_:)``).
  ///
  /// - Parameter limits: what it may cost; ``Limits/init(fileOf:)`` of the bytes where none are given.
  /// - Throws: ``CheckpointFault``.
  public init(
    reading bytes: Bytes, limits: Limits? = nil
  ) throws(CheckpointFault) {
    var budget = Budget(limits ?? Limits(fileOf: bytes.count))
    switch try Container(of: bytes) {
    case .safetensors: self = try SafetensorsReader.read(bytes, &budget)
    case .npy: self = try NpyReader.read(bytes, &budget)
    case .zip: self = try Self.inside(try ZipArchive(bytes, &budget), &budget)
    case .pytorchLegacy: self = try PyTorchLegacy.read(bytes, &budget)
    case .tar: self = try PyTorchTar.read(bytes, &budget)
    case .pickle: self = try PickleReader.read(bytes, &budget)
    case .onnx: self = try ONNXReader.read(bytes, &budget)
    case .shardIndex: self = try ShardIndexReader.read(bytes, &budget)
    case .hdf5: self = try HDF5Reader.read(bytes, &budget)
    }
  }

  /// A zip archive holds what its entries say.
  private static func inside(
    _ archive: ZipArchive, _ budget: inout Budget
  ) throws(CheckpointFault) -> Checkpoint {
    switch ZippedModel(archive) {
    case .pytorch: return try PyTorchArchive.read(archive, &budget)
    case .npz: return try NpzReader.read(archive, &budget)
    case .keras: return try KerasReader.read(archive, &budget)
    case nil:
      throw .unsupported(
        .file, "it is a zip archive without a model that I know",
        advice: "unpack it and name the model in it")
    }
  }
}
