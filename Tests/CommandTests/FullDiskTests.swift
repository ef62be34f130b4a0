import Foundation
import Testing

/// A disk that fills while a report is written leaves the report that was there.
@Suite struct FullDiskTests {
  static let lesson = [
    "run", "lstm-cell-path", "--hidden", "4", "--length", "30", "--output", "disk/report",
  ]

  /// Mounting a small disk takes root and Linux.
  static let canMount: Bool = (try? withFolder { try mounted($0) { _ in true } }) ?? false

  struct CannotMount: Error {}

  static func mounted<Result>(_ folder: URL, _ body: (URL) throws -> Result) throws -> Result {
    let disk = folder.appending(path: "disk")
    try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
    guard try shell("/bin/mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.path]) else {
      throw CannotMount()
    }
    defer { _ = try? shell("/bin/umount", [disk.path]) }
    return try body(disk)
  }

  static func shell(_ command: String, _ arguments: [String]) throws -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: command)
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  @Test(
    "a full disk is one sentence, exit code 2, and the old report stays whole",
    .enabled(if: canMount))
  func oldReportStays() throws {
    try withFolder { folder in
      try Self.mounted(folder) { disk in
        let first = try Invocation.diagnose(Self.lesson, in: folder)
        #expect(first.status != 2, "\(first.errors)")
        let report = disk.appending(path: "report")
        let before = try contents(report)
        #expect(before.keys.contains("index.html"))
        try fill(disk, leaving: 40_000)
        let second = try Invocation.diagnose(Self.lesson + ["--seed", "2"], in: folder)
        #expect(second.status == 2, "\(second.output)")
        #expect(second.errors.split(separator: "\n").count == 1, "\(second.errors)")
        #expect(second.errors.contains("disk/report"), "\(second.errors)")
        #expect(try contents(report) == before)
      }
    }
  }

  @Test("a training run that the disk has no room for leaves nothing", .enabled(if: canMount))
  func nothingHalfWritten() throws {
    try withFolder { folder in
      try Self.mounted(folder) { disk in
        try fill(disk, leaving: 60_000)
        let run = try Invocation.diagnose(
          [
            "train", "--task", "adding", "--hidden", "4", "--length", "10", "--steps", "3",
            "--output",
            "disk/report",
          ], in: folder)
        #expect(run.status == 2, "\(run.output)")
        #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
        #expect(try contents(disk.appending(path: "report")).isEmpty)
      }
    }
  }

  private func contents(_ folder: URL) throws -> [String: Data] {
    var contents: [String: Data] = [:]
    for file in files(in: folder) {
      contents[file] = try Data(contentsOf: folder.appending(path: file))
    }
    return contents
  }

  /// Writes until only so many bytes are left.
  private func fill(_ disk: URL, leaving bytes: Int) throws {
    let attributes = try FileManager.default.attributesOfFileSystem(forPath: disk.path)
    let free = (attributes[.systemFreeSize] as? NSNumber)?.intValue ?? 0
    let filler = disk.appending(path: "filler")
    _ = FileManager.default.createFile(
      atPath: filler.path, contents: Data(count: max(0, free - bytes)))
  }
}
