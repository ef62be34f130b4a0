import ArgumentParser
import Buffers
import Checkpoints
import Foundation
import ModelFiles

/// `diagnose tensors FILE...`: what model files hold.
struct TensorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tensors",
    abstract: "Lists what a model file holds: names, types, shapes and what the numbers are like.",
    discussion: """
      Reads safetensors, NumPy, PyTorch, TorchScript, pickles, ONNX and Keras, told by content. Nothing in a file is \
      executed. docs/tensors.md has the formats and the JSON.

      Exit codes: 0 every file was read; 2 one could not be.
      """)

  /// How the listing is written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
  }

  @Argument(help: "Model files, or folders of them.")
  var paths: [String]

  @Option(help: "How the listing is written: table or json.")
  var format = Format.table

  @Flag(help: "Adds the CRC-32 of each tensor's elements, in row-major and little-endian order.")
  var checksums = false

  func run() throws {
    let interruption = Interrupt.listen()
    let search = ModelSearch(paths)
    var artifacts: [JSON] = []
    for path in search.models {
      if interruption.isRequested { throw Outcome.unanswered("stopped; not every file was read") }
      do {
        let listing = try TensorListing(of: path, checksums: checksums)
        if format == .json { artifacts.append(listing.json) } else { show(listing) }
      } catch { artifacts.append(complain(error, path)) }
    }
    let failures = search.unread.map { complain($0, ($0 as? CheckpointError)?.path ?? "") }
    if format == .json { print(document(artifacts + failures).text) }
    if !failures.isEmpty || hasFailed(artifacts) { throw Outcome.unread }
  }

  private func complain(_ error: any Error, _ path: String) -> JSON {
    FileHandle.standardError.write(Data("diagnose: \(error)\n".utf8))
    return TensorListing.json(path: path, error: "\(error)")
  }

  private func hasFailed(_ artifacts: [JSON]) -> Bool {
    artifacts.contains { $0["error"] != .null }
  }

  private func document(_ artifacts: [JSON]) -> JSON {
    .object([
      JSON.Member("schemaVersion", .number(1)),
      JSON.Member("tool", .string("diagnose \(Diagnose.version)")),
      JSON.Member("artifacts", .array(artifacts)),
    ])
  }

  private func show(_ listing: TensorListing) {
    let terminal = Terminal.current
    print(terminal.colored(listing.path.shown, .bold) + "  " + listing.summary)
    for line in listing.table.lines(bold: { terminal.colored($0, .dim) }) { print("  " + line) }
    for note in listing.skipped {
      print(terminal.colored("  not read: \(note.name.shown): \(note.text.shown)", .dim))
    }
  }
}
