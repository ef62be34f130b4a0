import Buffers
import Testing

@testable import Checkpoints

@Suite struct HDF5ReaderTests {
  static func file(_ name: String) throws -> Bytes {
    try #require(Fixtures.files.first { $0.name == name && $0.folder == "hdf5" }).bytes()
  }

  private func read(_ name: String) throws -> Checkpoint {
    try Checkpoint(reading: try Self.file(name))
  }

  private func bytes(_ tensor: StoredTensor?) throws -> Bytes {
    guard case .bytes(let bytes) = try #require(tensor).data else { throw Missing() }
    return bytes
  }

  private struct Missing: Error {}

  @Test(arguments: ["weights-2.h5", "user-block.h5", "many-latest.h5"])
  func tensorsInOnePieceLieInPlace(name: String) throws {
    let whole = try Self.file(name)
    for tensor in try Checkpoint(reading: whole).tensors {
      #expect(try bytes(tensor).range(in: whole) != nil)
    }
  }

  @Test(arguments: ["layouts-earliest.h5", "layouts-latest.h5"])
  func aPieceWithoutFiltersThatHoldsAllLiesInPlace(name: String) throws {
    let whole = try Self.file(name)
    let checkpoint = try Checkpoint(reading: whole)
    let larger = try #require(checkpoint["one_larger"])
    #expect(larger.strides == [4, 1])
    for tensor in [larger, checkpoint["one"], checkpoint["compact"]] {
      #expect(try bytes(tensor).range(in: whole) != nil)
    }
    #expect(try bytes(checkpoint["one_packed"]).range(in: whole) == nil)
  }

  @Test(arguments: ["layouts-earliest.h5", "layouts-latest.h5"])
  func whatWasNeverWrittenIsOneElementRepeated(name: String) throws {
    let never = try #require(try read(name)["never"])
    #expect(never.strides == [0, 0])
    #expect(try bytes(never).count == 4)
    #expect(try never.doubles() == Array(repeating: 2.5, count: 12))
  }

  @Test func whatLeadsElsewhereIsNamedAndNotFollowed() throws {
    let checkpoint = try read("links.h5")
    #expect(checkpoint.tensors.map(\.name) == ["again", "rnn/kernel"])
    let reasons = Dictionary(
      uniqueKeysWithValues: checkpoint.skipped.map { ($0.name, $0.text) })
    #expect(
      reasons == [
        "nowhere": "a link to the path \"/no/such/path\" isn't followed",
        "outside": "a link to another file isn't followed",
        "rnn/up": "it is the root group by another name",
        "rnn_again": "it is the group \"rnn\" by another name",
        "soft": "a link to the path \"/rnn/kernel\" isn't followed",
        "stored_outside": "its elements lie in other files",
        "virtual": "it is put together of other files' datasets",
      ])
  }

  @Test func whatIsNoNumberIsNamed() throws {
    let skipped = try read("types.h5").skipped
    #expect(
      skipped.map(\.name) == ["complex", "empty", "fixed", "kind", "long", "names"])
    #expect(try read("layouts-latest.h5").skipped.map(\.name) == ["lzf"])
    #expect(try read("layouts-latest.h5").skipped[0].text.contains("32000 (lzf)"))
  }

  /// In both ways in which a group may keep more than eight of them.
  @Test(arguments: ["groups-earliest.h5", "groups-latest.h5"])
  func attributesAreTextsNumbersAndLists(name: String) throws {
    let checkpoint = try read(name)
    guard case .keras(let model) = checkpoint.structure else { throw Missing() }
    #expect(model.attribute("note_3") == .string("text 3"))
    #expect(model.attribute("units") == .array([.number(3), .number(4)]))
    #expect(model.attribute("rate") == .number(0.5))
    #expect(model.attribute("stateful") == .bool(true))
    #expect(model.attribute("long")?.string?.count == 5000)
    #expect(model.texts("fixed") == ["a", "bc"])
    #expect(model.texts("names") == ["a", "b", "c"])
    #expect(model.texts("none") == nil)
    #expect(checkpoint.skipped == [Checkpoint.Note("@complex", "compounds aren't read")])
  }

  @Test(arguments: [0, 512, 1024, 4096])
  func theSignatureMayFollowBytesOfTheUsers(place: Int) throws {
    let plain = try Self.file("weights-2.h5")
    let moved = Bytes(Array(repeating: 7, count: place) + Array(plain))
    let (before, after) = (try Checkpoint(reading: plain), try Checkpoint(reading: moved))
    #expect(before.tensors.map(\.name) == after.tensors.map(\.name))
    for (tensor, other) in zip(before.tensors, after.tensors) {
      #expect(try tensor.rowMajorBytes() == other.rowMajorBytes())
    }
  }
}
