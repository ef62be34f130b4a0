import AgentReport
import ArgumentParser
import Reinforcement
import Report
import Training

/// `diagnose dqn`: deep Q-learning in an environment.
struct DQNCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dqn",
    abstract: "Trains an agent by deep Q-learning and reports on the run.",
    discussion: """
      Writes into the output folder: the report, bellman.jsonl (what the Bellman monitor saw; `diagnose report` judges \
      it), metrics.jsonl (scores, loss, mean Q, epsilon, evaluations), best.safetensors and last.safetensors (PyTorch's \
      names), and summary.json. Ctrl-C ends the run early and writes all of it. Exits with 1 if an alarm fails the run.
      """)

  @OptionGroup var learning: DQNOptions
  @OptionGroup var output: ReportOutput

  @Option(
    name: .customLong("test-episodes"), parsing: .unconditional,
    help: "Fresh episodes that the best and the last network play at the end.")
  var testEpisodes = 100

  @Option(help: ArgumentHelp("Also writes the best weights to this file.", valueName: "file"))
  var save: String?

  func run() throws {
    let name = try EnvironmentName(named: learning.env)
    let settings = try learning.settings(for: name)
    guard testEpisodes >= 1 else {
      throw Outcome.unanswered("--test-episodes must be at least 1, not \(testEpisodes)")
    }
    try run(settings, in: name.make(discount: settings.discount))
  }

  private func run<World: Environment>(_ settings: DQNSettings, in world: World) throws {
    let agent = try DQNAgent(settings, in: world)
    let folder = output.folder("dqn")
    try OutputFolder.prepare(folder)
    if let save { try OutputFolder.checkPlace(of: save) }
    let monitor = try AgentMonitor(
      settings, in: world, named: learning.env, command: Diagnose.invocation)
    agent.observer = monitor
    let (end, fault) = DQNProgress.run(agent)
    if let end { monitor.finish(end) }
    let recording = monitor.monitor.recording
    let summary = try DQNSummary(agent, end, fault, episodes: testEpisodes)
    let files = DQNFiles(agent: agent, summary: summary)
    let companions = files.all + [ReportFile(path: "bellman.jsonl", text: recording.jsonLines)]
    let path = try AgentReport.write(
      recording, title: "Deep Q-learning on \(learning.env)", command: Diagnose.invocation,
      version: Diagnose.version, records: agent.records, run: summary.sentences,
      companions: companions, to: folder)
    if let save { try files.writeBest(to: save) }
    for sentence in summary.sentences { print(sentence) }
    let judgement = BellmanJudgement(recording)
    for alarm in judgement.alarms { print(alarm) }
    print(judgement.summary)
    if !judgement.missing.isEmpty {
      print(
        "Not examined, for too little of it was recorded: \(judgement.missing.joined(separator: ", "))."
      )
    }
    print(path)
    if let fault = fault ?? monitor.fault { throw fault }
    if case .nonFinite? = end { throw Outcome.found }
    if judgement.hasFailed { throw Outcome.found }
  }
}
