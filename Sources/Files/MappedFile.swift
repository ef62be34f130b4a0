import Buffers
import Foundation

/// Files that are looked at without being read whole.
public enum MappedFile {
  /// Below this a file is read: a mapping that another program shortens ends the process.
  private static let smallest = 16 << 20

  /// The bytes of the regular file at `path`; those of a large one come from the disk as they are
  /// looked at, and the system may take them back.
  ///
  /// A pipe, a socket or a device is refused at once, without waiting for what it might say.
  ///
  /// - Throws: `FileError`, in the words that fit what is at `path`.
  public static func bytes(at path: String) throws(FileError) -> Bytes {
    do throws(SystemError) {
      // A pipe without a writer would keep the call waiting.
      let file = try OpenFile(path, O_RDONLY | O_NONBLOCK)
      let status = try file.status()
      switch status.st_mode & S_IFMT {
      case S_IFDIR: throw SystemError(code: EISDIR)
      case S_IFREG: break
      default: throw SystemError(code: ESPIPE)
      }
      let size = Int(status.st_size)
      return size < smallest ? Bytes(try file.readToEnd(limit: smallest)) : try file.mapped(size)
    } catch {
      throw FileError(path: path, error)
    }
  }
}
