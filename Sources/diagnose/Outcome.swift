import Foundation

/// How the command ends.
enum Outcome: Error, CustomStringConvertible {
  /// A claim failed or something was found: exit code 1.
  case found
  /// Part of the question could not be answered, and standard error has said so: exit code 2.
  case unread
  /// The question could not be answered: one sentence on standard error, exit code 2.
  case unanswered(String)

  /// What went wrong, for one file among others.
  var description: String {
    switch self {
    case .unanswered(let sentence): sentence
    case .found: "something was found"
    case .unread: "not everything could be read"
    }
  }

  /// Sees that what was printed got where it should: a full disk or a closed output is no success.
  static func checkOutput() throws {
    if fflush(nil) != 0 {
      throw Outcome.unanswered(
        "standard output can't be written (\(String(cString: strerror(errno)))): send it elsewhere")
    }
  }

  /// Leaves the process.
  func leave() -> Never {
    switch self {
    case .found: exit(1)
    case .unread: exit(2)
    case .unanswered(let sentence):
      FileHandle.standardError.write(Data("diagnose: \(sentence)\n".utf8))
      exit(2)
    }
  }
}
