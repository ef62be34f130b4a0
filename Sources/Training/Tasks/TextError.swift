import Files

/// Why a text can't be trained on or continued. Each is one sentence for the user.
public enum TextError: Error, Equatable, Sendable {
  /// The file can't be read.
  case file(FileError)
  /// The file has no characters.
  case empty(path: String)
  /// The byte at `offset`, counted from 0, doesn't begin a character of UTF-8.
  case notUTF8(path: String, offset: Int)
  /// The text doesn't fill one batch.
  case tooShort(path: String, characters: Int, needed: Int, batch: Int, length: Int)
  /// The model has never seen this character.
  case unknownCharacter(Unicode.Scalar)
}

extension TextError: CustomStringConvertible {
  /// What, where, and what to do.
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .empty(let path): "\(path) is empty; name a text to learn from."
    case .notUTF8(let path, let offset):
      "\(path) is not UTF-8 at byte \(offset); convert it, for instance with iconv -t UTF-8."
    case .tooShort(let path, let characters, let needed, let batch, let length):
      "\(path) has \(characters) characters, and a batch of \(batch) sequences of \(length) steps "
        + "needs \(needed); take a longer text, a smaller batch or a shorter length."
    case .unknownCharacter(let character):
      "the character \(character.debugDescription) is not in the text that the model learned; "
        + "leave it out."
    }
  }
}
