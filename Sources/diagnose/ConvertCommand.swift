import ArgumentParser
import Checkpoints
import ModelFiles
import Recognition

/// `diagnose convert MODEL OUT`: the recurrent layers of any model in PyTorch's layout.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Writes a model's recurrent layers in PyTorch's layout, as safetensors.",
    discussion: """
      Gates are put into PyTorch's order, matrices transposed, parts put together. PyTorch loads the file with \
      safetensors.torch.load_file, and a module's tensors stand under the layer's name.
      """)

  @Argument(help: "A model in any format that `diagnose tensors` reads.")
  var model: String

  @Argument(help: "The safetensors file to write.")
  var output: String

  @OptionGroup(title: "Recognition") var recognition: RecognitionOptions

  func run() throws {
    let maps = try recognition.maps()
    let checkpoint = try ModelFile.read(model)
    let tensors = try ModelFile.naming(model) { () throws(CheckpointFault) in
      try TorchExport.tensors(try RecognisedModel(checkpoint, maps: maps).layers)
    }
    guard !tensors.isEmpty else {
      throw Outcome.unanswered(
        "\(model) has no recurrent layer that I recognise: see `diagnose tensors`")
    }
    let names = tensors.map(\.name)
    guard Set(names).count == names.count else {
      throw Outcome.unanswered("\(model) has two recurrent layers of one name: rename one of them")
    }
    try Safetensors(tensors, metadata: ["format": "pt"]).write(to: output)
    for tensor in tensors { print("\(tensor.elementType.rawValue) \(tensor.shape) \(tensor.name)") }
  }
}
