import Foundation
import Testing

@testable import ModelFiles

/// States to begin at: which arrays are taken for which layers and sequences.
@Suite struct InitialStateTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func states(
    _ json: String, layers: Int, batch: Int, hidden: Int, whole: Int
  ) throws -> [[[Double]]] {
    let file = folder.appending(path: UUID().uuidString + ".json")
    try json.write(to: file, atomically: true, encoding: .utf8)
    return try InitialState(contentsOf: file.path).states(
      layers: layers, batch: batch, width: .init(hidden: hidden, whole: whole))
  }

  @Test func oneArrayHasWholeStates() throws {
    let one = try states("[1, 2, 3, 4]", layers: 1, batch: 1, hidden: 2, whole: 4)
    #expect(one == [[[1, 2, 3, 4]]])
    let batch = try states("[[1, 2], [3, 4]]", layers: 1, batch: 2, hidden: 2, whole: 2)
    #expect(batch == [[[1, 2], [3, 4]]])
    let layers = try states("[[1, 2], [3, 4]]", layers: 2, batch: 1, hidden: 2, whole: 2)
    #expect(layers == [[[1, 2]], [[3, 4]]])
  }

  /// Axes are layers, sequences, numbers, as PyTorch has them.
  @Test func hAndCAreJoinedForEachSequence() throws {
    let joined = try states(
      #"{"h_0": [[[1], [2]], [[3], [4]]], "c_0": [[[5], [6]], [[7], [8]]]}"#,
      layers: 2, batch: 2, hidden: 1, whole: 2)
    #expect(joined == [[[1, 5], [2, 6]], [[3, 7], [4, 8]]])
  }

  /// As `torch.save` keeps what a module returns: h first.
  @Test func pairIsTakenInOrder() throws {
    let joined = try states(#"{"0": [1], "1": [2]}"#, layers: 1, batch: 1, hidden: 1, whole: 2)
    #expect(joined == [[[1, 2]]])
  }

  /// A projected state is narrower than the cell's.
  @Test func hMayBeNarrowerThanC() throws {
    let joined = try states(
      #"{"c": [2, 3], "h": [1]}"#, layers: 1, batch: 1, hidden: 1, whole: 3)
    #expect(joined == [[[1, 2, 3]]])
  }

  @Test(arguments: [
    ("[1, 2, 3]", "[3]"), ("[[1, 2], [3, 4]]", "[2, 2]"), (#"{"h": [1, 2]}"#, "[2]"),
    (#"{"h": [1, 2], "x": [1, 2]}"#, #"h_0 and c_0, not "h", "x""#),
    ("[[1], [2, 3]]", "equal lengths"), ("[1, 2", "begins like JSON"), (#"["a"]"#, "equal lengths"),
  ])
  func otherShapesAreRefused(json: String, says: String) throws {
    let error = #expect(throws: CheckpointError.self) {
      try states(json, layers: 1, batch: 1, hidden: 2, whole: 4)
    }
    #expect(error?.description.contains(says) == true)
  }
}
