import ArgumentParser
import Buffers
import Checkpoints
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
      Exit codes: 0 every file was read; 1 a layer has weights that aren't finite; 2 a file could not be read.
      """)

  /// How the result is written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
  }

  @Argument(help: "Model files, or folders of them.")
  var paths: [String]

  @Option(help: "How the result is written: table or json.")
  var format = Format.table

  @Option(
    help:
      "Replays the layers: an array of shape [T, I] or [T, B, I] (.npy, .npz, JSON), zeros, or gaussian:SEED."
  )
  var inputs: String?

  @Option(help: "How many steps zeros and gaussian have.")
  var steps = 100

  @Option(help: "Replays only the layers whose name this is.")
  var layer: String?

  func run() throws {
    let interruption = Interrupt.listen()
    let source = try inputs.map { try ReplaySource($0, steps: steps) }
    let search = ModelSearch(paths)
    var models: [CheckedModel] = []
    for path in search.models {
      if interruption.isRequested { throw Outcome.unanswered("stopped; not every file was read") }
      models.append(check(path, source))
      if format == .table { show(models[models.count - 1]) }
    }
    for error in search.unread {
      models.append(CheckedModel(path: (error as? CheckpointError)?.path ?? "", error: "\(error)"))
      if format == .table { show(models[models.count - 1]) }
    }
    if format == .json {
      print(CheckedModel.document(models, tool: "diagnose \(Diagnose.version)").text)
    }
    if models.contains(where: { $0.error != nil }) { throw Outcome.unread }
    if models.contains(where: \.hasNonFiniteWeights) { throw Outcome.found }
  }

  private func check(_ path: String, _ source: ReplaySource?) -> CheckedModel {
    do {
      let checkpoint = try ModelFile.read(path)
      let model = try ModelFile.naming(path) { () throws(CheckpointFault) in
        try RecognisedModel(checkpoint)
      }
      let traces = try source?.traces(model.layers, only: layer) ?? [:]
      let layers = try model.layers.enumerated().map { index, layer in
        CheckedLayer(try LayerMeasurement(layer), traces: traces[index])
      }
      return CheckedModel(
        path: path, format: checkpoint.format, layers: layers, passedOver: model.passedOver)
    } catch { return CheckedModel(path: path, error: "\(error)") }
  }

  private func show(_ model: CheckedModel) {
    if let error = model.error {
      FileHandle.standardError.write(Data("diagnose: \(error)\n".utf8))
      return
    }
    for line in model.lines(bold: { Terminal.current.colored($0, .bold) }) { print(line) }
  }
}
