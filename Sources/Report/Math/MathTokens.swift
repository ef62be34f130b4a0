/// Splits LaTeX into commands, brackets, marks, numbers and characters.
struct MathTokens {
  /// One token.
  enum Token: Equatable {
    case command(String)
    case open
    case close
    case lower
    case upper
    case cell
    case line
    case number(String)
    case character(Character)
    /// The raw text of a group that must not be read as mathematics.
    case raw(String)
  }

  /// Commands whose argument is words.
  private static let verbatim: Set<String> = ["text", "operatorname", "begin", "end", "mathrm"]

  private var rest: Substring
  private(set) var tokens: [Token] = []

  init(_ latex: String) {
    rest = Substring(latex)
    while let first = rest.first { read(first) }
  }

  private mutating func read(_ first: Character) {
    switch first {
    case "\\": readCommand()
    case "{": take(.open)
    case "}": take(.close)
    case "_": take(.lower)
    case "^": take(.upper)
    case "&": take(.cell)
    case _ where first.isWhitespace: rest.removeFirst()
    case "0"..."9": readNumber()
    default: take(.character(first))
    }
  }

  private mutating func take(_ token: Token) {
    tokens.append(token)
    rest.removeFirst()
  }

  private mutating func readNumber() {
    var digits = ""
    while let next = rest.first, next.isASCII, next.isNumber || isPoint(next) {
      digits.append(next)
      rest.removeFirst()
    }
    tokens.append(.number(digits))
  }

  /// A point or comma inside a number, as in 0.5 or 1,500, and not at its end.
  private func isPoint(_ character: Character) -> Bool {
    guard character == "." || character == "," else { return false }
    return rest.dropFirst().first.map { $0.isASCII && $0.isNumber } ?? false
  }

  private mutating func readCommand() {
    rest.removeFirst()
    guard let first = rest.first else {
      tokens.append(.command(""))
      return
    }
    guard first.isASCII && first.isLetter else {
      rest.removeFirst()
      tokens.append(first == "\\" ? .line : .command(String(first)))
      return
    }
    let name = String(rest.prefix { $0.isASCII && $0.isLetter })
    rest.removeFirst(name.count)
    tokens.append(.command(name))
    if Self.verbatim.contains(name) { readRaw() }
  }

  private mutating func readRaw() {
    let trimmed = rest.drop(while: \.isWhitespace)
    guard trimmed.first == "{", let end = trimmed.firstIndex(of: "}") else { return }
    tokens.append(.raw(String(trimmed[trimmed.index(after: trimmed.startIndex)..<end])))
    rest = trimmed[trimmed.index(after: end)...]
  }
}
