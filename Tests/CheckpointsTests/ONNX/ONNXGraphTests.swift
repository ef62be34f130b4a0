import Buffers
import Foundation
import Testing

@testable import Checkpoints

@Suite struct ONNXGraphTests {
  private func read(_ name: String) throws -> (checkpoint: Checkpoint, model: ONNXModel) {
    let file = Fixtures.File(folder: "onnx", name: name)
    let checkpoint = try Checkpoint(reading: file.bytes())
    guard case .graph(let model) = checkpoint.structure else {
      throw CheckpointFault.damaged(.file, "no graph")
    }
    return (checkpoint, model)
  }

  /// From an LSTM's weights backwards: Unsqueeze, Concat, Slice, the initialiser.
  @Test func weightsAreFoundThroughTheNodes() throws {
    let (checkpoint, model) = try read("recurrent.onnx")
    let lstm = try #require(model.graph.nodes.first { $0.isStandard("LSTM") })
    #expect(lstm.inputs == ["x", "weight_ih.onnx", "weight_hh.onnx", "bias.onnx"])
    var name = lstm.inputs[2]
    var scope = ONNXScope(model.graph)
    var operations: [String] = []
    while case .node(let node)? = scope.source(of: name)?.source {
      operations.append(node.operation)
      scope = try #require(scope.source(of: name)).scope
      name = node.inputs[0]
    }
    #expect(operations == ["Unsqueeze", "Concat", "Slice"])
    guard case .tensor(let index)? = scope.source(of: name)?.source else {
      Issue.record("\(name) is no tensor")
      return
    }
    #expect(checkpoint.tensors[index].name == "weight_hh")
    #expect(checkpoint.tensors[index].shape == [8, 2])
  }

  @Test func attributesAreKept() throws {
    let (_, model) = try read("recurrent.onnx")
    let gru = try #require(model.graph.nodes.first { $0.isStandard("GRU") })
    guard case .int(2)? = gru["hidden_size"], case .string(let direction)? = gru["direction"] else {
      Issue.record("attributes of the GRU are missing")
      return
    }
    #expect(direction.text == "reverse")
    let rnn = try #require(model.graph.nodes.first { $0.isStandard("RNN") })
    guard case .strings(let activations)? = rnn["activations"] else {
      Issue.record("activations are missing")
      return
    }
    #expect(activations.map(\.text) == ["Tanh", "Relu"])
  }

  @Test func headerAndShapesAreKept() throws {
    let (checkpoint, model) = try read("branches.onnx")
    #expect(model.irVersion == 10 && model.opset == 21)
    #expect(checkpoint.texts["producer_name"] == "make_onnx")
    #expect(checkpoint.texts["opset ai.onnx"] == "21")
    #expect(
      model.graph.outputs == [
        ONNXValue(
          name: "z", type: .tensor(.float32, shape: [.named("batch"), .fixed(1), .unknown]))
      ])
  }

  /// A branch sees its own names first, then those around it.
  @Test func namesAreLookedForOutwards() throws {
    let (checkpoint, model) = try read("branches.onnx")
    guard case .graph(let outer)? = model.graph.nodes[0]["then_branch"],
      case .graph(let inner)? = outer.nodes[0]["then_branch"]
    else {
      Issue.record("a branch is missing")
      return
    }
    let scope = ONNXScope(model.graph).entering(outer).entering(inner)
    func tensor(_ name: String) -> String? {
      guard case .tensor(let index)? = scope.source(of: name)?.source else { return nil }
      return checkpoint.tensors[index].name
    }
    // The model has a tensor with the name that the branch's would get.
    #expect(tensor("k") == "x/then_branch/again/then_branch/k")
    #expect(tensor("w") == "w")
    #expect(scope.source(of: "flag") == nil)
    #expect(scope.source(of: "nothing") == nil)
    #expect(checkpoint.tensors.contains { $0.name == "x/then_branch/k#2" })
  }

  @Test func functionsAreKept() throws {
    let (checkpoint, model) = try read("functions.onnx")
    #expect(model.functions.map(\.name) == ["Scale", "Twice", "Soft"])
    #expect(checkpoint.tensors.map(\.name) == ["lab::Scale/by"])
    #expect(model.functions[2].attributes == ["slope"])
    guard case .parameter("slope")? = model.functions[2].body.nodes[0]["alpha"] else {
      Issue.record("the parameter is missing")
      return
    }
  }

  @Test func whatIsNotReadIsNamed() throws {
    let (checkpoint, _) = try read("encodings.onnx")
    #expect(checkpoint.skipped.contains(Checkpoint.Note("text", "STRING isn't read")))
    #expect(checkpoint.skipped.contains(Checkpoint.Note("raw.uint4", "UINT4 isn't read")))
    #expect(
      checkpoint.skipped.contains(Checkpoint.Note("field.float6e2m3", "FLOAT6E2M3 isn't read")))
  }

  @Test func rawDataAreNotCopied() throws {
    let whole = try Fixtures.File(folder: "onnx", name: "encodings.onnx").bytes()
    let checkpoint = try Checkpoint(reading: whole)
    for tensor in checkpoint.tensors where tensor.name.hasPrefix("raw.") {
      #expect(try tensor.rowMajorBytes().range(in: whole) != nil, "\(tensor.name)")
    }
    // So are packed floats, which lie in the file as they do in memory.
    #expect(try #require(checkpoint["field.float"]).rowMajorBytes().range(in: whole) != nil)
  }
}
