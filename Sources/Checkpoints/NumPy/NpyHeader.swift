import Buffers

/// The header of a NumPy array: a Python dictionary of three constants, read and not evaluated.
struct NpyHeader {
  let type: NumPyType
  let isFortranOrder: Bool
  let shape: [Int]

  init(
    _ header: Bytes, at place: CheckpointFault.Place, _ budget: inout Budget
  ) throws(CheckpointFault) {
    guard header.count <= 1 << 16, let text = header.text else {
      throw .damaged(place, "the header isn't a text of at most 65,536 bytes")
    }
    var parser = LiteralParser(text)
    guard case .dictionary(let pairs)? = parser.value(depth: 0), parser.isAtEnd else {
      throw .damaged(place, "the header isn't a Python dictionary of constants")
    }
    let fields = Dictionary(pairs) { first, _ in first }
    guard case .bool(let isFortran)? = fields["fortran_order"],
      case .tuple(let extents)? = fields["shape"], let descriptor = fields["descr"]
    else { throw .damaged(place, "the header lacks descr, fortran_order or shape") }
    isFortranOrder = isFortran
    shape = extents.compactMap { if case .number(let number) = $0 { number } else { nil } }
    guard shape.count == extents.count, shape.count <= 64 else {
      throw .damaged(place, "the shape isn't a tuple of up to 64 whole numbers")
    }
    if case .string(let word) = descriptor {
      type = NumPyType(word)
    } else {
      type = .other("record")
    }
  }
}

/// Python's constants, as far as a header has them.
private enum Literal {
  case string(String)
  case number(Int)
  case bool(Bool)
  case tuple([Literal])
  case dictionary([(String, Literal)])
}

/// Recursive descent over a header; `nil` where the text is nothing that is expected.
private struct LiteralParser {
  private let letters: [UInt8]
  private var index = 0

  init(_ text: String) { letters = Array(text.utf8) }

  var isAtEnd: Bool {
    mutating get { peek() == nil }
  }

  mutating func value(depth: Int) -> Literal? {
    guard depth < 8, let first = peek() else { return nil }
    switch first {
    case UInt8(ascii: "{"): return dictionary(depth)
    case UInt8(ascii: "("): return list(UInt8(ascii: ")"), depth)
    case UInt8(ascii: "["): return list(UInt8(ascii: "]"), depth)
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return string(first)
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
    default: return word()
    }
  }

  /// The next letter that is no space, without taking it.
  private mutating func peek() -> UInt8? {
    while index < letters.count, [0x20, 0x0a, 0x09, 0].contains(letters[index]) { index += 1 }
    return index < letters.count ? letters[index] : nil
  }

  private mutating func takes(_ letter: UInt8) -> Bool {
    guard peek() == letter else { return false }
    index += 1
    return true
  }

  private mutating func dictionary(_ depth: Int) -> Literal? {
    index += 1
    var pairs: [(String, Literal)] = []
    while !takes(UInt8(ascii: "}")) {
      guard case .string(let name)? = value(depth: depth + 1), takes(UInt8(ascii: ":")),
        let value = value(depth: depth + 1)
      else { return nil }
      pairs.append((name, value))
      if !takes(UInt8(ascii: ",")) { return takes(UInt8(ascii: "}")) ? .dictionary(pairs) : nil }
    }
    return .dictionary(pairs)
  }

  private mutating func list(_ end: UInt8, _ depth: Int) -> Literal? {
    index += 1
    var values: [Literal] = []
    while !takes(end) {
      guard let value = value(depth: depth + 1) else { return nil }
      values.append(value)
      if !takes(UInt8(ascii: ",")) { return takes(end) ? .tuple(values) : nil }
    }
    return .tuple(values)
  }

  private mutating func string(_ quote: UInt8) -> Literal? {
    guard let end = letters[(index + 1)...].firstIndex(of: quote) else { return nil }
    let text = letters[index + 1..<end]
    index = end + 1
    return text.contains(UInt8(ascii: "\\")) ? nil : .string(String(decoding: text, as: UTF8.self))
  }

  private mutating func number() -> Literal? {
    let digits = letters[index...].prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    index += digits.count
    // NumPy under Python 2 wrote long numbers with an L.
    if index < letters.count, letters[index] == UInt8(ascii: "L") { index += 1 }
    return Int(String(decoding: digits, as: UTF8.self)).map { .number($0) }
  }

  private mutating func word() -> Literal? {
    for (word, value) in [("True", true), ("False", false)]
    where letters[index...].starts(with: word.utf8) {
      index += word.utf8.count
      return .bool(value)
    }
    return nil
  }
}
