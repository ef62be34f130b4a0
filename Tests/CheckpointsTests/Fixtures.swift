import Buffers
import Foundation
import Testing

@testable import Checkpoints

/// The small files in `Models`, written by the formats' own libraries, and what those read from them.
enum Fixtures {
  /// A folder of files and its `expected.json`.
  static let folders = [
    "safetensors", "npy", "npz", "pickle", "pytorch", "legacy", "tar", "torchscript", "hdf5",
    "keras", "onnx",
  ]

  struct File: Sendable, CustomTestStringConvertible {
    let folder: String
    let name: String
    var testDescription: String { "\(folder)/\(name)" }

    func bytes() throws -> Bytes { Bytes(try Data(contentsOf: url)) }
    var url: URL { Fixtures.root.appending(path: "\(folder)/\(name)") }
  }

  /// What a library says of one tensor.
  struct Tensor: Hashable {
    let name: String
    let type: String
    let shape: [Int]
    let checksum: UInt32
  }

  static let root = Bundle.module.bundleURL.appending(path: "Models")

  static let files: [File] = folders.flatMap { folder in
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: root.appending(path: folder).path)
    return (names ?? []).filter { $0 != "expected.json" }.sorted().map {
      File(folder: folder, name: $0)
    }
  }

  /// The tensors that a library reads from a file; `nil` where it reads none of it.
  static func expected(_ file: File) throws -> Set<Tensor>? {
    let text = try Data(contentsOf: root.appending(path: "\(file.folder)/expected.json"))
    guard let entry = try JSON(parsing: text)[file.name] else { return nil }
    let tensors = try #require(entry["tensors"]?.values)
    return Set(
      try tensors.map { tensor in
        Tensor(
          name: try #require(tensor["name"]?.string), type: try #require(tensor["dtype"]?.string),
          shape: try #require(tensor["shape"]?.values).compactMap(\.int),
          checksum: UInt32(try #require(tensor["crc32"]?.int)))
      })
  }
}

@Suite struct FixtureTests {
  /// Bit for bit: name, type, shape and the checksum of the elements in row-major order.
  @Test(arguments: Fixtures.files) func libraryReadsTheSame(file: Fixtures.File) throws {
    guard let expected = try Fixtures.expected(file) else { return }
    let checkpoint = try Checkpoint(reading: file.bytes())
    let read = try checkpoint.tensors.compactMap { tensor -> Fixtures.Tensor? in
      guard case .bytes = tensor.data else { return nil }
      return Fixtures.Tensor(
        name: tensor.name, type: tensor.elementType.rawValue, shape: tensor.shape,
        checksum: try tensor.rowMajorBytes().crc32)
    }
    #expect(Set(read) == expected)
    #expect(read.count == Set(read).count)
  }

  @Test(arguments: Fixtures.folders) func everyFolderHasFiles(folder: String) {
    #expect(Fixtures.files.contains { $0.folder == folder })
  }
}
