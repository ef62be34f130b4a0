/// Why a lesson can't be run.
public enum LessonError: Error, CustomStringConvertible, Equatable {
  /// No lesson has this id.
  case unknownLesson(String, nearest: String?)
  /// None of the chosen lessons has this setting.
  case unknownSetting(String, lessons: [String], nearest: String?)
  /// The value doesn't fit the setting.
  case badValue(setting: String, value: String, expected: String)
  /// The user asked to stop.
  case interrupted
  /// The text that travels with the program isn't beside it.
  case missingText

  /// One sentence: what, where, what to do.
  public var description: String {
    switch self {
    case .unknownLesson(let id, let nearest):
      "no lesson is called \"\(id)\"" + Self.hint(nearest) + "; `diagnose list` shows them all"
    case .unknownSetting(let name, let lessons, let nearest):
      "\(lessons.joined(separator: ", ")) has no setting --\(name)"
        + Self.hint(nearest.map { "--\($0)" })
        + "; `diagnose list --settings` shows them all"
    case .badValue(let setting, let value, let expected):
      "--\(setting) can't be \"\(value)\": give \(expected)"
    case .missingText:
      "the text of the lesson isn't beside the program; build it again with `swift build`"
    case .interrupted: "stopped before the lesson was complete: nothing was written"
    }
  }

  private static func hint(_ nearest: String?) -> String {
    nearest.map { ", did you mean \($0)?" } ?? ""
  }
}
