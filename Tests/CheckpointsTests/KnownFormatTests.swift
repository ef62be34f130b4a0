import Buffers
import Testing

@testable import Checkpoints

/// What is known and not read is named, with what to do; what is read isn't taken for it.
@Suite struct KnownFormatTests {
  private static let minusOne = [UInt8](repeating: 0xff, count: 9) + [1]

  /// The beginnings of files, as their formats define them, and a word of what is said.
  static let files: [(String, [UInt8])] = [
    (
      "SavedModel",
      ProtobufMessage(.number(1, 1), .message(2, .message(1, .text(4, "serve")))).encoded
    ),
    (
      "frozen TensorFlow graph",
      ProtobufMessage(
        .message(1, .text(1, "x"), .text(2, "Placeholder")), .message(4, .number(1, 21))
      )
      .encoded
    ),
    (
      "index of a TensorFlow checkpoint",
      [UInt8](repeating: 0, count: 60) + [0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb]
    ),
    ("list of a folder's TensorFlow", Array("model_checkpoint_path: \"ckpt-1\"\n".utf8)),
    ("TensorFlow Lite", [0x1c, 0, 0, 0] + Array("TFL3".utf8)),
    (
      "Core ML",
      ProtobufMessage(
        .number(1, 5), .message(2, .text(1, "x")), .number(10, 1), .message(500, .text(1, ""))
      )
      .encoded
    ),
    (
      "Paddle's parameters",
      [0x80, 2, 0x7d, 0x28, 0x58, 27, 0, 0, 0] + Array("StructuredToParameterName@@".utf8)
        + [0x7d, 0x75, 0x2e]
    ),
    ("Paddle program", [0x0a, 13, 8, 0, 0x10] + minusOne),
    ("Flax", [0x81, 0xa6] + Array("params".utf8) + [0x81, 0xa1, 0x77, 0xc7, 3, 1, 0x93, 0x91, 2]),
    ("Flax", [0x82, 0xa4] + Array("step".utf8) + [0xcd, 1, 0, 0xa1, 0x77, 0xd4, 1, 0]),
    ("Orbax", [0x0c, 0xdb, 0x3a, 0x2a, 0x7b, 0, 0, 0, 0, 0, 0, 0, 0]),
    (
      "Tesseract",
      [2, 0, 0, 0] + [UInt8](repeating: 0xff, count: 8) + [20, 0, 0, 0, 0, 0, 0, 0, 1]
    ),
    ("GGUF", Array("GGUF".utf8) + [3, 0, 0, 0, 7, 0]),
    // 123 tensors: at first sight a header of safetensors, of which that is the bracket.
    ("GGUF", Array("GGUF".utf8) + [3, 0, 0, 0, 0x7b, 0, 0, 0, 0, 0, 0, 0]),
    ("GGML", Array("tjgg".utf8) + [1, 0, 0, 0, 0x7b, 0, 0, 0]),
    ("ExecuTorch", [0x20, 0, 0, 0] + Array("ET12".utf8)),
    ("PyTorch mobile", [0x20, 0, 0, 0] + Array("PTMF".utf8)),
    ("ONNX Runtime's own", [0x20, 0, 0, 0] + Array("ORTM".utf8)),
    (
      "OpenVINO",
      Array("<?xml version=\"1.0\"?><net name=\"n\" version=\"11\"><layers></layers></net>".utf8)
    ),
    ("MATLAB", Array("MATLAB 5.0 MAT-file, Platform: GLNXA64".utf8)),
    ("MXNet", [0x12, 1, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 8)),
    ("Git LFS", Array("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n".utf8)),
    ("gzip", [0x1f, 0x8b, 8, 0]), ("xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]),
    ("zstd", [0x28, 0xb5, 0x2f, 0xfd]), ("bzip2", Array("BZh91AY".utf8)),
    ("7z", [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]),
    ("web page", Array("\n<!DOCTYPE HTML>\n<html>".utf8)),
  ]

  @Test(arguments: files) func formatIsNamed(name: String, content: [UInt8]) {
    let fault = #expect(throws: CheckpointFault.self) { try Checkpoint(reading: Bytes(content)) }
    #expect(fault?.kind == .unsupported)
    #expect(fault?.reason.contains(name) == true, "\(fault as Any)")
    #expect(fault?.place == .file)
  }

  @Test(arguments: [
    "{\"a\": 1}", "learning_rate: 0.1\nlayers: 2\n", "import torch\n", "To be, or not to be",
    "\u{0}",
    "<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "version 1", ":a", "\u{8}\u{1}",
  ])
  func otherThingsAreUnknown(text: String) {
    let fault = #expect(throws: CheckpointFault.self) {
      try Checkpoint(reading: Bytes(text.utf8))
    }
    #expect(fault == Container.unknown)
  }

  @Test(arguments: Fixtures.files) func whatIsReadIsNotTakenForIt(file: Fixtures.File) throws {
    #expect(!KnownFormat.isModel(try file.bytes()))
  }

  @Test(arguments: files) func cutFilesAreAnswered(name: String, content: [UInt8]) {
    for count in content.indices { _ = try? Checkpoint(reading: Bytes(content[..<count])) }
  }
}
