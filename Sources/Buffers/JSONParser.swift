/// What is wrong with a JSON text, and at which byte.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Bytes before the fault.
  public let offset: Int
  /// What is wrong, as the end of a sentence.
  public let reason: String

  /// One clause: what, where.
  public var description: String { "\(reason) at byte \(offset)" }
}

extension JSON {
  /// Reads a JSON text (RFC 8259), stricter than most: no name twice in an object, valid UTF-8, no
  /// more than 64 levels, nothing after the value.
  ///
  /// - Parameters:
  ///   - allowingBareNonFinite: whether the words NaN, Infinity and -Infinity pass as numbers, as
  ///     Python's `json` writes them.
  ///   - mostValues: how many values are read before the text is refused; each takes memory, and
  ///     a text from elsewhere may have one every other byte.
  /// - Throws: ``JSONError``.
  /// - Complexity: O(bytes)
  public init(
    parsing bytes: some Collection<UInt8>, allowingBareNonFinite: Bool = false,
    mostValues: Int = .max
  ) throws(JSONError) {
    var parser = JSONParser(Array(bytes), allowingBareNonFinite, mostValues)
    self = try parser.document()
  }
}

/// Recursive descent over bytes, as deep as `deepest`.
private struct JSONParser {
  private static let deepest = 64
  private let bytes: [UInt8]
  private let allowsBareNonFinite: Bool
  private var index = 0
  private var valuesLeft: Int

  init(_ bytes: [UInt8], _ allowsBareNonFinite: Bool, _ mostValues: Int) {
    self.bytes = bytes
    self.allowsBareNonFinite = allowsBareNonFinite
    valuesLeft = mostValues
  }

  mutating func document() throws(JSONError) -> JSON {
    let value = try value(depth: 0)
    if next() != nil { throw fault("more text after the value") }
    return value
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSON {
    if depth > Self.deepest { throw fault("more than \(Self.deepest) levels") }
    if valuesLeft == 0 { throw fault("more values than are allowed") }
    valuesLeft -= 1
    guard let first = next() else { throw fault("the text ends where a value is expected") }
    switch first {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "N") where allowsBareNonFinite: return try word("NaN", .number(.nan))
    case UInt8(ascii: "I") where allowsBareNonFinite:
      return try word("Infinity", .number(.infinity))
    case UInt8(ascii: "-") where allowsBareNonFinite && byte(1) == UInt8(ascii: "I"):
      return try word("-Infinity", .number(-.infinity))
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw fault("no value begins")
    }
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSON {
    var members: [JSON.Member] = []
    var names: Set<String> = []
    index += 1
    if try closes(UInt8(ascii: "}"), isFirst: true) { return .object([]) }
    repeat {
      guard next() == UInt8(ascii: "\"") else { throw fault("a name in quotes is expected") }
      let start = index
      let name = try string()
      if !names.insert(name).inserted {
        throw JSONError(offset: start, reason: "the name \"\(name)\" comes twice")
      }
      guard next() == UInt8(ascii: ":") else { throw fault("a colon is expected") }
      index += 1
      members.append(JSON.Member(name, try value(depth: depth + 1)))
    } while try !closes(UInt8(ascii: "}"), isFirst: false)
    return .object(members)
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSON {
    var values: [JSON] = []
    index += 1
    if try closes(UInt8(ascii: "]"), isFirst: true) { return .array([]) }
    repeat {
      values.append(try value(depth: depth + 1))
    } while try !closes(UInt8(ascii: "]"), isFirst: false)
    return .array(values)
  }

  /// Whether the closing bracket comes; if not, a comma must, unless nothing came before.
  private mutating func closes(_ bracket: UInt8, isFirst: Bool) throws(JSONError) -> Bool {
    let found = next()
    if found == bracket {
      index += 1
      return true
    }
    if isFirst { return false }
    guard found == UInt8(ascii: ",") else { throw fault("a comma or a bracket is expected") }
    index += 1
    return false
  }

  private mutating func word(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
    guard bytes[index...].starts(with: word.utf8) else { throw fault("no value begins") }
    index += word.utf8.count
    return value
  }

  // MARK: Bytes

  /// The next byte that is no space, without taking it.
  private mutating func next() -> UInt8? {
    while let byte = byte(0), byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
      index += 1
    }
    return byte(0)
  }

  private func byte(_ ahead: Int) -> UInt8? {
    index + ahead < bytes.count ? bytes[index + ahead] : nil
  }

  private func fault(_ reason: String) -> JSONError { JSONError(offset: index, reason: reason) }
}

// MARK: Numbers

extension JSONParser {
  private mutating func number() throws(JSONError) -> JSON {
    let start = index
    if byte(0) == UInt8(ascii: "-") { index += 1 }
    if byte(0) == UInt8(ascii: "0") { index += 1 } else { try digits() }
    if byte(0) == UInt8(ascii: ".") {
      index += 1
      try digits()
    }
    if byte(0) == UInt8(ascii: "e") || byte(0) == UInt8(ascii: "E") {
      index += 1
      if byte(0) == UInt8(ascii: "+") || byte(0) == UInt8(ascii: "-") { index += 1 }
      try digits()
    }
    guard let number = Double(String(decoding: bytes[start..<index], as: UTF8.self)) else {
      throw JSONError(offset: start, reason: "a number that can't be read")
    }
    return .number(number)
  }

  private mutating func digits() throws(JSONError) {
    let start = index
    while let byte = byte(0), UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { index += 1 }
    if index == start { throw fault("a digit is expected") }
  }
}

// MARK: Strings

extension JSONParser {
  private mutating func string() throws(JSONError) -> String {
    let start = index
    index += 1
    var content: [UInt8] = []
    while let byte = byte(0) {
      index += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: content, as: UTF8.self) else {
          throw JSONError(offset: start, reason: "a string that isn't UTF-8")
        }
        return string
      case UInt8(ascii: "\\"): content += try escape()
      case ..<0x20: throw JSONError(offset: index - 1, reason: "a control character in a string")
      default: content.append(byte)
      }
    }
    throw JSONError(offset: start, reason: "a string without end")
  }

  /// The bytes that an escape stands for; its backslash has been taken.
  private mutating func escape() throws(JSONError) -> [UInt8] {
    let letter = byte(0)
    index += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [letter!]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0c]
    case UInt8(ascii: "n"): return [0x0a]
    case UInt8(ascii: "r"): return [0x0d]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): return try unicode()
    default: throw JSONError(offset: index - 1, reason: "an unknown escape")
    }
  }

  private mutating func unicode() throws(JSONError) -> [UInt8] {
    let start = index
    var code = try hexadecimal()
    if 0xd800..<0xdc00 ~= code, byte(0) == UInt8(ascii: "\\"), byte(1) == UInt8(ascii: "u") {
      index += 2
      let low = try hexadecimal()
      code = 0xdc00..<0xe000 ~= low ? 0x1_0000 + (code - 0xd800) << 10 + (low - 0xdc00) : low
    }
    guard let scalar = Unicode.Scalar(code) else {
      throw JSONError(offset: start, reason: "half a surrogate pair")
    }
    return Array(String(scalar).utf8)
  }

  private mutating func hexadecimal() throws(JSONError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = byte(0), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw fault("four hexadecimal digits are expected")
      }
      code = code << 4 | UInt32(digit)
      index += 1
    }
    return code
  }
}
