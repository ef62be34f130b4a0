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
    if let save { try OutputFolder.checkPlace(of: save) }
    let recorder = Recorder<Float>(recorderSettings, recording: try continued())
    let trainer = try trainer(settings, task, recorder)
    if let resume {
      try TrainingFiles.restore(trainer, from: resume)
      guard trainer.step < settings.steps else {
        throw Outcome.unanswered(
          "\(resume) has made \(trainer.step) steps already: give more with --steps")
      }
      recorder.recording = recorder.recording.upTo(step: trainer.step)
    }
    let earlierMetrics = try earlierMetrics(upTo: trainer.step)
    recorder.recording.header.command = Diagnose.invocation
    let end = TrainingProgress(trainer).run()
    let files = TrainingFiles(
      trainer: trainer, recorder: recorder, earlierMetrics: earlierMetrics)
    let path = try RunReport.write(
      recorder.recording, title: "\(settings.cell.title) on \(task.name)",
      command: Diagnose.invocation, version: Diagnose.version, companions: files.all, to: folder)
    if let save { try files.writeBest(to: save) }
    print(files.summary(end))
    let verdicts = RunReport.verdicts(recorder.recording)
    for verdict in verdicts { print(verdict) }
    print(path)
    if case .nonFinite = end { throw Outcome.found }
    if verdicts.contains(where: { $0.kind == .diverged }) { throw Outcome.found }
  }

  /// A run at its start: from drawn weights, or from those of a model file.
  private func trainer(
    _ settings: TrainingSettings, _ task: any SequenceTask, _ recorder: Recorder<Float>
  ) throws -> Trainer<Float> {
    guard InitialModel.isFile(model.initialization) else {
      return try Trainer<Float>(settings, task: task, recorder: recorder)
    }
    let drawn = try Trainer<Float>(settings, task: task).model
    let start = try InitialModel.model(drawn, from: model.initialization)
    return try Trainer<Float>(start, settings, task: task, recorder: recorder)
  }

  /// What an earlier run recorded, if this one goes on from it.
  private func continued() throws -> Recording {
    guard let path = beside(resume, "recording.jsonl") else { return Recording() }
    var recording = try Recording(contentsOf: path)
    recording.end = nil
    return recording
  }

  private func earlierMetrics(upTo step: Int) throws -> String {
    guard let path = beside(resume, "metrics.jsonl") else { return "" }
    let lines = String(decoding: try InputFile.bytes(at: path), as: UTF8.self)
    return lines.split(separator: "\n").prefix(step).map { $0 + "\n" }.joined()
  }

  /// A file in the folder of another one, if it is there.
  private func beside(_ file: String?, _ name: String) -> String? {
    guard let file else { return nil }
    let path = URL(filePath: file).deletingLastPathComponent().path + "/" + name
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }

  private func trainingSettings() throws -> TrainingSettings {
    var settings = TrainingSettings()
    try model.apply(to: &settings)
    try optimization.apply(to: &settings)
    try settings.check()
    return settings
  }

  /// Up to two hundred records wherever the run ends, a tenth of them with every J_t and the spectra of W_hh.
  private var recorderSettings: RecorderSettings {
    var settings = RecorderSettings()
    settings.every = 1
    settings.limit = 200
    settings.spectraEvery = 10
    settings.jacobiansEvery = 10
    return settings
  }
}
