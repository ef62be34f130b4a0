import Buffers
import Checkpoints
import Files

/// The tokens that a model knows, each with its row in the embedding.
public struct TokenTable: Sendable {
  private let rows: [String: Int]
  /// Whether its tokens are characters and not words.
  public let isOfCharacters: Bool

  /// Characters, each in the row of its place.
  public init(characters: String) {
    rows = Self.numbered(characters.unicodeScalars.map { String($0) })
    isOfCharacters = true
  }

  /// Reads an object of tokens and numbers or a list of tokens, as JSON, or a text with a token on each line.
  ///
  /// - Throws: `FileError`, or ``CheckpointError`` for a file without tokens.
  public init(contentsOf path: String) throws {
    let bytes = try MappedFile.bytes(at: path)
    guard bytes.count <= Self.mostBytes else {
      throw Self.fault(path, "\(bytes.count) bytes are more than any vocabulary has")
    }
    let rows = try Self.rows(bytes, path)
    guard !rows.isEmpty else { throw Self.fault(path, "there is no token in it") }
    self.rows = rows
    isOfCharacters = 2 * rows.keys.count { $0.unicodeScalars.count == 1 } > rows.count
  }

  private static let mostBytes = 100_000_000

  private static func rows(_ bytes: Bytes, _ path: String) throws -> [String: Int] {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw fault(path, "it is no text in UTF-8")
    }
    let first = text.first { !$0.isWhitespace }
    guard first == "{" || first == "[", let json = try json(bytes, path, isObject: first == "{")
    else { return numbered(text.split(whereSeparator: \.isNewline).map(String.init)) }
    if let tokens = json.values {
      return numbered(try tokens.map { try token($0.string, path) })
    }
    var rows: [String: Int] = [:]
    for member in json.members ?? [] {
      guard let row = member.value.int, row >= 0 else {
        throw fault(path, "\"\(member.name.shown)\" has no whole number")
      }
      rows[member.name] = row
    }
    return rows
  }

  /// A text may have a token such as `[PAD]` on its first line, but nothing else begins with a brace.
  private static func json(_ bytes: Bytes, _ path: String, isObject: Bool) throws -> JSON? {
    let json = try? JSON(parsing: bytes, mostValues: 10_000_000)
    if json == nil && isObject { throw fault(path, "it begins like JSON and isn't") }
    return json
  }

  /// The first of equal tokens counts.
  private static func numbered(_ tokens: [String]) -> [String: Int] {
    Dictionary(tokens.enumerated().map { ($1, $0) }) { first, _ in first }
  }

  private static func token(_ token: String?, _ path: String) throws -> String {
    guard let token else { throw fault(path, "its list has something other than texts") }
    return token
  }

  /// A text as rows of the embedding; what isn't in the vocabulary is left out and counted.
  ///
  /// Tokens are code points, or words between spaces, as those of the vocabulary are.
  public func rows(of text: String) -> (rows: [Int], leftOut: Int) {
    let tokens =
      isOfCharacters
      ? text.unicodeScalars.map { String($0) }
      : text.split(whereSeparator: \.isWhitespace).map(String.init)
    let known = tokens.compactMap { rows[$0] }
    return (known, tokens.count - known.count)
  }

  static func fault(_ path: String, _ reason: String) -> CheckpointError {
    CheckpointError(
      path: path,
      fault: .unsupported(
        .file, reason,
        advice: "give tokens with their numbers as JSON, or a token on each line"))
  }
}
