import ArgumentParser
import Checkpoints
import ModelFiles

struct TensorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tensors", abstract: "Lists the tensors of a model file.")
  @Argument var path: String
  func run() throws {
    let c = try ModelFile.read(path)
    print(c.format.rawValue)
    for t in c.tensors {
      print(
        "\(t.name) \(t.elementType.rawValue) \(t.shape) \(String(try t.rowMajorBytes().crc32, radix: 16))"
      )
    }
    for s in c.skipped { print("skipped \(s.name): \(s.text)") }
  }
}
