import Buffers

/// The content of a safetensors file that is to be written: named tensors and text metadata.
public struct Safetensors: Sendable, Equatable {
  /// The tensors.
  public var tensors: [StoredTensor]
  /// Text by name; PyTorch's tools ignore it.
  public var metadata: [String: String]

  /// A file's content; names must be unique, and no tensor's bytes lie in another file.
  public init(_ tensors: [StoredTensor], metadata: [String: String] = [:]) {
    precondition(
      Set(tensors.map(\.name)).count == tensors.count, "a name twice in \(tensors.map(\.name))")
    precondition(!tensors.contains { $0.name == "__metadata__" }, "a tensor named __metadata__")
    precondition(
      tensors.allSatisfy { if case .bytes = $0.data { true } else { false } }, "bytes elsewhere")
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The bytes of the file. Wider elements come first, so that every tensor is aligned.
  public func encoded() -> [UInt8] {
    let ordered = tensors.enumerated().sorted {
      ($1.element.elementType.size, $0.offset) < ($0.element.elementType.size, $1.offset)
    }.map(\.element)
    var header = Array(header(ordered).text.utf8)
    header += Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    var bytes = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) }
    bytes += header
    for tensor in ordered { bytes += tensor.bytesInMemory ?? Bytes([]) }
    return bytes
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
      let end = offset + tensor.count * tensor.elementType.size
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
