import Buffers
import Checkpoints
import Files
import Foundation
import Testing

@testable import ModelFiles

/// A folder that is gone when the test is.
final class TemporaryFolder {
  let path = NSTemporaryDirectory() + UUID().uuidString

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  @discardableResult
  func write(_ content: some Sequence<UInt8>, _ name: String) throws -> String {
    let file = path + "/" + name
    let folder = (file as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try AtomicFile.write(Array(content), to: file)
    return file
  }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: path + "/" + name, withDestinationPath: target)
  }

  /// A copy of a folder in the tests' `Models`.
  static func copy(of name: String) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let models = Bundle.module.bundleURL.appending(path: "Models/\(name)")
    for file in try FileManager.default.contentsOfDirectory(atPath: models.path) {
      try folder.write(Data(contentsOf: models.appending(path: file)), file)
    }
    return folder
  }

  func replace(_ old: String, by new: String, in name: String) throws {
    let content = try String(contentsOfFile: path + "/" + name, encoding: .isoLatin1)
    #expect(content.contains(old) && old.utf8.count == new.utf8.count)
    let changed = content.replacingOccurrences(of: old, with: new)
    try write(try #require(changed.data(using: .isoLatin1)), name)
  }
}

@Suite struct ModelFolderTests {
  private func expected(_ folder: TemporaryFolder, _ file: String) throws -> [JSON] {
    let text = try Data(contentsOf: URL(filePath: folder.path + "/expected.json"))
    return try #require(try JSON(parsing: text)[file]?["tensors"]?.values)
  }

  @Test(arguments: [("external", "model.onnx"), ("sharded", "model.safetensors.index.json")])
  func whatLiesInOtherFilesIsRead(name: String, file: String) throws {
    let folder = try TemporaryFolder.copy(of: name)
    let checkpoint = try ModelFile.read(folder.path + "/" + file)
    let expected = try expected(folder, file)
    #expect(checkpoint.tensors.count == expected.count)
    for entry in expected {
      let name = try #require(entry["name"]?.string)
      let tensor = try #require(checkpoint[name])
      #expect(tensor.elementType.rawValue == entry["dtype"]?.string)
      #expect(tensor.shape == entry["shape"]?.values?.compactMap(\.int))
      #expect(try Int(tensor.rowMajorBytes().crc32) == entry["crc32"]?.int)
    }
  }

  @Test(arguments: [
    ("", "an empty name"), ("/etc/passwd", "an absolute path"), ("../w", "\"..\""),
    ("a/../../w", "\"..\""), ("..", "\"..\""), ("a/..", "\"..\""), ("..\\w", "a backslash"),
    ("C:\\w", "a backslash"), ("w\0", "a zero byte"),
  ])
  func namesThatLeadAwayAreRefused(name: String, reason: String) {
    #expect(ModelFolder.refusal(of: name)?.contains(reason) == true)
  }

  @Test(arguments: ["w", "a/w", "./w", "w..bin", "...", "a..b/w"])
  func otherNamesAreNot(name: String) {
    #expect(ModelFolder.refusal(of: name) == nil)
  }

  @Test func linksStayInTheFolder() throws {
    let (folder, outside) = (try TemporaryFolder(), try TemporaryFolder())
    let secret = try outside.write([1], "secret")
    try folder.write([2], "real")
    try folder.link("near", to: "real")
    try folder.link("far", to: secret)
    try folder.link("away", to: outside.path)
    try folder.link("loop", to: "loop")
    var opened = try ModelFolder(of: folder.path + "/model.onnx")
    #expect(try opened.bytes(of: "near") == Bytes([2]))
    for (name, reason) in [
      ("far", "a link that leaves"), ("away/secret", "a link that leaves"),
      ("absent", "isn't there"),
      ("loop", "can't be reached"), ("real/x", "can't be reached"),
    ] {
      let error = #expect(throws: CheckpointError.self) { try opened.bytes(of: name) }
      #expect(error?.fault.kind == .refusedPath)
      #expect(error?.fault.reason.contains(reason) == true, "\(error as Any)")
      #expect(error?.path == folder.path + "/model.onnx")
    }
  }

  /// A folder whose name begins like the model's is another folder.
  @Test func neighboursAreNotTheFolder() throws {
    let folder = try TemporaryFolder()
    try folder.write([1], "model-other/secret")
    try folder.write([2], "model/model.onnx")
    try folder.link("model/away", to: "../model-other/secret")
    let home = try ModelFolder(of: folder.path + "/model/model.onnx")
    #expect(throws: CheckpointError.self) { try home.path(of: "away") }
  }

  @Test func partsAreHeldAgainstTheirFile() throws {
    for size in [0, 47, 48, 87, 88] {
      let folder = try TemporaryFolder.copy(of: "external")
      try folder.write([UInt8](repeating: 0, count: size), "model.data")
      let error = #expect(throws: CheckpointError.self) {
        try ModelFile.read(folder.path + "/model.onnx")
      }
      guard case .tensor? = error?.fault.place else {
        Issue.record("\(error as Any) names no tensor")
        return
      }
    }
  }

  @Test func namesInModelsAreRefused() throws {
    let external = try TemporaryFolder.copy(of: "external")
    try external.replace("model.data", by: "../el.data", in: "model.onnx")
    let sharded = try TemporaryFolder.copy(of: "sharded")
    let index = "model.safetensors.index.json"
    try sharded.replace("\"model-00002", by: "\"/odel-00002", in: index)
    for path in [external.path + "/model.onnx", sharded.path + "/" + index] {
      let error = #expect(throws: CheckpointError.self) { try ModelFile.read(path) }
      #expect(error?.fault.kind == .refusedPath)
      #expect(error?.path == path)
    }
  }

  @Test func tensorsMissingFromShardsAreNamed() throws {
    let folder = try TemporaryFolder.copy(of: "sharded")
    let index = folder.path + "/model.safetensors.index.json"
    try folder.replace("rnn.bias_hh_l0", by: "rnn.bias_hh_l1", in: "model.safetensors.index.json")
    let error = #expect(throws: CheckpointError.self) { try ModelFile.read(index) }
    #expect(error?.fault.place == .tensor("rnn.bias_hh_l0"))
    try FileManager.default.removeItem(
      atPath: folder.path + "/model-00002-of-00002.safetensors")
    let missing = #expect(throws: CheckpointError.self) { try ModelFile.read(index) }
    #expect(missing?.fault.reason.contains("isn't there") == true)
  }

  /// An index that lists itself, or a file by two names, would be read again and again.
  @Test func indexesDoNotNest() throws {
    let folder = try TemporaryFolder()
    let index = try folder.write(#"{"weight_map": {"a": "i.json"}}"#.utf8, "i.json")
    let error = #expect(throws: CheckpointError.self) { try ModelFile.read(index) }
    #expect(error?.fault.reason.contains("names other files itself") == true)
    let shards = try TemporaryFolder.copy(of: "sharded")
    let shard = "model-00001-of-00002.safetensors"
    let twice = try shards.write(
      #"{"weight_map": {"rnn.weight_hh_l0": "\#(shard)", "b": "./\#(shard)"}}"#.utf8, "two.json")
    let fault = #expect(throws: CheckpointError.self) { try ModelFile.read(twice) }
    #expect(fault?.fault.reason == "the index lists the file by two names")
  }
}
