import Buffers

/// A format that is known and not read: how to tell it, and what to do instead.
struct KnownFormat: Sendable {
  /// What the file is, as the rest of "it is ...".
  let name: String
  /// What to do: a clause.
  let advice: String
  /// Whether the bytes are such a file.
  let matches: @Sendable (Bytes) -> Bool

  init(
    _ name: String, advice: String, _ matches: @escaping @Sendable (Bytes) -> Bool
  ) {
    self.name = name
    self.advice = advice
    self.matches = matches
  }

  /// What to say of such a file.
  var fault: CheckpointFault { .unsupported(.file, "it is \(name)", advice: advice) }

  /// What to say of bytes that no reader takes.
  static func fault(of bytes: Bytes) -> CheckpointFault {
    if let format = (models + wrappings).first(where: { $0.matches(bytes) }) { return format.fault }
    return Container.unknown
  }

  /// Whether bytes that no reader takes are a model all the same, or the placeholder of one.
  static func isModel(_ bytes: Bytes) -> Bool { models.contains { $0.matches(bytes) } }
}

extension KnownFormat {
  private static let toONNX = "export the model to ONNX, or save it with Keras"

  /// Formats of models.
  private static let models: [KnownFormat] = [
    savedModel, frozenGraph, tensorFlowIndex, tensorFlowState, tfLite, coreML, paddleProgram,
    flax, orbax, tesseract, matlab, mxnet,
    KnownFormat("a GGUF file", advice: "name the safetensors files that it was made from") {
      $0.begins("GGUF")
    },
    KnownFormat("a GGML file", advice: "name the PyTorch or safetensors file that it was made from")
    {
      bytes in ["lmgg", "fmgg", "tjgg", "algg"].contains { bytes.begins($0) }
    },
    KnownFormat(
      "an ExecuTorch program", advice: "save the module's state_dict that it was exported from"
    ) { $0.begins("ET", at: 4) && $0.isDigits(at: 6, count: 2) },
    KnownFormat("a PyTorch mobile flatbuffer", advice: "name the TorchScript file it was made from")
    {
      $0.begins("PTMF", at: 4)
    },
    KnownFormat(
      "a model in ONNX Runtime's own format", advice: "name the .onnx file it was made from"
    ) {
      $0.begins("ORTM", at: 4)
    },
    KnownFormat("an OpenVINO model", advice: "name the ONNX or PyTorch file that it was made from")
    {
      $0.begins("<?xml") && $0.head.contains(text: "<net ") && $0.head.contains(text: "<layers>")
    },
    KnownFormat("a Git LFS pointer and not the file itself", advice: "run git lfs pull") {
      $0.begins("version https://git-lfs.github.com/spec/")
    },
  ]

  static let savedModel = KnownFormat("a TensorFlow SavedModel", advice: toONNX) { bytes in
    var fields = FieldNumbers(bytes)
    guard fields.next() == FieldNumbers.Field(1, wire: 0), fields.next() == .init(2, wire: 2) else {
      return false
    }
    return fields.all { $0 == .init(2, wire: 2) }
  }

  private static let frozenGraph = KnownFormat("a frozen TensorFlow graph", advice: toONNX) {
    bytes in
    // The first node: its name, then its operator.
    guard let node = FieldNumbers.first(of: bytes, number: 1) else { return false }
    var fields = FieldNumbers(node)
    guard fields.next() == .init(1, wire: 2), fields.next() == .init(2, wire: 2) else {
      return false
    }
    return fields.all { (1...7).contains($0.number) && $0.wire == 2 }
  }

  private static let coreML = KnownFormat(
    "a Core ML model", advice: "name the PyTorch or Keras file that it was made from"
  ) { bytes in
    var fields = FieldNumbers(bytes)
    guard fields.next() == .init(1, wire: 0), fields.next() == .init(2, wire: 2) else {
      return false
    }
    guard let kind = fields.next(where: { $0.number != 10 }) else { return false }
    return (200...4000).contains(kind.number) && kind.wire == 2
  }

  private static let paddleProgram = KnownFormat(
    "a Paddle program", advice: "export the model to ONNX with paddle2onnx"
  ) { bytes in
    // The first block: its number 0 and its parent's, -1.
    guard let block = FieldNumbers.first(of: bytes, number: 1) else { return false }
    return block.starts(with: [8, 0, 16] + Array(repeating: 0xff, count: 9) + [1])
  }

  /// What to say of a pickle of Paddle's parameters, which has the key `StructuredToParameterName@@`.
  static let paddleParameters = CheckpointFault.unsupported(
    .file, "it is a file of Paddle's parameters",
    advice: "export the model to ONNX with paddle2onnx")

  private static let tensorFlowIndex = KnownFormat(
    "the index of a TensorFlow checkpoint", advice: toONNX
  ) {
    $0.suffix(from: $0.count - 8).elementsEqual([0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb])
      && $0.count >= 48
  }

  private static let tensorFlowState = KnownFormat(
    "the list of a folder's TensorFlow checkpoints", advice: toONNX
  ) { $0.begins("model_checkpoint_path:") }

  private static let tfLite = KnownFormat(
    "a TensorFlow Lite model", advice: "name the Keras file that it was made from"
  ) { $0.begins("TFL3", at: 4) }

  private static let flax = KnownFormat(
    "a Flax msgpack file", advice: "save its parameters with safetensors.flax"
  ) { MessagePack.isFlax($0) }

  private static let orbax = KnownFormat(
    "a manifest of an Orbax checkpoint", advice: "save its parameters with safetensors.flax"
  ) { $0.starts(with: [0x0c, 0xdb, 0x3a, 0x2a]) }

  private static let tesseract = KnownFormat(
    "a Tesseract model", advice: "its recurrent layers can't be exported; train them elsewhere"
  ) { bytes in
    guard let count = bytes.integer(at: 0, as: UInt32.self), (1...64).contains(count) else {
      return false
    }
    let places = (0..<Int(count)).compactMap { bytes.integer(at: 4 + 8 * $0, as: Int64.self) }
    return places.count == count && places.allSatisfy { $0 >= -1 && $0 < bytes.count }
      && places.first { $0 >= 0 } == 4 + 8 * Int64(count)
  }

  private static let matlab = KnownFormat(
    "a MATLAB file", advice: "save the arrays as .npz, for instance through SciPy"
  ) { $0.begins("MATLAB 5.0 MAT-file") }

  private static let mxnet = KnownFormat(
    "an MXNet parameter file", advice: "export the model to ONNX"
  ) { $0.integer(at: 0, as: UInt64.self) == 0x112 && $0.integer(at: 8, as: UInt64.self) == 0 }

  /// Files that may hold a model within, and those that are there in a model's place.
  private static let wrappings: [KnownFormat] =
    [
      ("a gzip archive", [0x1f, 0x8b]), ("an xz archive", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]),
      ("a zstd archive", [0x28, 0xb5, 0x2f, 0xfd]), ("a bzip2 archive", [0x42, 0x5a, 0x68]),
      ("a 7z archive", [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]),
      ("a RAR archive", [0x52, 0x61, 0x72, 0x21, 0x1a, 7]),
    ].map { (name: String, magic: [UInt8]) in
      KnownFormat(name, advice: "unpack it first and name the model in it") {
        $0.starts(with: magic)
      }
    } + [
      KnownFormat(
        "a web page and not a model", advice: "the download failed; fetch the file itself"
      ) {
        bytes in
        let text = String(decoding: bytes.head.drop { $0.isJSONSpace }.prefix(15), as: UTF8.self)
        return ["<!doctype html", "<html", "<head"].contains { text.lowercased().hasPrefix($0) }
      }
    ]
}
