import Foundation

/// Files that are read whole.
public enum InputFile {
  /// The bytes of the file at `path`.
  ///
  /// - Throws: `FileError`, in the words that fit what is at `path`.
  public static func bytes(at path: String) throws(FileError) -> Data {
    do throws(SystemError) {
      let file = try OpenFile(path, O_RDONLY)
      if try file.status().st_mode & S_IFMT == S_IFDIR { throw SystemError(code: EISDIR) }
      return try file.readToEnd()
    } catch {
      switch error.code {
      case ENOENT: throw .missing(path: path)
      case EISDIR: throw .isFolder(path: path)
      default: throw .unreadable(path: path, reason: error.reason)
      }
    }
  }
}
