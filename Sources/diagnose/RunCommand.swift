import ArgumentParser
import Lessons

/// `diagnose run ID...`: one lesson or several, with their settings as flags.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs one lesson or several, such as `diagnose run vanishing-gradient --length 100`.",
    discussion: "Every setting of a lesson is a flag; `diagnose list --settings` shows them.")

  @OptionGroup var output: ReportOutput

  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp("Lessons, and settings as --NAME VALUE.", valueName: "lesson"))
  var words: [String] = []

  func run() throws {
    let (ids, overrides) = try Self.parse(words)
    guard !ids.isEmpty else {
      throw Outcome.unanswered("run needs a lesson: `diagnose list` shows them all")
    }
    let lessons = try ids.map { id throws(LessonError) in try LessonCatalog.lesson(id) }
    try LessonCatalog.check(overrides, for: lessons)
    let flags = overrides.map { " --\($0.0) \($0.1)" }.joined()
    try LessonRunner(
      lessons: lessons, overrides: overrides, directory: output.folder(ids.joined(separator: "+"))
    ).run(
      title: lessons.count == 1 ? lessons[0].card.title : "Where the gradient goes",
      command: "diagnose run \(ids.joined(separator: " "))\(flags)")
  }

  /// Words that aren't flags are lessons; `--name value` and `--name=value` are settings.
  static func parse(_ words: [String]) throws -> (ids: [String], overrides: [(String, String)]) {
    var ids: [String] = []
    var overrides: [(String, String)] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("--") else {
        ids.append(word)
        continue
      }
      let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1).map(String.init)
      guard let name = parts.first, let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
        throw Outcome.unanswered("\(word) needs a value: write \(word) VALUE")
      }
      overrides.append((name, value))
    }
    return (ids, overrides)
  }
}
