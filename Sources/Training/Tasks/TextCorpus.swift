import Files
import Foundation

/// A text at the character level, split once and for all: the first nine tenths to train on, the
/// last tenth to validate with. Training never sees the last tenth; only which characters occur is
/// taken from the whole.
public struct TextCorpus: Sendable, Equatable {
  /// Where the text came from, for messages.
  public let path: String
  /// The characters of the whole text.
  public let vocabulary: Vocabulary
  /// The first floor(9 n / 10) of n characters.
  public let training: [Int32]
  /// The rest.
  public let validation: [Int32]

  /// Reads a file in UTF-8.
  ///
  /// - Throws: ``TextError``.
  /// - Complexity: O(characters).
  public init(contentsOf path: String) throws(TextError) {
    let bytes: Data
    do throws(FileError) { bytes = try InputFile.bytes(at: path, limit: 1 << 28) } catch {
      throw .file(error)
    }
    try self.init(utf8: bytes, path: path)
  }

  /// Takes a text that is in memory already.
  ///
  /// - Throws: ``TextError``.
  public init(utf8 bytes: some Collection<UInt8>, path: String) throws(TextError) {
    let text = try Self.scalars(bytes, path)
    if text.isEmpty { throw .empty(path: path) }
    self.path = path
    vocabulary = Vocabulary(of: text)
    let tokens = try vocabulary.tokens(text)
    let cut = tokens.count * 9 / 10
    training = Array(tokens[..<cut])
    validation = Array(tokens[cut...])
  }

  private static func scalars(
    _ bytes: some Collection<UInt8>, _ path: String
  ) throws(TextError) -> [Unicode.Scalar] {
    var parser = Unicode.UTF8.ForwardParser()
    var input = bytes.makeIterator()
    var scalars: [Unicode.Scalar] = []
    scalars.reserveCapacity(bytes.count)
    var offset = 0
    while true {
      switch parser.parseScalar(from: &input) {
      case .valid(let encoded):
        scalars.append(Unicode.UTF8.decode(encoded))
        offset += encoded.count
      case .error: throw .notUTF8(path: path, offset: offset)
      case .emptyInput: return scalars
      }
    }
  }

  /// The mean cross-entropy, in nats a character, of saying each character of the validation part
  /// by its frequency in the training part (each counted once more than it occurs).
  public var unigramLoss: Double {
    var counts = [Double](repeating: 1, count: vocabulary.count)
    for token in training { counts[Int(token)] += 1 }
    let total = counts.reduce(0, +)
    let loss = validation.reduce(0) { $0 - log(counts[Int($1)] / total) }
    return loss / Double(max(validation.count, 1))
  }
}
