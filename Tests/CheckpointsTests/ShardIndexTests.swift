import Buffers
import Testing

@testable import Checkpoints

@Suite struct ShardIndexTests {
  private func read(_ text: String) throws(CheckpointFault) -> Checkpoint {
    try Checkpoint(reading: Bytes(text.utf8))
  }

  private func shard(_ names: String...) -> Checkpoint {
    Checkpoint(
      .safetensors,
      tensors: names.map { StoredTensor(name: $0, .float32, shape: [0], rowMajor: Bytes([])) })
  }

  @Test func filesAndTextsAreRead() throws {
    let index = try read(
      #" {"metadata": {"total_size": 9, "by": "me"}, "weight_map": {"a": "1.bin", "b": "2.bin", "c": "1.bin"}}"#
    )
    #expect(index.format == .shardIndex)
    #expect(index.shards == ["1.bin", "2.bin"])
    #expect(index.texts == ["total_size": "9", "by": "me"])
  }

  @Test(arguments: [
    (#"{"weight_map": []}"#, CheckpointFault.Place.entry("weight_map")),
    (#"{"weight_map": {"a": 1}}"#, .tensor("a")), (#"{"weight_map": {"a": "b""#, .byte(24)),
    (#"{"weight_map": {"a": "b", "a": "c"}}"#, .byte(26)),
  ])
  func brokenIndexesAreRefused(text: String, place: CheckpointFault.Place) {
    let fault = #expect(throws: CheckpointFault.self) { try read(text) }
    #expect(fault?.place == place)
  }

  @Test func everyTensorIsWhereItIsListed() throws {
    let index = try read(#"{"weight_map": {"a": "1", "b": "2"}}"#)
    var whole = index
    try whole.merge(["1": shard("a"), "2": shard("b")])
    #expect(whole.tensors.map(\.name) == ["a", "b"])
    for (files, tensor) in [
      (["1": shard("a"), "2": shard()], "b"), (["1": shard("a", "c"), "2": shard("b")], "c"),
      (["1": shard("a", "b"), "2": shard("b")], "b"),
      (["1": shard("a", "a"), "2": shard("b")], "a"),
    ] {
      var merged = index
      let fault = #expect(throws: CheckpointFault.self) { try merged.merge(files) }
      #expect(fault?.place == .tensor(tensor))
    }
  }
}
