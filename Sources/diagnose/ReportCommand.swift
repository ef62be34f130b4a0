import ArgumentParser
import RunReport
import Training

/// `diagnose report RECORDING`: verdicts and pictures for a recording, ours or another's.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Judges and draws a recording, ours or one that another training loop wrote.",
    discussion: "The format of a recording is documented in docs/recording-format.md.")

  @Argument(help: "A recording: JSON lines.")
  var recording: String

  @OptionGroup var output: ReportOutput

  func run() throws {
    let read = try Recording(contentsOf: recording)
    let path = try RunReport.write(
      read, title: recording, command: "diagnose report \(recording)", version: Diagnose.version,
      to: output.folder("recording"))
    let verdicts = RunReport.verdicts(read)
    for verdict in verdicts { print(verdict) }
    print(path)
    if verdicts.contains(where: \.isFinding) { throw Outcome.found }
    if verdicts.isEmpty {
      throw Outcome.unanswered(
        "\(recording) has no gradients that can be judged: see docs/recording-format.md for dh and clip"
      )
    }
  }
}
