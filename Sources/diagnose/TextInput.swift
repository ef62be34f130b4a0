import Checkpoints
import Files
import FlowAnalysis
import Foundation
import ModelFiles
import Recognition

/// A text for models to read, each through its own embedding.
struct TextInput {
  private let path: String
  private let text: String
  private let tokens: TokenTable?
  private let embedding: String?
  private let steps: Int?

  /// How many tokens of a long text are looked at unless it is said otherwise.
  static let usualSteps = 1000

  /// - Parameters:
  ///   - vocabulary: the tokens' numbers; `nil` for models that carry their own.
  ///   - embedding: the name of the embedding; `nil` where there is only one.
  /// - Throws: `FileError`, `CheckpointError`, or an `Outcome` for a text that isn't UTF-8.
  init(_ path: String, vocabulary: String?, embedding: String?, steps: Int?) throws {
    guard let text = String(validating: try InputFile.bytes(at: path), as: UTF8.self) else {
      throw Outcome.unanswered("\(path) is no text in UTF-8: convert it first")
    }
    self.path = path
    self.text = text
    self.embedding = embedding
    self.steps = steps
    tokens = try vocabulary.map { try TokenTable(contentsOf: $0) }
  }

  /// What a model's layers see of the text.
  func input(of model: ReadModel) throws -> NamedInput {
    let (tokens, embedding) = try reader(model)
    let (rows, leftOut) = tokens.rows(of: text)
    let unit = tokens.isOfCharacters ? "characters" : "words"
    guard !rows.isEmpty else {
      throw Outcome.unanswered("\(path): none of its \(unit) is in the vocabulary")
    }
    let seen = rows.prefix(steps ?? Self.usualSteps)
    let values = try ModelFile.naming(model.path) { () throws(CheckpointFault) in
      try embedding.lookup(Array(seen))
    }
    let file = URL(filePath: path).lastPathComponent
    let part = (seen.count < rows.count ? "the first \(seen.count) of " : "") + "\(rows.count)"
    let rest = leftOut > 0 ? ", without \(leftOut) that the vocabulary lacks" : ""
    return NamedInput("\(file) (\(part) \(unit)\(rest)) through \(embedding.name)", values)
  }

  /// The vocabulary that was given with the model's embedding, or those that a model of ours carries.
  private func reader(_ model: ReadModel) throws -> (TokenTable, Embedding) {
    if let tokens {
      let embedding = try ModelFile.naming(model.path) { () throws(CheckpointFault) in
        try Embedding(model.checkpoint, named: self.embedding)
      }
      return (tokens, embedding)
    }
    guard let characters = model.checkpoint.texts[SavedModel.vocabularyKey] else {
      throw Outcome.unanswered(
        "\(model.path) doesn't say which characters it knows: give its --vocabulary")
    }
    return (
      TokenTable(characters: characters), Embedding(oneHot: characters.unicodeScalars.count)
    )
  }
}
