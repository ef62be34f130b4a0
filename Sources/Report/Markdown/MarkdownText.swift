import Charts

/// Text for Markdown, with every mark of Markdown escaped: the one place where it is.
enum MarkdownText {
  /// Characters that mean something anywhere in a line.
  private static let marks: Set<Character> = ["\\", "`", "*", "_", "[", "]", "|", "$", "~"]

  /// Plain text on one line.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case _ where character.isNewline: result += " "
      case _ where marks.contains(character): result += "\\" + String(character)
      default: result.append(character)
      }
    }
    return result
  }

  /// Code in a line, within as many backticks as it needs.
  static func code(_ text: String) -> String {
    let fence = String(repeating: "`", count: longestRun(of: "`", in: text) + 1)
    let pad = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
    return fence + pad + text.replacing("\n", with: " ") + pad + fence
  }

  /// Lines of code.
  static func block(_ text: String, language: String) -> String {
    let fence = String(repeating: "`", count: max(3, longestRun(of: "`", in: text) + 1))
    return fence + language + "\n" + text + "\n" + fence
  }

  /// A formula in a line. Where Markdown would eat a backslash or read a pair of underscores, the form with
  /// backticks keeps it out.
  static func math(_ latex: String) -> String {
    let source = permitted(latex)
    return isFragile(source) ? "$`" + source + "`$" : "$" + source + "$"
  }

  /// A formula on lines of its own.
  static func display(_ latex: String) -> String {
    let source = permitted(latex)
    return isFragile(source) ? block(source, language: "math") : "$$\n" + source + "\n$$"
  }

  /// A backslash before punctuation, or marks of emphasis.
  private static func isFragile(_ latex: String) -> Bool {
    if latex.contains(where: { "*`|<>".contains($0) }) { return true }
    if latex.count(where: { $0 == "_" }) > 1 { return true }
    return zip(latex, latex.dropFirst()).contains { $0 == "\\" && !$1.isLetter }
  }

  /// GitHub bars `\operatorname`.
  private static func permitted(_ latex: String) -> String {
    latex.replacing("\\operatorname", with: "\\mathrm")
  }

  private static func longestRun(of mark: Character, in text: String) -> Int {
    var (longest, run) = (0, 0)
    for character in text {
      run = character == mark ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}

extension Prose {
  /// The text as Markdown on one line.
  func markdown(_ numbering: Numbering) -> String { Self.markdown(spans, numbering) }

  private static func markdown(_ spans: [Span], _ numbering: Numbering) -> String {
    spans.map { markdown($0, numbering) }.joined()
  }

  private static func markdown(_ span: Span, _ numbering: Numbering) -> String {
    switch span {
    case .text(let text): MarkdownText.escaped(text)
    case .emphasis(let inner): "*" + markdown(inner, numbering) + "*"
    case .strong(let inner): "**" + markdown(inner, numbering) + "**"
    case .code(let text): MarkdownText.code(text)
    case .math(let latex): MarkdownText.math(latex)
    case .link(let inner, let target):
      "["
        + (inner.isEmpty
          ? MarkdownText.escaped(numbering.words(for: target)) : markdown(inner, numbering))
        + "](" + target.replacing(" ", with: "%20") + ")"
    }
  }
}
