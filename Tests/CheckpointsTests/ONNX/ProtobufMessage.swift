import Buffers

/// A protobuf message as a hostile writer would put it together.
struct ProtobufMessage {
  private(set) var encoded: [UInt8] = []

  var bytes: Bytes { Bytes(encoded) }

  /// A message of some fields.
  init(_ fields: ProtobufMessage...) { encoded = fields.flatMap(\.encoded) }

  private init(raw: [UInt8]) { encoded = raw }

  static func number(_ field: Int, _ number: UInt64) -> ProtobufMessage {
    ProtobufMessage(raw: varint(UInt64(field) << 3) + varint(number))
  }

  static func raw(_ field: Int, _ bytes: [UInt8]) -> ProtobufMessage {
    ProtobufMessage(raw: varint(UInt64(field) << 3 | 2) + varint(UInt64(bytes.count)) + bytes)
  }

  static func text(_ field: Int, _ text: String) -> ProtobufMessage { raw(field, Array(text.utf8)) }

  static func message(_ field: Int, _ fields: ProtobufMessage...) -> ProtobufMessage {
    raw(field, fields.flatMap(\.encoded))
  }

  static func varint(_ number: UInt64) -> [UInt8] {
    var (rest, bytes): (UInt64, [UInt8]) = (number, [])
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7f | 0x80))
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}

/// The messages of ONNX by the numbers of their fields.
extension ProtobufMessage {
  /// A model of version 10 with a graph of these fields.
  static func model(_ fields: ProtobufMessage..., functions: [ProtobufMessage] = []) -> Bytes {
    let graph = raw(7, fields.flatMap(\.encoded))
    return Bytes(number(1, 10).encoded + graph.encoded + functions.flatMap(\.encoded))
  }

  /// A field of a graph: a node.
  static func node(
    _ operation: String, domain: String = "", _ inputs: [String] = [], _ outputs: [String] = [],
    attributes: [ProtobufMessage] = [], field: Int = 1
  ) -> ProtobufMessage {
    let parts =
      inputs.map { text(1, $0) } + outputs.map { text(2, $0) } + [text(4, operation)]
      + attributes + [text(7, domain)]
    return raw(field, parts.flatMap(\.encoded))
  }

  /// A field of a model: a function of the domain "lab" that calls others.
  static func function(_ name: String, calling others: [String]) -> ProtobufMessage {
    let nodes = others.enumerated().map { place, other in
      node(other, domain: "lab", ["x"], ["y\(place)"], field: 7)
    }
    return raw(25, text(1, name).encoded + nodes.flatMap(\.encoded) + text(10, "lab").encoded)
  }

  /// A field of a graph: an initialiser of F32 with the shape and the bytes that it is told.
  static func tensor(
    _ name: String, shape: [UInt64], type: UInt64 = 1, _ data: [UInt8],
    extra: [ProtobufMessage] = []
  ) -> ProtobufMessage {
    let parts =
      shape.map { number(1, $0) } + [number(2, type), text(8, name), raw(9, data)] + extra
    return raw(5, parts.flatMap(\.encoded))
  }
}
