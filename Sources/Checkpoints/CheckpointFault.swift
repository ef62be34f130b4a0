import Buffers

/// Why bytes can't be read as a model, and where in them.
public struct CheckpointFault: Error, Equatable, Sendable {
  /// What sort of fault it is.
  public enum Kind: Equatable, Sendable {
    /// The bytes contradict their own format.
    case damaged
    /// They need more memory or work than their size allows.
    case overLimit
    /// The format, or this part of it, is known and isn't read.
    case unsupported
    /// No format that is known.
    case unknown
    /// They name a file outside the model's folder, or one that isn't there.
    case refusedPath
  }

  /// The part of a file that a fault is in.
  public enum Place: Equatable, Sendable {
    /// The whole of it.
    case file
    /// The byte with this many before it.
    case byte(Int)
    /// An archive's entry, a node, an object.
    case entry(String)
    /// A byte of an archive's entry.
    case entryByte(String, Int)
    /// A tensor.
    case tensor(String)
  }

  /// What sort of fault it is.
  public let kind: Kind
  /// Where.
  public let place: Place
  /// What is wrong there and what was expected: a clause.
  public let reason: String
  /// What to do about it: a clause.
  public let advice: String

  /// A fault of a kind at a place.
  public init(_ kind: Kind, _ place: Place, _ reason: String, advice: String) {
    self.kind = kind
    self.place = place
    self.reason = reason
    self.advice = advice
  }

  /// Bytes that contradict their own format.
  public static func damaged(_ place: Place, _ reason: String) -> CheckpointFault {
    CheckpointFault(.damaged, place, reason, advice: "save or download it again, or name another")
  }

  /// More memory or work than the file's size allows.
  public static func overLimit(_ place: Place, _ reason: String) -> CheckpointFault {
    CheckpointFault(
      .overLimit, place, reason, advice: "split the model, or save it as safetensors")
  }

  /// A format, or a part of one, that isn't read, and what to export in its place.
  public static func unsupported(
    _ place: Place, _ reason: String, advice: String
  ) -> CheckpointFault {
    CheckpointFault(.unsupported, place, reason, advice: advice)
  }

  /// The same fault where the bytes it was found in lie further on.
  func moved(by count: Int) -> CheckpointFault {
    guard case .byte(let offset) = place else { return self }
    return CheckpointFault(kind, .byte(offset + count), reason, advice: advice)
  }

  /// The same fault within an entry of an archive.
  func within(_ entry: String) -> CheckpointFault {
    let inner: Place =
      switch place {
      case .file: .entry(entry)
      case .byte(let offset): .entryByte(entry, offset)
      case .entry(let name): .entry(entry + "/" + name)
      case .entryByte(let name, let offset): .entryByte(entry + "/" + name, offset)
      case .tensor: place
      }
    return CheckpointFault(kind, inner, reason, advice: advice)
  }
}

extension CheckpointFault.Place {
  /// Whether it is more than a byte.
  var isNamed: Bool {
    switch self {
    case .file, .byte: false
    case .entry, .entryByte, .tensor: true
    }
  }
}

extension CheckpointFault: CustomStringConvertible {
  /// Where and what, without the file's name.
  public var description: String {
    place == .file ? reason : "\(place): \(reason)"
  }
}

extension CheckpointFault.Place: CustomStringConvertible {
  /// The place in words.
  public var description: String {
    switch self {
    case .file: "the file"
    case .byte(let offset): "byte \(offset)"
    case .entry(let name): "\"\(name.shown)\""
    case .entryByte(let name, let offset): "byte \(offset) of \"\(name.shown)\""
    case .tensor(let name): "tensor \"\(name.shown)\""
    }
  }
}
