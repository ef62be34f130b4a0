/// One number of a lesson's settings, as the command line sees it: `--NAME VALUE`.
///
/// A lesson lists its settings once; flags, help, validation and the printed command all come from
/// that list.
struct LessonSetting<Settings> {
  /// The flag without its dashes.
  let name: String
  /// A sentence.
  let help: String
  /// The least value of its range, as it would be typed.
  let least: String?
  /// The value as it would be typed.
  let read: (Settings) -> String
  /// Takes what was typed.
  let write: (inout Settings, String) throws(LessonError) -> Void

  /// A setting at a place in the settings, whose text `parse` understands or gives nil for.
  private init<Value>(
    _ name: String, _ help: String, _ path: WritableKeyPath<Settings, Value>, expected: String,
    least: String? = nil, parse: @escaping (String) -> Value?
  ) {
    self.name = name
    self.help = help
    self.least = least
    read = { "\($0[keyPath: path])" }
    write = { settings, text throws(LessonError) in
      guard let value = parse(text) else {
        throw .badValue(setting: name, value: text, expected: expected)
      }
      settings[keyPath: path] = value
    }
  }

  /// A whole number in a range.
  static func integer(
    _ name: String, _ help: String, _ path: WritableKeyPath<Settings, Int>,
    in range: ClosedRange<Int>
  ) -> LessonSetting {
    let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    return LessonSetting(
      name, help, path, expected: expected, least: "\(range.lowerBound)"
    ) { text in
      Int(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// A finite number in a range.
  static func number(
    _ name: String, _ help: String, _ path: WritableKeyPath<Settings, Double>,
    in range: ClosedRange<Double>
  ) -> LessonSetting {
    let expected = "a number from \(range.lowerBound) to \(range.upperBound)"
    return LessonSetting(
      name, help, path, expected: expected, least: "\(range.lowerBound)"
    ) { text in
      Double(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// The seed of every random number of the lesson.
  static func seed(_ path: WritableKeyPath<Settings, UInt64>) -> LessonSetting {
    let expected = "a whole number from 0 to \(UInt64.max)"
    return LessonSetting(
      "seed", "Seed of every random number of the lesson.", path, expected: expected
    ) { UInt64($0) }
  }
}

/// The numbers that a lesson runs with.
protocol LessonSettings: Sendable {
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
