import Buffers

/// What a file's bytes are at first sight, before anything in them is read.
enum Container {
  case safetensors
  case npy
  case zip
  case pytorchLegacy
  case tar
  case hdf5
  case pickle
  case onnx
  case shardIndex

  /// Tells by the bytes and not by a file's name.
  ///
  /// - Throws: ``CheckpointFault`` where they are no model, or one of a format that isn't read.
  init(of bytes: Bytes) throws(CheckpointFault) {
    if bytes.isEmpty { throw .damaged(.file, "it is empty") }
    if ZipArchive.isZip(bytes) {
      self = .zip
    } else if bytes.starts(with: NpyReader.magic) {
      self = .npy
    } else if PyTorchLegacy.isLegacy(bytes) {
      self = .pytorchLegacy
    } else if PyTorchTar.isTar(bytes) {
      self = .tar
    } else if Self.isSafetensors(bytes) {
      self = .safetensors
    } else if HDF5File.superblock(of: bytes) != nil {
      self = .hdf5
    } else if Self.isPickle(bytes) {
      self = .pickle
    } else if ONNXReader.isONNX(bytes) {
      self = .onnx
    } else if ShardIndexReader.isShardIndex(bytes) {
      self = .shardIndex
    } else {
      throw KnownFormat.fault(of: bytes)
    }
  }

  /// What is said of bytes that are no model.
  static let unknown = CheckpointFault(
    .unknown, .file, "it is not a model file I know",
    advice: "name a model saved by PyTorch, Keras, ONNX, NumPy or safetensors")

  /// A header's length that a file may have, and the bracket that begins the header. A length that
  /// this file can't have may be another format's magic word.
  private static func isSafetensors(_ bytes: Bytes) -> Bool {
    guard let length = bytes.integer(at: 0, as: UInt64.self) else { return false }
    guard length < 1 << 48, bytes.count == 8 || bytes[8] == UInt8(ascii: "{") else { return false }
    return length <= UInt64(bytes.count) || !KnownFormat.isModel(bytes)
  }

  /// The word of protocols 2 to 5; or an instruction that begins older ones, and the last that ends them.
  private static func isPickle(_ bytes: Bytes) -> Bool {
    if bytes[0] == 0x80, bytes.count > 2, bytes[1] <= 5 { return true }
    let first: Set<UInt8> = [0x28, 0x5d, 0x7d, 0x63, 0x29]  // ( ] } c )
    return first.contains(bytes[0]) && bytes.last == UInt8(ascii: ".")
  }
}
