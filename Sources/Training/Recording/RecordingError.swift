import Buffers
import Files

/// Why a file can't be read as a recording. Lines are counted from 1.
public enum RecordingError: Error, Equatable, Sendable {
  /// The file can't be read.
  case file(FileError)
  /// There is no line that says anything of a step.
  case noSteps(path: String)
  /// A line isn't JSON.
  case notJSON(path: String, line: Int, JSONError)
  /// A line is neither a header, nor a step, nor an end.
  case unknownLine(path: String, line: Int, known: [String])
  /// The header is of a newer format.
  case version(path: String, line: Int, found: String)
  /// A field isn't what it must be.
  case field(path: String, line: Int, field: String, expected: String)
  /// A step doesn't come after the one before it.
  case order(path: String, line: Int, step: Int, previous: Int)
  /// A line stands where none may: a second header, or anything after the end.
  case place(path: String, line: Int, what: String)
}

extension RecordingError: CustomStringConvertible {
  /// What, where, and what to do.
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .noSteps(let path):
      "\(path) records no training step; a line such as {\"step\": 1, \"loss\": 0.5} is one."
    case .notJSON(let path, let line, let error):
      "\(path), line \(line) is not JSON: \(error); each line is one JSON object."
    case .unknownLine(let path, let line, let known):
      "\(path), line \(line) has none of \(known.map { "\"\($0)\"" }.joined(separator: ", ")); "
        + "give one of them."
    case .version(let path, let line, let found):
      "\(path), line \(line) is of version \(found), and version \(Recording.version) is read; "
        + "update this program."
    case .field(let path, let line, let field, let expected):
      "\(path), line \(line): \"\(field)\" is not \(expected); correct it or leave it out."
    case .order(let path, let line, let step, let previous):
      "\(path), line \(line): step \(step) comes after step \(previous); steps must ascend."
    case .place(let path, let line, let what):
      "\(path), line \(line): \(what) can't stand here; a recording is a header, steps, an end."
    }
  }
}
