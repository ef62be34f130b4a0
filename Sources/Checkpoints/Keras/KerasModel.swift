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

  /// The attribute of a name at a path. - Complexity: O(attributes)
  public func attribute(_ name: String, at path: String = "") -> JSON? {
    attributes.first { $0.path == path && $0.name == name }?.value
  }

  /// A list of texts, such as `weight_names`, which Keras cuts into `weight_names0`,
  /// `weight_names1` and so on where an object header is too small for it.
  ///
  /// - Complexity: O(attributes) for each piece
  public func texts(_ name: String, at path: String = "") -> [String]? {
    if let whole = attribute(name, at: path) { return whole.values?.compactMap(\.string) }
    var texts: [String]?
    var piece = 0
    while let values = attribute("\(name)\(piece)", at: path)?.values {
      texts = (texts ?? []) + values.compactMap(\.string)
      piece += 1
    }
    return texts
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
    _ attributes: [Attribute], _ budget: inout Budget
  ) -> (value: KerasModel, skipped: [Checkpoint.Note]) {
    func text(_ name: String) -> String? {
      ["", "model_weights"].lazy.compactMap { path in
        attributes.first { $0.path == path && $0.name == name }?.value.string
      }.first
    }
    var (configuration, skipped): (JSON?, [Checkpoint.Note]) = (nil, [])
    if let text = text("model_config") {
      do throws(CheckpointFault) {
        configuration = try JSON(keras: Bytes(text.utf8), at: .entry("@model_config"), &budget)
      } catch { skipped = [Checkpoint.Note("@model_config", error.reason)] }
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
  /// Reads JSON as Python writes it, which may have NaN.
  init(
    keras text: Bytes, at place: CheckpointFault.Place, _ budget: inout Budget
  ) throws(CheckpointFault) {
    // The parser has a copy of its own, and so had whoever made the text.
    for _ in 0..<2 { try budget.decode(bytes: text.count, at: place) }
    do throws(JSONError) {
      self = try JSON(parsing: text, allowingBareNonFinite: true, mostValues: budget.objects)
    } catch { throw .damaged(place, "it isn't JSON: \(error)") }
  }
}
