import Buffers
import Testing

@testable import Checkpoints

@Suite struct KerasReaderTests {
  private func read(_ name: String) throws -> (Checkpoint, KerasModel) {
    let file = try #require(Fixtures.files.first { $0.name == name })
    let checkpoint = try Checkpoint(reading: file.bytes())
    guard case .keras(let model) = checkpoint.structure else { throw Missing() }
    return (checkpoint, model)
  }

  private struct Missing: Error {}

  @Test func weightsAloneHaveLayersAndNoConfiguration() throws {
    let (checkpoint, model) = try read("weights-2.h5")
    #expect(checkpoint.format == .hdf5)
    #expect(checkpoint.texts == ["keras_version": "2.2.4", "backend": "tensorflow"])
    #expect(model.configuration == nil)
    #expect(model.texts("layer_names") == ["input_1", "lstm_1", "dense_1"])
    let names = try #require(model.texts("weight_names", at: "lstm_1"))
    #expect(
      names == ["lstm_1/kernel:0", "lstm_1/recurrent_kernel:0", "lstm_1/bias:0"])
    for name in names { #expect(checkpoint["lstm_1/" + name] != nil) }
  }

  @Test func aModelOfKeras2HasItsConfiguration() throws {
    let (checkpoint, model) = try read("model-2.h5")
    let layers = try #require(model.configuration?["config"]?["layers"]?.values)
    #expect(layers[0]["config"]?["recurrent_activation"] == .string("hard_sigmoid"))
    #expect(model.version == "2.2.4")
    #expect(model.attribute("model_config") == nil)
    #expect(model.texts("layer_names", at: "model_weights")?.count == 3)
    #expect(checkpoint["model_weights/lstm_1/lstm_1/recurrent_kernel:0"]?.shape == [3, 12])
    #expect(try checkpoint["optimizer_weights/Adam/iterations:0"]?.integers() == [7])
  }

  @Test func anArchiveOfKeras3HasItsConfigurationAndTheLayersNames() throws {
    let (checkpoint, model) = try read("model-3.keras")
    #expect(checkpoint.format == .keras)
    #expect(checkpoint.texts == ["keras_version": "3.15.1"])
    #expect(model.configuration?["class_name"] == .string("Sequential"))
    #expect(model.attribute("name", at: "layers/lstm/vars") == .string("memory"))
    #expect(checkpoint["layers/lstm/cell/vars/1"]?.shape == [3, 12])
    #expect(checkpoint.tensors.contains { $0.name.hasPrefix("optimizer/vars/") })
  }

  /// HDF5 has no such type: Keras writes opaque bytes, and a note beside them.
  @Test func halfOfAFloatIsToldByKerasNote() throws {
    let (checkpoint, _) = try read("bfloat16.keras")
    #expect(checkpoint.tensors.map(\.elementType) == [.bfloat16, .bfloat16, .bfloat16])
    #expect(checkpoint.skipped.isEmpty)
  }

  @Test func aConfigurationThatIsNoJSONIsNamed() throws {
    var bytes = Array(try HDF5ReaderTests.file("model-2.h5"))
    let start = try #require(bytes.firstRange(of: Array("{\"class_name\"".utf8))).lowerBound
    bytes[start] = UInt8(ascii: "<")
    let checkpoint = try Checkpoint(reading: Bytes(bytes))
    #expect(checkpoint.skipped.map(\.name) == ["@model_config"])
    #expect(checkpoint.tensors.count == 7)
  }
}
