import Foundation
import Testing

@testable import ModelFiles

/// Vocabularies as people have them, and what becomes of a text.
@Suite struct TokenTableTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func table(_ text: String) throws -> TokenTable {
    let file = folder.appending(path: UUID().uuidString)
    try text.write(to: file, atomically: true, encoding: .utf8)
    return try TokenTable(contentsOf: file.path)
  }

  @Test func charactersHaveTheNumbersThatTheFileGives() throws {
    let table = try table(#"{"a": 7, "b": 1, "<s>": 3}"#)
    #expect(table.isOfCharacters)
    let (rows, leftOut) = table.rows(of: "abxa")
    #expect(rows == [7, 1, 7] && leftOut == 1)
  }

  @Test(arguments: [#"["the", "cat", "[PAD]"]"#, "the\ncat\n[PAD]\n", "the\r\ncat\r\n"])
  func wordsAreNumberedByTheirPlaces(text: String) throws {
    let table = try table(text)
    #expect(!table.isOfCharacters)
    let (rows, leftOut) = table.rows(of: " cat\tthe dog\n")
    #expect(rows == [1, 0] && leftOut == 1)
  }

  /// A list of tokens on lines may begin with a bracket.
  @Test func firstLineMayBeAToken() throws {
    #expect(try table("[PAD]\nthe\ncat").rows(of: "cat [PAD]").rows == [2, 0])
  }

  /// Code points, as Python counts them: a letter and its accent are two.
  @Test func charactersAreCodePoints() {
    let table = TokenTable(characters: "e\u{301}a")
    #expect(table.rows(of: "ae\u{301}").rows == [2, 0, 1])
  }

  @Test func bytesAreNoVocabulary() throws {
    let file = folder.appending(path: "bytes")
    try Data([0x61, 0xFF, 0xFE, 0x0A]).write(to: file)
    let error = #expect(throws: CheckpointError.self) { try TokenTable(contentsOf: file.path) }
    #expect(error?.description.contains("UTF-8") == true)
  }

  @Test(arguments: [
    (#"{"a": "b"}"#, "no whole number"), (#"{"a": -1}"#, "no whole number"),
    (#"{"a": 1"#, "begins like JSON"), ("[1, 2]", "other than texts"), ("", "no token"),
    ("{}", "no token"),
  ])
  func otherFilesAreRefused(text: String, says: String) throws {
    let error = #expect(throws: CheckpointError.self) { try table(text) }
    #expect(error?.description.contains(says) == true)
  }
}
