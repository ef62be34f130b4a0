/// The kind of an array's elements, by NumPy's word for it such as `<f4`.
enum NumPyType: Equatable {
  /// Numbers, and whether the most significant byte comes first.
  case number(ElementType, isBigEndian: Bool)
  /// Python objects.
  case object
  /// Texts, dates, records: no numbers.
  case other(String)

  /// Reads a word: the order of bytes (`<`, `>`, `=`, `|`, or none), a letter, a size in bytes.
  init(_ word: String) {
    var letters = Substring(word)
    var isBigEndian = false
    if let order = letters.first, "<>=|".contains(order) {
      isBigEndian = order == ">"
      letters.removeFirst()
    }
    if letters == "O" || letters.hasPrefix("O8") || letters.hasPrefix("O4") {
      self = .object
    } else if let type = Self.types[String(letters)] {
      self = .number(type, isBigEndian: isBigEndian && type.size > 1)
    } else {
      self = .other(word)
    }
  }

  private static let types: [String: ElementType] = [
    "f8": .float64, "f4": .float32, "f2": .float16, "c8": .complex64, "c16": .complex128,
    "i8": .int64, "i4": .int32, "i2": .int16, "i1": .int8, "u8": .uint64, "u4": .uint32,
    "u2": .uint16, "u1": .uint8, "b1": .bool, "bfloat16": .bfloat16,
  ]
}
