/// Reads the light markup of ``Prose``. A mark that never closes is printed as it stands.
struct ProseParser {
  /// Characters that mean something, and that a backslash therefore takes as written.
  static let marks: Set<Character> = ["*", "`", "$", "[", "]", "(", ")", "\\"]

  private var rest: Substring

  init(_ source: String) { rest = Substring(source) }

  /// - Complexity: O(length x depth of nesting).
  func parse() -> [Prose.Span] {
    var parser = self
    return parser.spans()
  }

  private mutating func spans() -> [Prose.Span] {
    var result: [Prose.Span] = []
    var text = ""
    while !rest.isEmpty {
      if let span = special() {
        if !text.isEmpty { result.append(.text(text)) }
        text = ""
        result.append(span)
      } else {
        text.append(literal())
      }
    }
    if !text.isEmpty { result.append(.text(text)) }
    return result
  }

  /// The next character, with a backslash before a mark removed.
  private mutating func literal() -> Character {
    let first = rest.removeFirst()
    if first == "\\", let next = rest.first, Self.marks.contains(next) { return rest.removeFirst() }
    return first
  }

  private mutating func special() -> Prose.Span? {
    if let code = verbatim("`") { return .code(code) }
    if let latex = verbatim("$") { return .math(latex) }
    if let inner = enclosed("**") { return .strong(Self.read(inner)) }
    if let inner = enclosed("*") { return .emphasis(Self.read(inner)) }
    return link()
  }

  private static func read(_ text: Substring) -> [Prose.Span] { ProseParser(String(text)).parse() }

  /// Text between two of one mark, with nothing read inside it.
  private mutating func verbatim(_ mark: Character) -> String? {
    guard rest.first == mark, let end = rest.dropFirst().firstIndex(of: mark),
      end > rest.index(after: rest.startIndex)
    else { return nil }
    let inner = rest[rest.index(after: rest.startIndex)..<end]
    rest = rest[rest.index(after: end)...]
    return String(inner)
  }

  /// Text between two marks that aren't escaped.
  private mutating func enclosed(_ mark: String) -> Substring? {
    guard rest.hasPrefix(mark) else { return nil }
    let start = rest.index(rest.startIndex, offsetBy: mark.count)
    guard let end = Self.find(mark, in: rest[start...]), end > start else { return nil }
    let inner = rest[start..<end]
    rest = rest[rest.index(end, offsetBy: mark.count)...]
    return inner
  }

  private mutating func link() -> Prose.Span? {
    guard rest.first == "[", let close = Self.find("](", in: rest.dropFirst()) else { return nil }
    let targetStart = rest.index(close, offsetBy: 2)
    guard let end = rest[targetStart...].firstIndex(of: ")") else { return nil }
    let target = String(rest[targetStart..<end])
    guard Self.leadsSomewhereSafe(target) else { return nil }
    let words = rest[rest.index(after: rest.startIndex)..<close]
    rest = rest[rest.index(after: end)...]
    return .link(Self.read(words), target: target)
  }

  /// Places in the report itself, and pages over https. Scripts and files are no targets.
  private static func leadsSomewhereSafe(_ target: String) -> Bool {
    target.hasPrefix("#") || target.hasPrefix("https://")
  }

  /// The first unescaped occurrence of a mark, outside of code and formulas.
  private static func find(_ mark: String, in text: Substring) -> Substring.Index? {
    var index = text.startIndex
    var inside: Character?
    while index < text.endIndex {
      let character = text[index]
      if let open = inside {
        if character == open { inside = nil }
      } else if mark == "*" && text[index...].hasPrefix("**") {
        index = text.index(after: index)  // bold words inside stressed ones
      } else if text[index...].hasPrefix(mark) {
        // Of three stars the first closes what is inside.
        return mark == "**" && text[index...].hasPrefix("***") ? text.index(after: index) : index
      } else if character == "`" || character == "$" {
        inside = character
      } else if character == "\\" {
        index = text.index(after: index)
        if index == text.endIndex { return nil }
      }
      index = text.index(after: index)
    }
    return nil
  }
}
