import Buffers

/// What a model file holds: named tensors, and whatever says how they belong together.
public struct Checkpoint: Sendable {
  /// The format it was read from.
  public internal(set) var format: ModelFormat
  /// The tensors, in the order in which the file names them.
  public var tensors: [StoredTensor]
  /// Texts that go with the file, such as the program that wrote it.
  public var metadata: [Note]
  /// Values that are named and not read, with the reason.
  public var skipped: [Note]
  /// How the tensors belong together, where the format says so.
  public var structure: Structure
  /// Other files that hold tensors of this model, by their names relative to its folder.
  public var shards: [String]

  /// A name and what there is to say of it.
  public struct Note: Equatable, Sendable {
    /// What it is about.
    public let name: String
    /// The text.
    public let text: String

    /// A text about a name.
    public init(_ name: String, _ text: String) {
      self.name = name
      self.text = text
    }
  }

  /// How tensors belong together.
  public enum Structure: Sendable {
    /// By their names alone.
    case names
    /// By the objects that held them.
    case objects(PickledObjects)
    /// As the values of a graph of operators.
    case graph(ONNXModel)
    /// As an index of other files says, which aren't open yet.
    case shards(ShardIndex)
    /// By their names and what Keras noted beside them.
    case keras(KerasModel)
  }

  /// What was read from a file.
  public init(
    _ format: ModelFormat, tensors: [StoredTensor], metadata: [Note] = [], skipped: [Note] = [],
    structure: Structure = .names, shards: [String] = []
  ) {
    self.format = format
    self.tensors = tensors
    self.metadata = metadata
    self.skipped = skipped
    self.structure = structure
    self.shards = shards
  }

  /// The texts by name; the first where a name comes twice.
  public var texts: [String: String] {
    Dictionary(metadata.map { ($0.name, $0.text) }) { first, _ in first }
  }

  /// The tensor of a name. - Complexity: O(tensors)
  public subscript(name: String) -> StoredTensor? { tensors.first { $0.name == name } }
}

/// The formats that are read.
public enum ModelFormat: String, Sendable, CaseIterable {
  /// Hugging Face's container of tensors.
  case safetensors
  /// The list of the files that a model was split into.
  case shardIndex = "shard-index"
  /// One NumPy array.
  case npy
  /// A zip archive of NumPy arrays.
  case npz
  /// A pickle in a zip archive beside its storages, as `torch.save` writes it.
  case pytorch
  /// A row of pickles with the storages after them, as `torch.save` wrote it before 1.6.
  case pytorchLegacy = "pytorch-legacy"
  /// A tar archive, as `torch.save` wrote it before 0.1.10.
  case pytorchTar = "pytorch-tar"
  /// An archive of `torch.jit.save`.
  case torchScript = "torchscript"
  /// A Python pickle.
  case pickle
  /// An ONNX model.
  case onnx
  /// HDF5, as Keras 1 and 2 write it.
  case hdf5
  /// The zip archive of Keras 3.
  case keras
}
