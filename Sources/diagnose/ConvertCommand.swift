import ArgumentParser
import Buffers
import Checkpoints
import Foundation
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
    if let both = realpath(model, nil).map({ String(cString: $0) }),
      both == realpath(output, nil).map({ String(cString: $0) })
    {
      throw Outcome.unanswered("\(output) is the model itself: name another file to write")
    }
    let checkpoint = try ModelFile.read(model)
    let (found, tensors) = try ModelFile.naming(model) { () throws(CheckpointFault) in
      let found = try RecognisedModel(checkpoint, maps: maps)
      return (found, try TorchExport.tensors(found.layers))
    }
    guard !tensors.isEmpty else {
      throw Outcome.unanswered(
        "\(model) has no recurrent layer that I recognise: see `diagnose tensors`")
    }
    let names = tensors.map(\.name)
    guard Set(names).count == names.count else {
      throw Outcome.unanswered("\(model) has two recurrent layers of one name: rename one of them")
    }
    let functions = TorchExport.functions(of: found.layers)
    try Safetensors(tensors, metadata: functions.merging(["format": "pt"]) { $1 }).write(to: output)
    for tensor in tensors { print("\(tensor.elementType.rawValue) \(tensor.shape) \(tensor.name)") }
    for (name, function) in functions.sorted(by: { $0.key < $1.key }) {
      print("\(name) \(function)")
    }
    for note in found.passedOver { print("not converted: \(note.name.shown) (\(note.text.shown))") }
  }
}
