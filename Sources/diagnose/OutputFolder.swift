import Files
import Foundation

/// The folder that results go to.
enum OutputFolder {
  /// Sees that a file can be made at a path, before hours are spent on what should go there.
  static func checkPlace(of file: String) throws {
    let folder = URL(filePath: file).deletingLastPathComponent().path
    if file.isEmpty || access(folder, W_OK) != 0 {
      throw Outcome.unanswered("can't write to \"\(file)\": name a file in a folder that is there")
    }
  }

  /// Makes the folder and sees that files can be written there, before hours are spent on what should go there.
  static func prepare(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      let probe = path + "/.diagnose-\(ProcessInfo.processInfo.processIdentifier)"
      try AtomicFile.write("", to: probe)
      try FileManager.default.removeItem(atPath: probe)
    } catch {
      throw Outcome.unanswered(
        "can't write to the folder \(path): choose another one with --output")
    }
  }
}
