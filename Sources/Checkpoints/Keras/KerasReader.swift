import Buffers

/// Reads the zip archive of Keras 3: an HDF5 file of weights between two JSON texts, `config.json`
/// with the layers and `metadata.json` with the version. Source: Keras 3, `saving_lib` (2023).
enum KerasReader {
  /// The entry that holds the weights.
  static let weights = "model.weights.h5"

  /// - Complexity: that of ``HDF5Reader``.
  static func read(
    _ archive: ZipArchive, _ budget: inout Budget
  ) throws(CheckpointFault) -> Checkpoint {
    guard let entry = archive[weights] else {
      throw .damaged(.entry(weights), "the archive hasn't got it")
    }
    let walk: HDF5Walk
    let contents = try archive.contents(of: entry, &budget)
    do throws(CheckpointFault) {
      walk = try HDF5Walk(try HDF5File(contents), &budget)
    } catch { throw error.within(weights) }
    let metadata = try json("metadata.json", archive, &budget)
    let model = KerasModel(
      configuration: try json("config.json", archive, &budget), attributes: walk.attributes,
      version: metadata?["keras_version"]?.string, backend: nil)
    return Checkpoint(
      .keras, tensors: walk.tensors, metadata: model.notes, skipped: walk.skipped,
      structure: .keras(model))
  }

  private static func json(
    _ name: String, _ archive: ZipArchive, _ budget: inout Budget
  ) throws(CheckpointFault) -> JSON? {
    guard let entry = archive[name] else { return nil }
    let text = try archive.contents(of: entry, &budget)
    return try JSON(keras: text, at: .entry(name), &budget)
  }
}
