import Buffers
import Foundation

/// What the file system can answer instead of doing what was asked. Each is one sentence for a user.
public enum FileError: Error, Equatable, Sendable {
  /// Nothing is at `path`.
  case missing(path: String)
  /// A folder is at `path`, where a file was expected.
  case isFolder(path: String)
  /// A pipe, a socket or a device is at `path`, where a file was expected.
  case isNoFile(path: String)
  /// There is more at `path` than `limit` bytes.
  case tooLarge(path: String, limit: Int)
  /// The file at `path` could not be read, with the system's reason.
  case unreadable(path: String, reason: String)
  /// The file at `path` could not be written, with the system's reason; what was there is unchanged.
  case unwritable(path: String, reason: String)
}

extension FileError: CustomStringConvertible {
  /// What happened, where, and what can be done.
  public var description: String {
    switch self {
    case .missing(let path): "\(named(path)) does not exist; check the path."
    case .isFolder(let path): "\(named(path)) is a folder; name a file."
    case .isNoFile(let path): "\(named(path)) is a pipe or a device; name a file."
    case .tooLarge(let path, let limit):
      "\(named(path)) is longer than \(limit >> 20) MiB, the most that is read; name a smaller file."
    case .unreadable(let path, let reason):
      "\(named(path)) cannot be read (\(reason)); check the path and its permissions."
    case .unwritable(let path, let reason):
      "\(named(path)) cannot be written (\(reason)); what was there before is unchanged."
    }
  }
}

extension FileError {
  /// A path as a sentence may have it.
  private func named(_ path: String) -> String { path.isEmpty ? "\"\"" : path.shown }
}

extension FileError {
  /// Why `path` could not be read, in the words that fit.
  init(path: String, limit: Int = 0, _ error: SystemError) {
    switch error.code {
    case ENOENT: self = .missing(path: path)
    case EISDIR: self = .isFolder(path: path)
    case ESPIPE, ENXIO: self = .isNoFile(path: path)
    case EFBIG: self = .tooLarge(path: path, limit: limit)
    default: self = .unreadable(path: path, reason: error.reason)
    }
  }
}
