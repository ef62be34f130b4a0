import Foundation
import Testing

/// A folder with a small model in it, and `diagnose check` there.
struct SmallModels {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try model("rnn", of: [0, 1, 0, 0])
  }

  /// A vanilla RNN whose W_hh is given, and whose W_ih is the identity.
  func model(_ name: String, of weights: [Float], module: String = "net") throws {
    let H = Int(Double(weights.count).squareRoot())
    let identity = (0..<H * H).map { Float($0 % (H + 1) == 0 ? 1 : 0) }
    try write(
      [
        ("\(module).weight_hh_l0", [H, H], weights), ("\(module).weight_ih_l0", [H, H], identity),
      ],
      name)
  }

  /// A safetensors file.
  func write(_ tensors: [(name: String, shape: [Int], values: [Float])], _ file: String) throws {
    var (members, end) = ([String](), 0)
    for tensor in tensors {
      let next = end + 4 * tensor.values.count
      members.append(
        #""\#(tensor.name)":{"dtype":"F32","shape":\#(tensor.shape),"data_offsets":[\#(end),\#(next)]}"#
      )
      end = next
    }
    let header = "{" + members.joined(separator: ",") + "}"
    var bytes = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
    bytes.append(contentsOf: header.utf8)
    for value in tensors.flatMap(\.values) {
      withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
    }
    try bytes.write(to: folder.appending(path: file))
  }

  func check(_ arguments: String...) throws -> Invocation {
    try Invocation.diagnose(["check"] + arguments, in: folder)
  }

  func layer(_ run: Invocation) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    let artifact = try #require((object?["artifacts"] as? [[String: Any]])?.first)
    return try #require((artifact["layers"] as? [[String: Any]])?.first)
  }

  func write(_ text: String, _ name: String) throws {
    try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
  }

  func trace(_ arguments: [String]) throws -> [String: Any] {
    let run = try Invocation.diagnose(["check", "--format", "json"] + arguments, in: folder)
    return try #require(try layer(run)["trace"] as? [String: Any])
  }
}
