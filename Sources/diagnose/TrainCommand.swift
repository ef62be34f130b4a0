import ArgumentParser
import Checkpoints
import Files
import Foundation
import Recurrent
import RunReport
import Training

/// `diagnose train`: trains under full instrumentation, on the user's own text or on a named task.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains a recurrent model under full instrumentation and reports on the run.",
    discussion: """
      Writes into the output folder: the report, recording.jsonl (what the instruments saw), metrics.jsonl (every step), \
      best.safetensors and last.safetensors (PyTorch's names), and state.safetensors, from which --resume goes on. \
      Ctrl-C ends the run early and writes all of it.
      """)

  @OptionGroup var task: TaskOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var optimization: OptimizationOptions
  @OptionGroup var output: ReportOutput

  @Option(help: ArgumentHelp("Also writes the best weights to this file.", valueName: "file"))
  var save: String?

  @Option(
    help: ArgumentHelp(
      "Goes on from a state.safetensors that an earlier run wrote.", valueName: "file"))
  var resume: String?

  func run() throws {
    let settings = try trainingSettings()
    let task = try task.task(batch: settings.batch)
    let folder = output.folder("train")
    try OutputFolder.prepare(folder)
    let recorder = Recorder<Float>(recorderSettings(steps: settings.steps))
    let trainer = try Trainer<Float>(settings, task: task, recorder: recorder)
    if let resume { try TrainingFiles.restore(trainer, from: resume, recorder: recorder) }
    recorder.recording.header.command = invocation
    let end = TrainingProgress(trainer).run()
    let files = TrainingFiles(folder: folder, trainer: trainer, recorder: recorder)
    try files.write(alsoTo: save)
    let path = try RunReport.write(
      recorder.recording, title: "\(settings.cell.title) on \(task.name)", command: invocation,
      version: Diagnose.version, to: folder)
    print(files.summary(end))
    for verdict in RunReport.verdicts(recorder.recording) { print(verdict) }
    print(path)
    if case .nonFinite = end { throw Outcome.found }
  }

  private func trainingSettings() throws -> TrainingSettings {
    var settings = TrainingSettings()
    try model.apply(to: &settings)
    try optimization.apply(to: &settings)
    try settings.check()
    return settings
  }

  /// About a hundred records a run, ten of them with every J_t and the spectra of W_hh.
  private func recorderSettings(steps: Int) -> RecorderSettings {
    var settings = RecorderSettings()
    settings.every = max(1, steps / 100)
    settings.spectraEvery = 10
    settings.jacobiansEvery = 10
    return settings
  }

  /// The command as it would be typed again.
  private var invocation: String {
    let words = CommandLine.arguments.dropFirst()
    return "diagnose " + words.map { $0.contains(" ") ? "'\($0)'" : $0 }.joined(separator: " ")
  }
}
