import Buffers
import Checkpoints
import Files
import Foundation

/// The folder of a model, out of which no name in the model leads.
///
/// A name is refused before anything is opened if it is empty, absolute, goes up, or would do so on
/// another system; and after links are followed, if the file lies elsewhere. (A link that is put
/// in place between that look and the opening is followed: who can do that can change the model.)
struct ModelFolder {
  /// The model's own path, for messages.
  private let model: String
  /// The folder without links.
  private let home: String
  /// What was opened, by the path without links.
  private var opened: [String: Bytes] = [:]

  /// The folder of the model at `path`.
  init(of path: String) throws(FileError) {
    model = path
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    guard let home = Self.resolved(folder) else { throw .missing(path: folder) }
    self.home = home == "/" ? home : home + "/"
  }

  /// The bytes of the file that the model means by `name`; each file is opened once.
  ///
  /// - Throws: ``CheckpointError`` with the model's path for a name that is refused, `FileError` for
  ///   a file that can't be read.
  mutating func bytes(of name: String) throws -> Bytes {
    let path = try path(of: name)
    if let bytes = opened[path] { return bytes }
    let bytes = try MappedFile.bytes(at: path)
    opened[path] = bytes
    return bytes
  }

  /// Where the file is that the model means by `name`, without links.
  func path(of name: String) throws -> String {
    if let reason = Self.refusal(of: name) { throw refused(name, reason) }
    let wanted = home + name
    guard let path = Self.resolved(wanted) else {
      if errno == ENOENT { throw refused(name, "which isn't there") }
      throw refused(name, "which can't be reached (\(String(cString: strerror(errno))))")
    }
    guard path.hasPrefix(home) else {
      throw refused(name, "a link that leaves the model's folder")
    }
    return path
  }

  /// What is wrong with a name before anything is looked at.
  static func refusal(of name: String) -> String? {
    if name.isEmpty { return "an empty name" }
    if name.utf8.contains(0) { return "which has a zero byte in it" }
    if name.utf8.contains(UInt8(ascii: "\\")) {
      return "which has a backslash, elsewhere a separator of folders"
    }
    if name.utf8.first == UInt8(ascii: "/") { return "an absolute path" }
    if name.utf8.split(separator: UInt8(ascii: "/")).contains(where: { $0.elementsEqual("..".utf8) }
    ) {
      return "which goes up with \"..\""
    }
    return nil
  }

  private func refused(_ name: String, _ reason: String) -> CheckpointError {
    CheckpointError(
      path: model,
      fault: CheckpointFault(
        .refusedPath, .file, "it names the file \"\(name.shown)\", \(reason)",
        advice: "put every file of the model into one folder, by the names that it gives them"))
  }

  private static func resolved(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }
}
