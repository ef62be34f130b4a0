import Files
import Foundation
import Testing
import Training

@Suite struct TextCorpusTests {
  private func corpus(_ text: String) throws -> TextCorpus {
    try TextCorpus(utf8: text.utf8, path: "poem.txt")
  }

  @Test func vocabularyIsSortedByCodePoint() throws {
    let corpus = try corpus("zaéb a𝄞\n")
    #expect(corpus.vocabulary.characters == ["\n", " ", "a", "b", "z", "é", "𝄞"])
    #expect(corpus.vocabulary.token("é") == 5 && corpus.vocabulary.token("q") == nil)
    #expect(try corpus.vocabulary.tokens("abé".unicodeScalars) == [2, 3, 5])
    #expect(corpus.vocabulary.text([6, 0, 4]) == "𝄞\nz")
    #expect(throws: TextError.unknownCharacter("q")) {
      try corpus.vocabulary.tokens("aqz".unicodeScalars)
    }
  }

  /// As a Python string has it: a line's end of two characters, a letter and its accent are two each.
  @Test func characterIsACodePoint() throws {
    let corpus = try corpus("e\u{301}\r\n")
    #expect(corpus.training.count + corpus.validation.count == 4)
  }

  @Test(arguments: [1, 9, 10, 11, 99, 1000])
  func lastTenthIsKeptApart(count: Int) throws {
    let text = String((0..<count).map { _ in "a" })
    let corpus = try corpus(text)
    #expect(corpus.training.count == count * 9 / 10)
    #expect(corpus.training.count + corpus.validation.count == count)
  }

  @Test func partsAreTheTextInOrder() throws {
    let text = "0123456789abcdefghij"
    let corpus = try corpus(text)
    #expect(corpus.vocabulary.text(corpus.training) == "0123456789abcdefgh")
    #expect(corpus.vocabulary.text(corpus.validation) == "ij")
  }

  @Test func badFilesAreToldInASentence() throws {
    let folder = Folder()
    let missing = folder.path + "/no.txt"
    #expect(throws: TextError.file(.missing(path: missing))) { try TextCorpus(contentsOf: missing) }
    #expect(throws: TextError.file(.isFolder(path: folder.path))) {
      try TextCorpus(contentsOf: folder.path)
    }
    let path = folder.path + "/a.txt"
    try AtomicFile.write("", to: path)
    #expect(throws: TextError.empty(path: path)) { try TextCorpus(contentsOf: path) }
  }

  @Test func firstByteThatIsNotUTF8IsNamed() {
    let bad: [(bytes: [UInt8], offset: Int)] = [
      ([0x61, 0xe9, 0x62], 1), ([0xff], 0), ([0x61, 0xc3], 1), ([0xc3, 0xa9, 0xed, 0xa0, 0x80], 2),
      ([0x61, 0xf0, 0x9f, 0x98, 0x62], 1), ([0xc0, 0x80], 0),
    ]
    for (bytes, offset) in bad {
      let error = TextError.notUTF8(path: "x", offset: offset)
      #expect(throws: error) { try TextCorpus(utf8: bytes, path: "x") }
      #expect(error.description.contains("byte \(offset)"))
    }
  }

  /// Half a, half b in training, the same in validation: close to ln 2.
  @Test func unigramLossIsThatOfFrequencies() throws {
    let corpus = try corpus(String(repeating: "ab", count: 5000))
    #expect(abs(corpus.unigramLoss - log(2.0)) < 1e-3)
  }
}
