import ArgumentParser
import Lessons

/// `diagnose`: every lesson, one line a claim, one report.
struct TourCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tour", abstract: "Runs every lesson and writes the report (the default).")

  @OptionGroup var output: ReportOutput

  func run() throws {
    try LessonRunner(lessons: LessonCatalog.all, overrides: [], directory: output.folder("tour"))
      .run(title: "Where the gradient goes", command: "diagnose")
  }
}

/// Where a report goes.
struct ReportOutput: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp("The folder for the report (default: reports/NAME).", valueName: "dir"))
  var output: String?

  /// The folder that the user named, or one under `reports/`.
  func folder(_ name: String) -> String { output ?? "reports/\(name)" }
}
