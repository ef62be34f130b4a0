import Foundation
import Testing

/// One run of the built command: what it printed and how it ended.
struct Invocation {
  let status: Int32
  let output: String
  let errors: String

  /// Runs `diagnose` with arguments in a folder, and interrupts it once `interruptWhen` holds.
  static func diagnose(
    _ arguments: [String], in folder: URL, interruptWhen: ((Process) -> Bool)? = nil
  ) throws -> Invocation {
    let process = Process()
    process.executableURL = try command()
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let (output, errors) = (try sink(folder, "out"), try sink(folder, "err"))
    process.standardOutput = output.handle
    process.standardError = errors.handle
    process.standardInput = FileHandle.nullDevice
    try unmasked { try process.run() }
    if let interruptWhen {
      let deadline = Date().addingTimeInterval(60)
      while !interruptWhen(process), process.isRunning, Date() < deadline { usleep(20_000) }
      process.interrupt()
      while process.isRunning, Date() < deadline { usleep(20_000) }
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
    process.waitUntilExit()
    return Invocation(
      status: process.terminationStatus,
      output: try String(contentsOf: output.file, encoding: .utf8),
      errors: try String(contentsOf: errors.file, encoding: .utf8))
  }

  /// A child inherits this thread's signal mask, and a test's thread blocks every signal: the command
  /// is to find what it finds in a shell.
  private static func unmasked(_ body: () throws -> Void) rethrows {
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try body()
  }

  private static func sink(_ folder: URL, _ name: String) throws -> (file: URL, handle: FileHandle)
  {
    let file = FileManager.default.temporaryDirectory
      .appending(path: "diagnose-\(UUID().uuidString).\(name)")
    _ = FileManager.default.createFile(atPath: file.path, contents: nil)
    return (file, try FileHandle(forWritingTo: file))
  }

  /// The command lies beside the tests' own executable.
  static func command() throws -> URL {
    var folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    while folder.path != "/" {
      for candidate in [
        folder, folder.appending(path: "debug"), folder.appending(path: ".build/debug"),
      ] {
        let file = candidate.appending(path: "diagnose")
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder),
          !isFolder.boolValue
        {
          return file
        }
      }
      folder.deleteLastPathComponent()
    }
    throw CommandNotBuilt()
  }

  struct CommandNotBuilt: Error {}
}

/// A folder of its own for one test, gone afterwards.
func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(
    path: "diagnose-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// Every file below a folder, by relative path.
func files(in folder: URL) -> [String] {
  (FileManager.default.enumerator(atPath: folder.path)?.allObjects as? [String] ?? []).filter {
    var isFolder: ObjCBool = false
    _ = FileManager.default.fileExists(
      atPath: folder.appending(path: $0).path, isDirectory: &isFolder)
    return !isFolder.boolValue
  }.sorted()
}
