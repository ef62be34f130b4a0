import Foundation

/// Files that are read whole.
public enum InputFile {
  /// The bytes of the file at `path`.
  ///
  /// - Parameter limit: the most that is read; a pipe or a device may never end.
  /// - Throws: `FileError`, in the words that fit what is at `path`.
  public static func bytes(at path: String, limit: Int = 1 << 32) throws(FileError) -> Data {
    do throws(SystemError) {
      let file = try OpenFile(path, O_RDONLY)
      let status = try file.status()
      if status.st_mode & S_IFMT == S_IFDIR { throw SystemError(code: EISDIR) }
      if Int(status.st_size) > limit { throw SystemError(code: EFBIG) }
      return try file.readToEnd(limit: limit)
    } catch {
      throw FileError(path: path, limit: limit, error)
    }
  }
}
