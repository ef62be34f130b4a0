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

  func run() throws {
    let interruption = Interrupt.listen()
    let search = ModelSearch(paths)
    var models: [CheckedModel] = []
    for path in search.models {
      if interruption.isRequested { throw Outcome.unanswered("stopped; not every file was read") }
      let model = check(path)
      models.append(model)
      if format == .table { show(model) }
    }
    for error in search.unread {
      let model = CheckedModel(
        path: (error as? CheckpointError)?.path ?? "", error: "\(error)")
      models.append(model)
      if format == .table { show(model) }
    }
    if format == .json {
      print(CheckedModel.document(models, tool: "diagnose \(Diagnose.version)").text)
    }
    if models.contains(where: { $0.error != nil }) { throw Outcome.unread }
    if models.contains(where: \.hasNonFiniteWeights) { throw Outcome.found }
  }

  private func check(_ path: String) -> CheckedModel {
    do {
      let checkpoint = try ModelFile.read(path)
      let model = try ModelFile.naming(path) { () throws(CheckpointFault) in
        try RecognisedModel(checkpoint)
      }
      return CheckedModel(
        path: path, format: checkpoint.format,
        layers: try model.layers.map { CheckedLayer(try LayerMeasurement($0)) },
        passedOver: model.passedOver)
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
