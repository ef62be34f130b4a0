import Files
import Foundation

/// The folder that results go to.
enum OutputFolder {
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
