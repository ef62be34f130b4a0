import Buffers

/// Numbers and texts as pickles of protocol 0 spell them.
enum PickleText {
  /// A whole number in two's complement, least significant byte first.
  static func long(_ bytes: Bytes) -> PickleValue {
    guard bytes.count <= 8 else { return .long(bytes) }
    var number = bytes.last.map { $0 >= 0x80 ? -1 : 0 } ?? 0
    for byte in bytes.reversed() { number = number << 8 | Int(byte) }
    return .int(number)
  }

  /// A line of digits; `nil` if it is none.
  static func number(_ line: Bytes, _ opcode: PickleOpcode) -> PickleValue? {
    guard line.count <= 1 << 16 else { return nil }
    let text = String(decoding: line, as: UTF8.self)
    switch opcode {
    case .float: return Double(text).map { .float($0) }
    case .int where text == "00": return .bool(false)
    case .int where text == "01": return .bool(true)
    default:
      let digits = text.hasSuffix("L") ? text.dropLast() : text[...]
      if let int = Int(digits) { return .int(int) }
      let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { 0x30...0x39 ~= $0 || $0 == 0x2d }
      return isNumber ? .long(line) : nil
    }
  }

  /// A Python 2 string in quotes, with its escapes undone; `nil` if it is none.
  static func quoted(_ line: Bytes) -> PickleValue? {
    guard line.count >= 2, let quote = line.first, quote == line.last,
      quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"")
    else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(line.count)
    var index = 1
    while index < line.count - 1 {
      guard line[index] == UInt8(ascii: "\\") else {
        bytes.append(line[index])
        index += 1
        continue
      }
      guard let (byte, length) = escape(line, at: index + 1) else { return nil }
      if let byte { bytes.append(byte) }
      index += 1 + length
    }
    return .bytes(Bytes(bytes))
  }

  private static let letters: [UInt8: UInt8] = [
    UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13, UInt8(ascii: "a"): 7,
    UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "v"): 11, UInt8(ascii: "'"): 39,
    UInt8(ascii: "\""): 34, UInt8(ascii: "\\"): 92,
  ]

  /// The byte that an escape stands for and how many letters it takes after the backslash.
  private static func escape(_ line: Bytes, at index: Int) -> (UInt8?, Int)? {
    let letter = line[index]
    if let byte = letters[letter] { return (byte, 1) }
    if letter == UInt8(ascii: "x") {
      return hexadecimal(line, at: index + 1, count: 2).map { (UInt8($0), 3) }
    }
    let octal = line.suffix(from: index).prefix(3).prefix { 0x30...0x37 ~= $0 }
    if octal.isEmpty { return nil }
    return (UInt8(truncatingIfNeeded: octal.reduce(0) { $0 * 8 + Int($1) - 0x30 }), octal.count)
  }

  /// A text in Python's raw-unicode-escape: Latin 1, but for `\u` and `\U` with digits.
  static func unicode(_ line: Bytes) -> PickleValue? {
    var text = String.UnicodeScalarView()
    var index = 0
    while index < line.count {
      let digits = line[index] == UInt8(ascii: "\\") ? escapeDigits(line, at: index + 1) : 0
      guard digits > 0 else {
        text.append(Unicode.Scalar(line[index]))
        index += 1
        continue
      }
      guard let code = hexadecimal(line, at: index + 2, count: digits) else { return nil }
      text.append(Unicode.Scalar(code) ?? "\u{FFFD}")
      index += 2 + digits
    }
    return .text(Bytes(String(text).utf8))
  }

  private static func escapeDigits(_ line: Bytes, at index: Int) -> Int {
    guard index < line.count else { return 0 }
    return line[index] == UInt8(ascii: "u") ? 4 : line[index] == UInt8(ascii: "U") ? 8 : 0
  }

  private static func hexadecimal(_ line: Bytes, at index: Int, count: Int) -> UInt32? {
    guard let digits = line.part(at: index, count: count) else { return nil }
    return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
