import AgentReport
import ArgumentParser
import Buffers
import Reinforcement
import RunReport
import Training

/// `diagnose report RECORDING`: verdicts and pictures for a recording, ours or another's.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Judges and draws a recording, ours or one that another training loop wrote.",
    discussion: """
      The formats are documented in docs/recording-format.md (recurrent networks) and docs/bellman-recording.md \
      (Q-learning); the header tells which one it is.
      """)

  @Argument(help: "A recording: JSON lines.")
  var recording: String

  @OptionGroup var output: ReportOutput

  func run() throws {
    if BellmanRecording.isOne(at: recording) { try reportAgent() } else { try reportTraining() }
  }

  private func reportTraining() throws {
    let read = try Recording(contentsOf: recording)
    let path = try RunReport.write(
      read, title: recording, command: command, version: Diagnose.version,
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

  private func reportAgent() throws {
    let read = try BellmanRecording(contentsOf: recording)
    let path = try AgentReport.write(
      read, title: recording, command: command, version: Diagnose.version,
      to: output.folder("recording"))
    let judgement = BellmanJudgement(read)
    for alarm in judgement.alarms { print(alarm) }
    print(judgement.summary)
    if !judgement.missing.isEmpty {
      print(
        "Not examined, for too little of it was recorded: \(judgement.missing.joined(separator: ", "))."
      )
    }
    print(path)
    if judgement.hasFailed { throw Outcome.found }
    if !judgement.isDecided {
      throw Outcome.unanswered(
        "\(recording) has too few points that can be judged: see docs/bellman-recording.md for values, truth and rollouts"
      )
    }
  }

  private var command: String { "diagnose report \(recording)" }
}
