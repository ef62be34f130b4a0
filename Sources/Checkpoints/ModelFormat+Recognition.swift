import Buffers

extension ModelFormat {
  /// The format of some bytes, told by what they are and not by a file's name.
  ///
  /// - Throws: ``CheckpointFault`` where it is none, or one that is known and not read.
  init(of bytes: Bytes) throws(CheckpointFault) {
    if bytes.isEmpty { throw .damaged(.file, "it is empty") }
    if Self.isSafetensors(bytes) {
      self = .safetensors
    } else {
      throw Self.unknown
    }
  }

  /// What is said of bytes that are no model.
  static let unknown = CheckpointFault(
    .unknown, .file, "it is not a model file I know",
    advice: "name a model saved by PyTorch, Keras, ONNX, NumPy or safetensors")

  /// A header's length that a file may have, and the bracket that begins the header.
  private static func isSafetensors(_ bytes: Bytes) -> Bool {
    guard let length = bytes.integer(at: 0, as: UInt64.self) else { return false }
    return length < 1 << 48 && (bytes.count == 8 || bytes[8] == UInt8(ascii: "{"))
  }
}
