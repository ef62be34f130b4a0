/// A JSON text as a value. Objects keep the order of their members.
public enum JSON: Equatable, Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number. NaN and infinities are written as the strings "NaN", "inf" and "-inf".
  case number(Double)
  /// A string.
  case string(String)
  /// Values in order.
  case array([JSON])
  /// Named values, no name twice.
  case object([Member])

  /// A name and its value.
  public struct Member: Equatable, Sendable {
    /// The name, unique in its object.
    public let name: String
    /// The value.
    public let value: JSON

    /// A member of an object.
    public init(_ name: String, _ value: JSON) {
      self.name = name
      self.value = value
    }
  }
}

extension JSON {
  /// The value of a member of an object; `nil` if there is none, or if this is no object.
  /// - Complexity: O(members)
  public subscript(name: String) -> JSON? { members?.first { $0.name == name }?.value }

  /// The members of an object.
  public var members: [Member]? {
    if case .object(let members) = self { members } else { nil }
  }

  /// The values of an array.
  public var values: [JSON]? {
    if case .array(let values) = self { values } else { nil }
  }

  /// A string.
  public var string: String? {
    if case .string(let string) = self { string } else { nil }
  }

  /// `true` or `false`.
  public var bool: Bool? {
    if case .bool(let bool) = self { bool } else { nil }
  }

  /// A number, or one of the strings that stand for what JSON can't write: "NaN", "inf", "-inf".
  public var double: Double? {
    switch self {
    case .number(let number): number
    case .string("NaN"): .nan
    case .string("inf"): .infinity
    case .string("-inf"): -.infinity
    default: nil
    }
  }

  /// A whole number that fits.
  public var int: Int? {
    if case .number(let number) = self { Int(exactly: number) } else { nil }
  }

  /// What kind of value this is, for messages: "a string", "an object", ...
  public var kind: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}
