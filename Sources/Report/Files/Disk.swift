import Foundation

/// What the system refused.
struct DiskError: Error, Equatable {
  let path: String
  let code: Int32

  /// The system's words.
  var reason: String { String(cString: strerror(code)).lowercased() + " (\(path))" }

  /// What to do about it.
  var advice: String {
    switch code {
    case ENOSPC, EDQUOT: "free some space, or choose another folder"
    case ENOTDIR, EEXIST: "a file stands where the folder should be; choose another folder"
    default: "choose a folder that you may write to"
    }
  }
}

/// The few file operations that a report needs. A test replaces `write` and `move` by ones that fail.
struct Disk: Sendable {
  /// Writes a whole file.
  var write: @Sendable (_ bytes: Data, _ path: String) throws(DiskError) -> Void = Disk.writeFile

  /// Gives a file or folder another name; a file of that name is replaced at once.
  var move: @Sendable (_ old: String, _ new: String) throws(DiskError) -> Void = Disk.rename

  /// Makes a folder and those above it; one that is there already is fine.
  func makeFolders(_ path: String) throws(DiskError) {
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      made += "/" + part
      if mkdir(made, 0o777) != 0 && errno != EEXIST { throw DiskError(path: made, code: errno) }
    }
    // "." and "a" (a file) both exist; only a folder will do.
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
    else { throw DiskError(path: path, code: ENOTDIR) }
  }

  /// Removes a file or folder, if it is there.
  func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

  /// Whether something is there.
  func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  private static func rename(_ old: String, _ new: String) throws(DiskError) {
    if Foundation.rename(old, new) != 0 { throw DiskError(path: new, code: errno) }
  }

  private static func writeFile(_ content: Data, _ path: String) throws(DiskError) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o666)
    if file < 0 { throw DiskError(path: path, code: errno) }
    var bytes = content[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
      if count < 0 {
        let code = errno
        if code == EINTR { continue }
        close(file)
        throw DiskError(path: path, code: code)
      }
      bytes = bytes.dropFirst(count)
    }
    // Some file systems find out only here that there is no room.
    if close(file) != 0 { throw DiskError(path: path, code: errno) }
  }
}
