import Report

/// A lesson whose own types are hidden: what lists, commands and tests handle.
public struct LessonEntry: Sendable {
  /// What is asked.
  public let card: LessonCard
  /// Flag, sentence, full value and least value of each of its settings, in order.
  public let settings: [(name: String, help: String, value: String, least: String?)]
  private let runner: @Sendable ([(String, String)], Bool, LessonProgress) throws -> Page
  private let checker: @Sendable ([(String, String)]) throws(LessonError) -> Void

  /// Hides the types of a lesson.
  init<L: Lesson>(_ lesson: L.Type) {
    card = L.card
    settings = L.Settings.fields.map { ($0.name, $0.help, $0.read(.full), $0.least) }
    runner = { overrides, quick, progress in
      let settings = try L.settings(quick ? .quick : .full, overrides)
      return L.page(of: try L.measure(settings, progress), with: settings)
    }
    checker = { overrides throws(LessonError) in _ = try L.settings(.full, overrides) }
  }

  /// Throws when a value doesn't fit its setting, without running anything.
  public func check(_ overrides: [(String, String)]) throws(LessonError) { try checker(overrides) }

  /// Runs the lesson and gives its page.
  ///
  /// - Parameters:
  ///   - overrides: Settings by name that differ from the full ones; a name that this lesson lacks is passed over.
  ///   - quick: Starts from the settings of the tests instead of the report's.
  /// - Throws: `LessonError` for a value that doesn't fit or an interruption; errors of the numerics.
  public func run(
    overrides: [(String, String)] = [], quick: Bool = false, _ progress: LessonProgress = .silent
  ) throws -> Page {
    try runner(overrides, quick, progress)
  }
}

extension Lesson {
  static func settings(
    _ base: Settings, _ overrides: [(String, String)]
  ) throws(LessonError) -> Settings {
    var settings = base
    for (name, value) in overrides {
      guard let field = Settings.fields.first(where: { $0.name == name }) else { continue }
      try field.write(&settings, value)
    }
    return settings
  }

  /// The whole page: what the lecture says, the lesson's own blocks, its claims, its sources.
  static func page(of measurements: Measurements, with settings: Settings) -> Page {
    let lecture: Block = .paragraph(Prose("**The lecture says:** " + card.lectureClaim))
    let judged: [Block] = [
      .heading("What was claimed, what was measured"), .claims(claims(measurements)),
    ]
    let (before, after) = split(page(measurements))
    return Page(
      id: card.id, title: card.title, lede: Prose(card.question),
      command: "diagnose run \(card.id)\(settings.flags)",
      blocks: [lecture] + before + judged + after + [.references(card.sources)])
  }

  /// Claims stand after what was shown and before the exercises.
  private static func split(_ blocks: [Block]) -> ([Block], [Block]) {
    let end =
      blocks.firstIndex { if case .exercises = $0 { true } else { false } } ?? blocks.endIndex
    return (Array(blocks[..<end]), Array(blocks[end...]))
  }
}
