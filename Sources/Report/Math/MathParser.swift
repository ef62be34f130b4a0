/// Reads the part of LaTeX's mathematics that reports need.
///
/// Letters, digits and operators; `_` and `^`; `\frac`, `\sqrt`; Greek letters; `\sum`, `\prod`; functions
/// (`\tanh`, `\operatorname{diag}`); `\left( ... \right)`; norms (`\lVert`, `\|`); accents (`\vec`, `\hat`);
/// `\mathrm`, `\mathbf`, `\mathbb`, `\mathcal`, `\text`; `\underbrace`; the environments `pmatrix`, `bmatrix`,
/// `matrix`, `vmatrix`, `cases`, `aligned`; spaces. Anything else is an error that names the command.
struct MathParser {
  private let latex: String
  private let tokens: [MathTokens.Token]
  private var place = 0

  init(_ latex: String) {
    self.latex = latex
    tokens = MathTokens(latex).tokens
  }

  /// The whole formula.
  ///
  /// - Complexity: O(length).
  static func parse(_ latex: String) throws(MathError) -> MathNode {
    var parser = MathParser(latex)
    let node = try parser.row(until: { _ in false })
    guard parser.next == nil else { throw parser.failure("a } closes nothing") }
    return node
  }

  private var next: MathTokens.Token? { place < tokens.count ? tokens[place] : nil }

  private func failure(_ reason: String) -> MathError { MathError(latex: latex, reason: reason) }

  /// Pieces up to a stop, a closing brace or the end; none of these is consumed.
  private mutating func row(until stops: (MathTokens.Token) -> Bool) throws(MathError) -> MathNode {
    var nodes: [MathNode] = []
    while let token = next, token != .close, !stops(token) { nodes.append(try scripted()) }
    return nodes.count == 1 ? nodes[0] : .row(nodes)
  }

  /// A piece with its subscript, superscript and primes.
  private mutating func scripted() throws(MathError) -> MathNode {
    let starts = next == .lower || next == .upper
    let base = starts ? MathNode.empty : try atom()
    var (lower, upper): (MathNode?, MathNode?) = (nil, nil)
    while let token = next {
      switch token {
      case .lower:
        guard lower == nil else { throw failure("two subscripts on one letter") }
        place += 1
        lower = try argument()
      case .upper:
        place += 1
        upper = joined(upper, try argument())
      case .character("'"):
        place += 1
        upper = joined(upper, .symbol("′"))
      default:
        return lower == nil && upper == nil ? base : .scripts(base, lower: lower, upper: upper)
      }
    }
    return lower == nil && upper == nil ? base : .scripts(base, lower: lower, upper: upper)
  }

  private func joined(_ first: MathNode?, _ second: MathNode) -> MathNode {
    first.map { .row([$0, second]) } ?? second
  }

  /// A group in braces, or the next single piece.
  private mutating func argument() throws(MathError) -> MathNode {
    guard let token = next else { throw failure("it ends where an argument must follow") }
    if token == .open { return try group() }
    return try atom()
  }

  private mutating func group() throws(MathError) -> MathNode {
    place += 1
    let node = try row(until: { _ in false })
    guard next == .close else { throw failure("a { is never closed") }
    place += 1
    return node
  }

  private mutating func atom() throws(MathError) -> MathNode {
    guard let token = next else { throw failure("it ends too early") }
    switch token {
    case .open: return try group()
    case .number(let digits):
      place += 1
      return .number(digits)
    case .character(let character):
      place += 1
      return Self.node(character)
    case .command(let name):
      place += 1
      return try command(name)
    case .raw(let text):
      place += 1
      return .words(text)
    case .lower, .upper, .close, .cell, .line: throw failure("a misplaced \(token)")
    }
  }

  private static func node(_ character: Character) -> MathNode {
    switch character {
    case "-": .symbol("−")
    case "*": .symbol("∗")
    case _ where character.isLetter: .identifier(String(character), .italic)
    default: .symbol(String(character))
    }
  }

  private mutating func command(_ name: String) throws(MathError) -> MathNode {
    if let (letter, face) = MathSymbols.letters[name] { return .identifier(letter, face) }
    if let sign = MathSymbols.signs[name] { return .symbol(sign) }
    if let limits = MathSymbols.functions[name] { return .function(name, limits: limits) }
    if let sign = MathSymbols.large[name] { return .large(sign) }
    if let mark = MathSymbols.accents[name] { return .accent(try argument(), mark) }
    if let room = MathSymbols.spaces[name] { return .space(room) }
    if let letters = MathSymbols.faces[name] { return try faced(letters, name) }
    switch name {
    case "frac", "dfrac", "tfrac": return .fraction(try argument(), try argument())
    case "sqrt": return try root()
    case "left": return try fenced()
    case "text": return .words(try raw(name))
    case "operatorname": return .function(try raw(name), limits: false)
    case "mathrm": return .identifier(try raw(name), .upright)
    case "mathbf", "boldsymbol": return try bold()
    case "underbrace": return .braced(try argument())
    case "begin": return try table()
    default: throw failure("unknown command \\\(name)")
    }
  }

  private mutating func raw(_ name: String) throws(MathError) -> String {
    guard case .raw(let text)? = next else { throw failure("\\\(name) needs braces") }
    place += 1
    return text
  }

  private mutating func faced(
    _ letters: [Character: String], _ name: String
  ) throws(MathError)
    -> MathNode
  {
    let argument = try argument()
    let text: String
    switch argument {
    case .identifier(let letter, _): text = letter
    case .number(let digits): text = digits
    default: throw failure("\\\(name) takes one letter")
    }
    guard let letter = text.first, text.count == 1, let sign = letters[letter] else {
      throw failure("\\\(name){\(text)} is not in the table")
    }
    return .identifier(sign, .upright)
  }

  private mutating func bold() throws(MathError) -> MathNode {
    switch try argument() {
    case .identifier(let letter, _): return .identifier(letter, .bold)
    case .number(let digits): return .identifier(digits, .bold)
    default: throw failure("\\mathbf takes one letter")
    }
  }

  private mutating func root() throws(MathError) -> MathNode {
    guard next == .character("[") else { return .root(try argument(), degree: nil) }
    place += 1
    let degree = try row(until: { $0 == .character("]") })
    guard next == .character("]") else { throw failure("a [ is never closed") }
    place += 1
    return .root(try argument(), degree: degree)
  }

  private mutating func fenced() throws(MathError) -> MathNode {
    let open = try delimiter()
    let body = try row(until: { $0 == .command("right") })
    guard next == .command("right") else { throw failure("\\left without \\right") }
    place += 1
    return .fenced(open, body, try delimiter())
  }

  private mutating func delimiter() throws(MathError) -> String {
    guard let token = next else { throw failure("a bracket must follow \\left and \\right") }
    place += 1
    switch token {
    case .character("."): return ""
    case .character(let character): return String(character)
    case .command(let name):
      if let sign = MathSymbols.signs[name] { return sign }
    default: break
    }
    throw failure("a bracket must follow \\left and \\right")
  }

  private mutating func table() throws(MathError) -> MathNode {
    let name = try raw("begin")
    guard let kind = MathSymbols.tables[name] else { throw failure("unknown environment \(name)") }
    var rows: [[MathNode]] = [[]]
    while true {
      let cell = try row(until: { $0 == .cell || $0 == .line || $0 == .command("end") })
      rows[rows.count - 1].append(cell)
      guard let token = next else { throw failure("\\begin{\(name)} without \\end") }
      place += 1
      if token == .cell { continue }
      if token == .line {
        rows.append([])
        continue
      }
      guard try raw("end") == name else { throw failure("\\begin{\(name)} ends as another") }
      // A line break before the end begins no row.
      if rows.last == [.empty] && rows.count > 1 { rows.removeLast() }
      return .table(rows, kind)
    }
  }
}
