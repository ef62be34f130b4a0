import Checkpoints
import Files
import Foundation
import Testing

@testable import ModelFiles

@Suite struct ModelSearchTests {
  private let tensors = Array(Safetensors([]).encoded())

  private func found(_ folder: TemporaryFolder) -> [String] {
    ModelSearch([folder.path]).models.map { String($0.dropFirst(folder.path.count + 1)) }
  }

  @Test func modelsAreFoundByContentAndSorted() throws {
    let folder = try TemporaryFolder()
    for name in ["z", "b/deep/model.bin", "a.txt"] { try folder.write(tensors, name) }
    try folder.write("notes".utf8, "b/model.safetensors")
    try folder.write([], "empty.onnx")
    #expect(
      found(folder) == [
        "a.txt", "b/deep/model.bin", "b/model.safetensors", "empty.onnx", "z",
      ])
    #expect(ModelSearch([folder.path + "/z", "-"]).models == [folder.path + "/z", "-"])
  }

  @Test func linksToFoldersAreNotFollowed() throws {
    let folder = try TemporaryFolder()
    try folder.write(tensors, "b/model")
    try folder.link("b/up", to: "..")
    try folder.link("a", to: "b/model")
    try folder.link("c", to: "c")
    #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
    #expect(found(folder) == ["a", "b/model"])
  }

  @Test func shardsBelongToTheirIndex() throws {
    let folder = try TemporaryFolder.copy(of: "sharded")
    try folder.write(tensors, "other")
    #expect(found(folder) == ["model.safetensors.index.json", "other"])
  }

  /// What is a model and isn't read must not be passed over in silence.
  @Test func knownModelsAreFoundToo() throws {
    let folder = try TemporaryFolder()
    try folder.write("GGUF".utf8, "a.gguf")
    try folder.write([8, 1], "saved/saved_model.pb")
    try folder.write(tensors, "saved/variables")
    try folder.write([0x1f, 0x8b, 8], "logs.gz")
    let unread = ModelSearch([folder.path]).unread.compactMap { ($0 as? CheckpointError)?.path }
    #expect(unread == [folder.path + "/a.gguf", folder.path + "/saved"])
  }

  /// A document or a program is a zip archive as well; one without a directory may be a model cut short.
  @Test func archivesOfOtherThingsArePassedOver() throws {
    let folder = try TemporaryFolder()
    try folder.write(archive(holding: "META-INF/MANIFEST.MF"), "program.jar")
    try folder.write(archive(holding: "word/document.xml"), "text.docx")
    try folder.write(archive(holding: "model/data.pkl"), "model")
    try folder.write(archive(holding: "a.npy"), "arrays")
    try folder.write(archive(holding: "model.weights.h5"), "keras")
    try folder.write(archive(holding: "model/data.pkl").dropLast(30), "short")
    try folder.write(archive(holding: "notes"), "named.pt")
    #expect(found(folder) == ["arrays", "keras", "model", "named.pt", "short"])
  }

  /// A zip archive of one empty entry.
  private func archive(holding name: String) -> [UInt8] {
    let (text, zeros) = (Array(name.utf8), { (count: Int) in [UInt8](repeating: 0, count: count) })
    let length = [UInt8(text.count), 0]
    let local = [0x50, 0x4b, 3, 4] + zeros(22) + length + zeros(2) + text
    let entry = [0x50, 0x4b, 1, 2] + zeros(24) + length + zeros(16) + text
    return local + entry + [0x50, 0x4b, 5, 6] + zeros(4) + [
      1, 0, 1, 0, UInt8(entry.count), 0, 0, 0,
    ]
      + [UInt8(local.count), 0, 0, 0, 0, 0]
  }

  @Test func noModelIsAnError() throws {
    let folder = try TemporaryFolder()
    try folder.write("notes".utf8, "a/notes")
    let error = #expect(throws: CheckpointError.self) { try ModelSearch(folder: folder.path) }
    #expect(error?.path == folder.path && error?.fault.kind == .unknown)
    #expect(ModelSearch([folder.path]).unread.count == 1)
    let absent = folder.path + "/absent"
    #expect(ModelSearch([absent]).models == [absent])
  }

  @Test(arguments: [
    ("saved_model.pb", "SavedModel"), ("_CHECKPOINT_METADATA", "Orbax"), ("_METADATA", "Orbax"),
    ("manifest.ocdbt", "Orbax"), ("checkpoint", "TensorFlow checkpoints"),
  ])
  func foldersOfKnownFormatsAreNamed(file: String, name: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("model_checkpoint_path: \"x\"".utf8, file)
    let error = #expect(throws: CheckpointError.self) { try ModelFile.read(folder.path) }
    #expect(error?.fault.reason.contains(name) == true)
    #expect(ModelSearch([folder.path]).models == [folder.path])
  }

  @Test func packagesOfCoreMLAreNamed() throws {
    let folder = try TemporaryFolder()
    try folder.write("{}".utf8, "Manifest.json")
    #expect(throws: FileError.isFolder(path: folder.path)) { try ModelFile.read(folder.path) }
    try folder.write([8], "Data/com.apple.CoreML/model.mlmodel")
    let error = #expect(throws: CheckpointError.self) { try ModelFile.read(folder.path) }
    #expect(error?.fault.reason.contains("Core ML") == true)
  }
}
