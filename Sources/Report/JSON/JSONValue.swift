/// A JSON value whose members keep their order.
///
/// Numbers are written in the fewest digits that read back as the same Double. JSON has no infinities and no NaN:
/// they are the strings `"Infinity"`, `"-Infinity"` and `"NaN"`.
public enum JSONValue: Sendable, Equatable {
  /// Members in the order in which they are written.
  case object([Member])
  /// Values in order.
  case array([JSONValue])
  /// Characters.
  case string(String)
  /// A number.
  case number(Double)
  /// True or false.
  case bool(Bool)
  /// Nothing.
  case null

  /// A member of an object.
  public struct Member: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// Its value.
    public let value: JSONValue

    /// A member.
    public init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// A string, or null.
  static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }

  /// The value as text: objects and arrays of objects on lines of their own, arrays of plain values on one line.
  ///
  /// - Complexity: O(length of the text).
  public var text: String {
    var output = ""
    write(to: &output, indent: 0)
    return output + "\n"
  }

  /// The value on one line.
  public var compact: String {
    var output = ""
    write(to: &output, indent: nil)
    return output
  }

  private func write(to output: inout String, indent: Int?) {
    switch self {
    case .null: output += "null"
    case .bool(let value): output += value ? "true" : "false"
    case .number(let value): output += Self.written(value)
    case .string(let text): output += Self.quoted(text)
    case .array(let values):
      let inner = values.allSatisfy(\.isFlat) ? nil : indent
      Self.write(values, "[", "]", to: &output, indent: inner) { value, output, indent in
        value.write(to: &output, indent: indent)
      }
    case .object(let members):
      Self.write(members, "{", "}", to: &output, indent: indent) { member, output, indent in
        output += Self.quoted(member.name) + (indent == nil ? ":" : ": ")
        member.value.write(to: &output, indent: indent)
      }
    }
  }

  private static func write<Element>(
    _ elements: [Element], _ open: String, _ close: String, to output: inout String, indent: Int?,
    _ body: (Element, inout String, Int?) -> Void
  ) {
    output += open
    let inner = indent.map { $0 + 1 }
    for (index, element) in elements.enumerated() {
      if index > 0 { output += "," }
      if let inner { output += "\n" + String(repeating: "  ", count: inner) }
      body(element, &output, inner)
    }
    if let indent, !elements.isEmpty { output += "\n" + String(repeating: "  ", count: indent) }
    output += close
  }

  /// Plain values, and rows of them.
  private var isFlat: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }

  static func written(_ value: Double) -> String {
    guard value.isFinite else {
      return value.isNaN ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\""
    }
    if value == value.rounded(), abs(value) < 1e15 { return String(Int(value)) }
    return value.description
  }

  /// Quoted and escaped; `<` too, so that the text may stand inside a script element.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "<", "\u{2028}", "\u{2029}",
        _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
  ExpressibleByStringLiteral
{
  /// An object with its members in the order of the literal.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
  /// An array.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
}
