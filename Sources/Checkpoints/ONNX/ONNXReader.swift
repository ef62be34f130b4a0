import Buffers

/// Reads ONNX models: a protobuf message with the graph and, in it or beside it, the weights.
///
/// Source: onnx.proto, release 1.23 (Linux Foundation, 2026), which reads files of every version.
enum ONNXReader {
  /// - Complexity: O(bytes); the bytes of `raw_data` are shared, not copied.
  static func read(_ bytes: Bytes, _ budget: inout Budget) throws(CheckpointFault) -> Checkpoint {
    var parser = ONNXParser(budget)
    let model = try parser.model(bytes)
    budget = parser.budget
    return Checkpoint(
      .onnx, tensors: parser.tensors, metadata: model.notes, skipped: parser.skipped,
      structure: .graph(model.model))
  }

  /// Whether bytes begin as a model does: with the fields of a `ModelProto`, the version of the
  /// format among them, up to a graph.
  static func isONNX(_ bytes: Bytes) -> Bool {
    var reader = ProtobufReader(bytes.part(at: 0, count: min(bytes.count, 1 << 20)) ?? bytes)
    var hasVersion = false
    while true {
      let start = reader
      do throws(CheckpointFault) {
        guard let field = try reader.next() else { return false }
        switch (field.number, field.value) {
        case (1, .varint(1..<1 << 16)): hasVersion = true
        case (5, .varint): break
        case (2, .bytes), (3, .bytes), (4, .bytes), (6, .bytes), (8, .bytes), (14, .bytes): break
        case (20, .bytes), (25, .bytes), (26, .bytes): break
        case (7, .bytes): return hasVersion
        default: return false
        }
      } catch {
        // A graph that is longer than what is looked at, or than the file.
        var key = start
        return hasVersion && (try? key.varint()) == 7 << 3 | 2
      }
    }
  }
}

extension ONNXParser {
  /// A `ModelProto`, and the texts in it.
  mutating func model(
    _ bytes: Bytes
  ) throws(CheckpointFault) -> (model: ONNXModel, notes: [Checkpoint.Note]) {
    var version: Int64 = 0
    var opsets: [ONNXModel.Opset] = []
    var functions: [ONNXFunction] = []
    var graph: ONNXGraph?
    var notes: [Checkpoint.Note] = []
    var reader = ProtobufReader(bytes)
    while let field = try reader.next() {
      try budget.count(at: field.place)
      switch field.number {
      case 1: version = try field.integer()
      case 2: notes.append(Checkpoint.Note("producer_name", try text(field)))
      case 3: notes.append(Checkpoint.Note("producer_version", try text(field)))
      case 4: notes.append(Checkpoint.Note("domain", try text(field)))
      case 5: notes.append(Checkpoint.Note("model_version", "\(try field.integer())"))
      case 6: notes.append(Checkpoint.Note("doc_string", try text(field)))
      case 7:
        if graph != nil { throw .damaged(field.place, "the model has a second graph") }
        graph = try self.graph(field, path: "", depth: 0)
      case 8: opsets.append(try opset(field))
      case 14: notes.append(try entry(field))
      case 20: skip("training_info", "the graphs of a training step aren't read")
      case 25: functions.append(try function(field))
      default: break
      }
    }
    guard let graph else { throw .damaged(.file, "the ONNX model has no graph") }
    let model = ONNXModel(
      irVersion: version, opsets: opsets, graph: graph, functions: functions,
      unpacked: unpacked)
    try model.checkFunctions()
    let versions = opsets.map {
      Checkpoint.Note("opset " + ($0.domain.isEmpty ? "ai.onnx" : $0.domain), "\($0.version)")
    }
    return (model, [Checkpoint.Note("ir_version", "\(version)")] + versions + notes)
  }

  /// An `OperatorSetIdProto`.
  mutating func opset(_ message: ProtobufField) throws(CheckpointFault) -> ONNXModel.Opset {
    var domain = ""
    var version: Int64 = 0
    var reader = ProtobufReader(try message.bytes())
    while let field = try reader.next() {
      switch field.number {
      case 1: domain = try text(field)
      case 2: version = try field.integer()
      default: break
      }
    }
    try budget.count(at: message.place)
    return ONNXModel.Opset(domain: domain, version: version)
  }
}

extension ONNXModel {
  private struct FunctionKey: Hashable {
    let domain: String
    let name: String
    let overload: String
  }

  /// No name may be defined twice, and no function may call itself.
  fileprivate func checkFunctions() throws(CheckpointFault) {
    var indices: [FunctionKey: Int] = [:]
    for (index, function) in functions.enumerated() {
      let key = FunctionKey(
        domain: function.domain, name: function.name, overload: function.overload)
      guard indices.updateValue(index, forKey: key) == nil else {
        throw .damaged(.entry(function.body.path), "the function is defined twice")
      }
    }
    let calls = functions.map { function in
      function.body.allNodes.compactMap {
        indices[FunctionKey(domain: $0.domain, name: $0.operation, overload: $0.overload)]
      }
    }
    if let index = Cycle.member(of: calls) {
      throw .damaged(
        .entry(functions[index].body.path), "the function calls itself, perhaps through others")
    }
  }
}

extension ONNXGraph {
  /// The nodes of this graph and of those within.
  /// - Complexity: O(nodes)
  public var allNodes: [ONNXNode] {
    nodes.flatMap { [$0] + $0.graphs.flatMap(\.allNodes) }
  }
}
