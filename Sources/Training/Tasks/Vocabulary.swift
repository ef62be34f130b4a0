/// The characters that a model of text knows, in the order of their code points; a token is a place
/// in this order.
///
/// A character is a Unicode scalar, as in a Python string: sorting the set of a text's characters
/// there gives the same tokens.
public struct Vocabulary: Sendable, Equatable {
  /// Ascending, none twice.
  public let characters: [Unicode.Scalar]
  private let tokens: [Unicode.Scalar: Int32]

  /// The characters that occur in a text.
  public init(of text: some Sequence<Unicode.Scalar>) {
    characters = Set(text).sorted()
    tokens = Dictionary(uniqueKeysWithValues: characters.enumerated().map { ($1, Int32($0)) })
  }

  /// The number of characters.
  public var count: Int { characters.count }

  /// The token of a character, if it is known.
  public func token(_ character: Unicode.Scalar) -> Int32? { tokens[character] }

  /// The tokens of a text.
  ///
  /// - Throws: ``TextError/unknownCharacter(_:)`` for the first one that isn't known.
  public func tokens(_ text: some Sequence<Unicode.Scalar>) throws(TextError) -> [Int32] {
    var result: [Int32] = []
    for character in text {
      guard let token = tokens[character] else { throw .unknownCharacter(character) }
      result.append(token)
    }
    return result
  }

  /// The text of tokens.
  public func text(_ tokens: some Sequence<Int32>) -> String {
    var text = String.UnicodeScalarView()
    for token in tokens { text.append(characters[Int(token)]) }
    return String(text)
  }
}
