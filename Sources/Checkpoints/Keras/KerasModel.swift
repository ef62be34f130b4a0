import Buffers

/// What a Keras file says beside its tensors.
public struct KerasModel: Sendable, Equatable {
  /// A value at a group or a dataset of an HDF5 file.
  public struct Attribute: Sendable, Equatable {
    /// The path of the group or dataset; empty for the root.
    public let path: String
    /// The attribute's name, such as `layer_names`.
    public let name: String
    /// A text, a number, a truth value, or a list of them.
    public let value: JSON
  }

  /// How the model is built: its layers with their settings; `nil` in files of weights alone.
  public let configuration: JSON?
  /// All attributes, without those that ``configuration`` was read from.
  public let attributes: [Attribute]
  /// The version of Keras that wrote the file.
  public let version: String?
  /// What Keras computed with: `tensorflow`, `theano`, `torch`, `jax`.
  public let backend: String?

  /// The attribute of a name at a path.
  public func attribute(_ name: String, at path: String = "") -> JSON? {
    attributes.first { $0.path == path && $0.name == name }?.value
  }
}

extension KerasModel {
  /// What a checkpoint's metadata says of it.
  var notes: [Checkpoint.Note] {
    [("keras_version", version), ("backend", backend)].compactMap { name, text in
      text.map { Checkpoint.Note(name, $0) }
    }
  }

  /// Takes from the root's attributes, or those of its group of weights, what Keras put there.
  static func read(
    _ attributes: [Attribute], _ budget: Budget
  ) -> (value: KerasModel, skipped: [Checkpoint.Note]) {
    func text(_ name: String) -> String? {
      ["", "model_weights"].lazy.compactMap { path in
        attributes.first { $0.path == path && $0.name == name }?.value.string
      }.first
    }
    var (configuration, skipped): (JSON?, [Checkpoint.Note]) = (nil, [])
    if let config = text("model_config") {
      do throws(JSONError) {
        configuration = try JSON(keras: Bytes(config.utf8), budget)
      } catch { skipped = [Checkpoint.Note("@model_config", "it isn't JSON: \(error)")] }
    }
    let rest =
      configuration == nil
      ? attributes : attributes.filter { $0.name != "model_config" || $0.path != "" }
    return (
      KerasModel(
        configuration: configuration, attributes: rest, version: text("keras_version"),
        backend: text("backend")), skipped
    )
  }
}

extension JSON {
  /// Reads JSON as Python writes it.
  init(keras bytes: Bytes, _ budget: Budget) throws(JSONError) {
    self = try JSON(parsing: bytes, allowingBareNonFinite: true, mostValues: budget.objects)
  }
}
