/// One number of a lesson's settings, as the command line sees it: `--NAME VALUE`.
///
/// A lesson lists its settings once; flags, help, validation and the printed command all come from that list.
public struct LessonSetting<Settings> {
  /// The flag without its dashes.
  public let name: String
  /// A sentence.
  public let help: String
  let read: (Settings) -> String
  let write: (inout Settings, String) throws(LessonError) -> Void

  /// A whole number in a range.
  public static func integer(
    _ name: String, _ help: String, _ path: WritableKeyPath<Settings, Int>,
    in range: ClosedRange<Int>
  ) -> LessonSetting {
    LessonSetting(name: name, help: help, read: { String($0[keyPath: path]) }) {
      settings, text throws(LessonError) in
      guard let value = Int(text), range.contains(value) else {
        throw .badValue(
          setting: name, value: text,
          expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      settings[keyPath: path] = value
    }
  }

  /// A finite number in a range.
  public static func number(
    _ name: String, _ help: String, _ path: WritableKeyPath<Settings, Double>,
    in range: ClosedRange<Double>
  ) -> LessonSetting {
    LessonSetting(name: name, help: help, read: { "\($0[keyPath: path])" }) {
      settings, text throws(LessonError) in
      guard let value = Double(text), range.contains(value) else {
        throw .badValue(
          setting: name, value: text,
          expected: "a number from \(range.lowerBound) to \(range.upperBound)")
      }
      settings[keyPath: path] = value
    }
  }

  /// The seed of every random number of the lesson.
  public static func seed(_ path: WritableKeyPath<Settings, UInt64>) -> LessonSetting {
    LessonSetting(
      name: "seed", help: "Seed of every random number of the lesson.",
      read: { String($0[keyPath: path]) }
    ) { settings, text throws(LessonError) in
      guard let value = UInt64(text) else {
        throw .badValue(
          setting: "seed", value: text, expected: "a whole number from 0 to \(UInt64.max)")
      }
      settings[keyPath: path] = value
    }
  }
}

/// The numbers that a lesson runs with.
public protocol LessonSettings: Sendable {
  /// What the report shows.
  static var full: Self { get }
  /// Small enough for a test, large enough for every claim to hold.
  static var quick: Self { get }
  /// Every number, with a sentence each.
  static var fields: [LessonSetting<Self>] { get }
}

extension LessonSettings {
  /// `--hidden 64 --seed 3`: what differs from `full`.
  var flags: String {
    Self.fields.filter { $0.read(self) != $0.read(.full) }.map { " --\($0.name) \($0.read(self))" }
      .joined()
  }
}
