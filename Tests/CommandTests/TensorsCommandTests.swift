import Foundation
import Testing

/// `diagnose tensors` as a user meets it: a table, JSON, and one sentence for every bad file.
@Suite struct TensorsCommandTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try safetensors(#"{"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}"#, 16, "ok")
  }

  private func write(_ bytes: [UInt8], _ name: String) throws {
    try Data(bytes).write(to: folder.appending(path: name))
  }

  private func safetensors(_ header: String, _ zeros: Int, _ name: String) throws {
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
    try write(length + Array(header.utf8) + Array(repeating: 0, count: zeros), name)
  }

  private func tensors(_ arguments: String...) throws -> Invocation {
    try Invocation.diagnose(["tensors"] + arguments, in: folder)
  }

  @Test func tableHasARowForEachTensor() throws {
    let run = try tensors("ok")
    #expect(run.status == 0 && run.errors == "")
    #expect(
      run.output == """
        ok  safetensors, 1 tensor, 4 numbers
          type   shape  min  max  mean  norm  name
          F32   [2, 2]    0    0     0     0  w

        """)
  }

  @Test func jsonIsOneObject() throws {
    let run = try tensors("--format", "json", "--checksums", "ok")
    #expect(run.status == 0)
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    #expect(object?["schemaVersion"] as? Int == 1)
    let artifact = try #require((object?["artifacts"] as? [[String: Any]])?.first)
    #expect(artifact["path"] as? String == "ok" && artifact["error"] is NSNull)
    let tensor = try #require((artifact["tensors"] as? [[String: Any]])?.first)
    #expect(tensor["name"] as? String == "w" && tensor["shape"] as? [Int] == [2, 2])
    #expect(tensor["crc32"] as? Int == 0xecbb_4b55)
  }

  /// A file that can't be read is named, and the others are listed.
  @Test func othersGoOnAfterABadFile() throws {
    try write([], "empty")
    let run = try tensors("empty", "ok")
    #expect(run.status == 2)
    #expect(run.output.contains("ok  safetensors"))
    #expect(
      run.errors == "diagnose: empty: it is empty; save or download it again, or name another.\n")
    let json = try tensors("--format", "json", "empty", "ok")
    #expect(json.status == 2 && json.output.contains(#""error":"empty: it is empty; "#))
  }

  @Test(arguments: [
    ("text", Array("hello\n".utf8), "it is not a model file I know"),
    ("cut", Array("PK\u{3}\u{4}".utf8), "the end of a zip archive is missing"),
    ("pickle", [0x80, 4, 0x95], "byte 3"),
    ("huge", [0x80, 4, 0x8e] + Array(repeating: 0xff, count: 8), "bytes should follow"),
    ("array", Array("\u{93}NUMPY".unicodeScalars.map { UInt8($0.value) }), "byte 6"),
  ])
  func badFileIsOneSentence(name: String, bytes: [UInt8], says: String) throws {
    try write(bytes, name)
    let run = try tensors(name)
    #expect(run.status == 2 && run.output == "")
    #expect(run.errors.hasPrefix("diagnose: \(name)") && run.errors.contains(says))
    #expect(run.errors.split(separator: "\n").count == 1 && run.errors.hasSuffix(".\n"))
  }

  @Test(.timeLimit(.minutes(1))) func whatIsNoFileIsRefusedAtOnce() throws {
    #expect(mkfifo(folder.appending(path: "pipe").path, 0o600) == 0)
    let pipe = try tensors("pipe")
    #expect(pipe.status == 2 && pipe.errors.contains("pipe is a pipe or a device"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.appending(path: "loop").path, withDestinationPath: "loop")
    let loop = try tensors("loop")
    #expect(loop.status == 2 && loop.errors.contains("loop cannot be read"))
    let missing = try tensors("missing")
    #expect(missing.status == 2 && missing.errors.contains("missing does not exist"))
  }

  /// A folder stands for the models in it; what is no model is passed over.
  @Test func folderIsWalked() throws {
    try FileManager.default.createDirectory(
      at: folder.appending(path: "models/deep"), withIntermediateDirectories: true)
    for name in ["models/a", "models/deep/b"] {
      try FileManager.default.copyItem(
        at: folder.appending(path: "ok"), to: folder.appending(path: name))
    }
    try write(Array("notes".utf8), "models/README")
    let run = try tensors("models")
    #expect(run.status == 0 && run.errors == "")
    #expect(run.output.contains("models/a  ") && run.output.contains("models/deep/b  "))
    try FileManager.default.createDirectory(
      at: folder.appending(path: "nothing"), withIntermediateDirectories: true)
    let none = try tensors("nothing")
    #expect(none.status == 2 && none.errors.contains("no model file that I know"))
  }

  /// A full disk is no success.
  @Test func outputThatCannotBeWrittenIsSaid() throws {
    let script = Process()
    script.executableURL = URL(filePath: "/bin/sh")
    let command = try Invocation.command().path
    script.arguments = ["-c", "'\(command)' tensors ok >/dev/full 2>said"]
    script.currentDirectoryURL = folder
    try script.run()
    script.waitUntilExit()
    #expect(script.terminationStatus == 2)
    let said = try String(contentsOf: folder.appending(path: "said"), encoding: .utf8)
    #expect(said.contains("standard output can't be written"))
  }

  /// A name can't colour the terminal or break a line.
  @Test func pathsAreShownHarmless() throws {
    let run = try tensors("missing\u{1B}[31m\nfile")
    #expect(run.status == 2)
    #expect(
      run.errors == "diagnose: missing\u{FFFD}[31m\u{FFFD}file does not exist; check the path.\n")
  }

  @Test func nothingIsClaimedThatIsNotThere() throws {
    try safetensors(
      #"{"w":{"dtype":"F32","shape":[1099511627776],"data_offsets":[0,4398046511104]}}"#, 8, "claim"
    )
    let run = try tensors("claim")
    #expect(run.status == 2 && run.errors.contains("the file holds 8"))
  }
}
