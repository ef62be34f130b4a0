import Files
import Foundation

/// The content of a safetensors file: named tensors and text metadata.
///
/// Layout: 8 bytes with the length N of the header, least significant first; N bytes of JSON that
/// give each tensor's type, shape and place; the tensors' bytes, end to end, without holes.
/// Source: the safetensors format (Hugging Face, 2022).
public struct Safetensors: Sendable, Equatable {
  /// The tensors, in the order in which they lie in the file.
  public var tensors: [StoredTensor]
  /// Text by name; PyTorch's tools ignore it.
  public var metadata: [String: String]

  /// A file's content; names must be unique.
  public init(_ tensors: [StoredTensor], metadata: [String: String] = [:]) {
    precondition(
      Set(tensors.map(\.name)).count == tensors.count, "a name twice in \(tensors.map(\.name))")
    precondition(!tensors.contains { $0.name == "__metadata__" }, "a tensor named __metadata__")
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The tensor of a name. - Complexity: O(tensors)
  public subscript(name: String) -> StoredTensor? { tensors.first { $0.name == name } }

  /// Reads the file at `path`.
  ///
  /// - Throws: `FileError` or ``CheckpointError``.
  public init(contentsOf path: String) throws {
    let bytes = try InputFile.bytes(at: path)
    do throws(SafetensorsFault) { self = try Safetensors(parsing: bytes) } catch {
      throw CheckpointError(path: path, fault: error)
    }
  }

  /// Writes the file at `path`, whole or not at all.
  ///
  /// - Throws: `FileError`.
  public func write(to path: String) throws(FileError) {
    try AtomicFile.write(encoded(), to: path)
  }

  /// The bytes of the file. Wider elements come first, so that every tensor is aligned.
  public func encoded() -> Data {
    let ordered = tensors.enumerated().sorted {
      ($1.element.elementType.size, $0.offset) < ($0.element.elementType.size, $1.offset)
    }.map(\.element)
    var header = Array(header(ordered).text.utf8)
    header += Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    var data = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) }
    data.append(contentsOf: header)
    for tensor in ordered { data.append(tensor.bytes) }
    return data
  }

  private func header(_ ordered: [StoredTensor]) -> JSON {
    var members: [JSON.Member] = []
    if !metadata.isEmpty {
      let texts = metadata.sorted { $0.key < $1.key }
      members.append(
        JSON.Member("__metadata__", .object(texts.map { JSON.Member($0, .string($1)) })))
    }
    var offset = 0
    for tensor in ordered {
      let end = offset + tensor.bytes.count
      members.append(
        JSON.Member(
          tensor.name,
          .object([
            JSON.Member("dtype", .string(tensor.elementType.rawValue)),
            JSON.Member("shape", .array(tensor.shape.map { .number(Double($0)) })),
            JSON.Member("data_offsets", .array([offset, end].map { .number(Double($0)) })),
          ])))
      offset = end
    }
    return .object(members)
  }
}
