import Buffers
import Checkpoints
import Foundation
import LinearAlgebra
import Testing

@testable import Recognition

/// Layers whose weights the user named: nothing is taken that could be something else.
@Suite struct MappedLayersTests {
  private func tensor(_ name: String, _ shape: [Int]) -> StoredTensor {
    let values = (0..<shape.reduce(1, *)).map { Float($0) }
    return StoredTensor(
      name: name, .float32, shape: shape, rowMajor: values.withUnsafeBytes { Bytes($0) })
  }

  private func layers(
    _ tensors: [StoredTensor], _ words: String...
  ) throws -> [RecurrentLayer] {
    let maps = try words.map { try #require(LayerMap($0)) }
    return try RecognisedModel(Checkpoint(.npz, tensors: tensors), maps: maps).layers
  }

  @Test func onlyMatrixBesideIsTheInputWeights() throws {
    let layer = try #require(
      try layers([tensor("a.U", [8, 2]), tensor("a.W", [8, 3]), tensor("a.b", [8])], "*.U=lstm")
        .first)
    #expect(layer.name == "a.U" && layer.inputSize == 3 && layer.hiddenSize == 2)
    #expect(layer.recognition.evidence == .map && layer.hasBias && !layer.hasTwoBiases)
    #expect(layer.recurrentWeights.matrix.elements == (0..<16).map(Double.init))
  }

  /// Column j of Keras' block is unit j; z comes first there and r here.
  @Test func layoutOfKerasIsTurnedAndReordered() throws {
    let layer = try #require(
      try layers([tensor("U", [1, 3]), tensor("W", [2, 3])], "U=gru:keras").first)
    #expect(layer.recurrentWeights.matrix.elements == [1, 0, 2])
    #expect(layer.inputWeights.matrix.elements == [1, 4, 0, 3, 2, 5])
  }

  @Test func gatesOfONNXAreReordered() throws {
    let layer = try #require(try layers([tensor("R", [4, 1])], "R=lstm:onnx").first)
    #expect(layer.recurrentWeights.matrix.elements == [0, 2, 3, 1])
  }

  @Test func severalCandidatesAreListedAndNoneIsTaken() throws {
    let layer = try #require(
      try layers([tensor("U", [2, 2]), tensor("W", [2, 3]), tensor("V", [2, 5])], "U=rnn").first)
    #expect(layer.inputSize == 0)
    #expect(layer.recognition.remarks.contains { $0.contains("any of W, V") })
    let replay = StackReplay([layer], stack: [0], inputs: Matrix(zeros: 2, 3))
    #expect(replay.reasons[0] == "its input weights aren't known")
  }

  /// The user's word stands above a name that PyTorch gives.
  @Test func namedTensorsAreNotTakenTwice() throws {
    let tensors = [tensor("weight_hh_l0", [3, 3]), tensor("weight_ih_l0", [3, 3])]
    let mapped = try layers(tensors, "weight_hh*=rnn-relu")
    #expect(mapped.count == 1 && mapped[0].equations.kind == .rnnRelu)
    #expect(mapped[0].inputSize == 3)
  }

  @Test(arguments: [
    ("V=lstm", "no tensor is named V"), ("U=lstm", "4 gates"), ("U=gru:keras", "3 gates"),
    ("b=rnn", "a gate"),
  ])
  func whatCannotBeIsRefused(word: String, says: String) throws {
    let error = #expect(throws: CheckpointFault.self) {
      try layers([tensor("U", [6, 2]), tensor("b", [6])], word)
    }
    #expect("\(try #require(error))".contains(says) || error?.reason.contains(says) == true)
  }

  @Test(arguments: [
    ("*.U", "a.U", true), ("*.U", "U", false), ("*", "", true), ("a?c", "abc", true),
    ("a?c", "ac", false), ("*a*b", "xaxxab", true), ("*a*b", "xaxxabc", false),
  ])
  func starsAndQuestionMarks(pattern: String, name: String, fits: Bool) {
    #expect(LayerMap(pattern + "=rnn")?.matches(name) == fits)
  }

  @Test(arguments: ["", "a", "=lstm", "a=", "a=mlp", "a=lstm:", "a=lstm:torch", "a=lstm:keras:x"])
  func otherWordsSayNothing(word: String) { #expect(LayerMap(word) == nil) }
}
