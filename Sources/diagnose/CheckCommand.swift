import ArgumentParser
import FlowAnalysis
import Foundation
import ModelFiles
import ModelReport
import Recognition

/// `diagnose check PATH...`: the recurrent layers of other people's models, measured.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Finds the recurrent layers of a model and measures their weights.",
    discussion: """
      Reads what `diagnose tensors` reads; nothing in a file is executed. docs/check.md has what is measured, and the JSON.

      Exit codes: 0 every file was read; 1 a layer has weights that aren't finite; 2 a file could not be read.
      """)

  /// How the result is written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
    case html
    case markdown
  }

  @Argument(help: "Model files, folders of them, or patterns such as 'runs/*.pt'.")
  var paths: [String]

  @Option(help: "How the result is written: table, json, html or markdown.")
  var format = Format.table

  @Option(
    help: ArgumentHelp(
      "Where html and markdown write their report, with its figures (reports/check).",
      valueName: "folder"))
  var output: String?

  @OptionGroup(title: "Replay") var replay: ReplayOptions

  @OptionGroup(title: "Recognition") var recognition: RecognitionOptions

  @Option(
    parsing: .unconditional,
    help: "How many files or layers are measured at a time (default: one a core).")
  var jobs: Int?

  func run() throws {
    if let jobs, !(1...1024 ~= jobs) {
      throw Outcome.unanswered("--jobs \(jobs): give a number from 1 to 1024")
    }
    let writesReport = format == .html || format == .markdown
    if output != nil && !writesReport {
      throw Outcome.unanswered("--output is for a report: give --format html or markdown as well")
    }
    let output = output ?? "reports/check"
    if writesReport { try OutputFolder.prepare(output) }
    let replay = try replay.replay()
    let checker = ModelChecker(
      replay: replay, maps: try recognition.maps(),
      jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount)
    var models: [CheckedModel] = []
    try checker.check(ModelSearch(paths)) { model in
      models.append(model)
      if let error = model.error ?? model.replayError { complain(error) }
      if format == .table && model.error == nil { show(model) }
    }
    if format == .json {
      print(CheckedModel.document(models, tool: "diagnose \(Diagnose.version)").text)
    }
    if writesReport { try writeReport(models, seed: replay?.source.seed ?? 0, to: output) }
    if models.contains(where: { $0.error != nil || $0.replayError != nil }) { throw Outcome.unread }
    if models.contains(where: \.hasNonFiniteWeights) { throw Outcome.found }
    if let replay { try replay.checkThatSomethingRan(in: models) }
  }

  /// Both formats write the same folder; they differ in the path that is printed.
  private func writeReport(_ models: [CheckedModel], seed: UInt64, to output: String) throws {
    let paths = try ModelPages.write(
      models, command: Diagnose.invocation, version: Diagnose.version, seed: seed, to: output)
    print(format == .html ? paths.index : paths.markdown)
  }

  private func complain(_ sentence: String) {
    FileHandle.standardError.write(Data("diagnose: \(sentence)\n".utf8))
  }

  private func show(_ model: CheckedModel) {
    for line in model.lines(bold: { Terminal.current.colored($0, .bold) }) { print(line) }
  }
}
