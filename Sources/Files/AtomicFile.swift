import Foundation

/// Files that are replaced whole or not at all.
public enum AtomicFile {
  /// Makes `bytes` the content of the file at `path`.
  ///
  /// The bytes go to a new file in the same folder, reach the disk, and only then take the name, in
  /// one step that the file system does not divide. A reader sees the old file or the new one; a
  /// full disk or a crash leaves the old one. A link is followed, and the permissions of a file that
  /// is replaced are kept. What is no regular file (a pipe, a terminal) is written to directly.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)`` or ``FileError/isFolder(path:)``.
  public static func write(_ bytes: Data, to path: String) throws(FileError) {
    var old = stat()
    let exists = stat(path, &old) == 0
    let kind = old.st_mode & S_IFMT
    if exists && kind == S_IFDIR { throw .isFolder(path: path) }
    do throws(SystemError) {
      if exists && kind != S_IFREG {
        try OpenFile(path, O_WRONLY).write(all: bytes)
      } else if exists {
        try replace(resolved(path), by: bytes, permissions: old.st_mode & 0o7777)
      } else {
        try replace(path, by: bytes, permissions: nil)
      }
    } catch {
      throw .unwritable(path: path, reason: error.reason)
    }
  }

  /// Makes `bytes` the content of the file at `path`.
  ///
  /// - Throws: as for `Data`.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    try write(Data(bytes), to: path)
  }

  /// Makes `text` the content of the file at `path`, in UTF-8.
  ///
  /// - Throws: as for bytes.
  public static func write(_ text: String, to path: String) throws(FileError) {
    try write(Data(text.utf8), to: path)
  }

  private static func replace(
    _ path: String, by bytes: Data, permissions: mode_t?
  ) throws(SystemError) {
    let temporary =
      folder(of: path) + "/.writing-" + String(UInt64.random(in: 0 ... .max), radix: 36)
    do throws(SystemError) {
      try create(temporary, bytes, permissions)
      if rename(temporary, path) != 0 { throw SystemError() }
    } catch {
      unlink(temporary)
      throw error
    }
    // Makes the new name itself last; a file system that can't do it has lost nothing yet.
    try? OpenFile(folder(of: path), O_RDONLY).sync()
  }

  private static func create(
    _ path: String, _ bytes: Data, _ permissions: mode_t?
  ) throws(SystemError) {
    let file = try OpenFile(path, O_WRONLY | O_CREAT | O_EXCL)
    if let permissions { try file.setPermissions(permissions) }
    try file.write(all: bytes)
    // Some file systems report a full disk only here.
    try file.sync()
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Where a link leads.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }
}
