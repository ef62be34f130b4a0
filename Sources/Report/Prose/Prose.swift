import Charts

/// Running text with light markup: `*emphasis*`, `**strong**`, `` `code` ``, `$LaTeX$`, `[words](target)`.
///
/// Targets are pages over https, and places of the report: `#page-id`, `#figure-ID`, `#claim-ID`. A link without
/// words is named by what it leads to: `[](#figure-decay)` reads "Figure 2.3".
///
/// A backslash takes the next punctuation mark as written. What is interpolated is text, never markup: a file name
/// or a user's string can't open a link. Numbers are interpolated to three significant digits, or as many as asked:
///
///     let text: Prose = "After \(400) steps the loss is \(loss, digits: 4) on *\(path)*."
///
/// Inside `$...$` interpolate numbers only.
public struct Prose: Sendable, Equatable, ExpressibleByStringInterpolation {
  /// The text with its markup.
  public let source: String

  /// Text with markup.
  public init(_ markup: String) { source = markup }

  /// Text with markup, from a literal.
  public init(stringLiteral value: String) { source = value }

  /// Text with markup, from a literal with values in it.
  public init(stringInterpolation: StringInterpolation) { source = stringInterpolation.source }

  /// Text as it is: every mark in it is printed.
  public static func literal(_ text: String) -> Prose { Prose(escaped(text)) }

  /// The text without any markup, for a terminal.
  public var plain: String { spans.map(\.plain).joined() }

  /// The text, read.
  public var spans: [Span] { ProseParser(source).parse() }

  /// One piece of running text.
  public indirect enum Span: Sendable, Equatable {
    /// Characters.
    case text(String)
    /// Stressed words.
    case emphasis([Span])
    /// Bold words.
    case strong([Span])
    /// Code.
    case code(String)
    /// A formula in the line, as LaTeX.
    case math(String)
    /// Words that lead somewhere.
    case link([Span], target: String)
  }

  /// Collects a literal and its values.
  public struct StringInterpolation: StringInterpolationProtocol {
    var source = ""

    /// Starts an empty text.
    public init(literalCapacity: Int, interpolationCount: Int) {
      source.reserveCapacity(literalCapacity + 8 * interpolationCount)
    }

    /// Markup, as written in the source code.
    public mutating func appendLiteral(_ literal: String) { source += literal }

    /// A text, taken as it is.
    public mutating func appendInterpolation(_ text: String) { source += Prose.escaped(text) }

    /// A whole number.
    public mutating func appendInterpolation(_ value: Int) {
      source += (value < 0 ? NumberText.minus : "") + String(value.magnitude)
    }

    /// A number to some significant digits.
    public mutating func appendInterpolation(_ value: Double, digits: Int = 3) {
      source += NumberText.format(value, digits: digits)
    }

    /// Text that already has markup.
    public mutating func appendInterpolation(_ prose: Prose) { source += prose.source }
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      if ProseParser.marks.contains(character) { result.append("\\") }
      result.append(character)
    }
    return result
  }
}

extension Prose.Span {
  /// The characters without markup.
  var plain: String {
    switch self {
    case .text(let text), .code(let text): text
    case .emphasis(let spans), .strong(let spans), .link(let spans, _):
      spans.map(\.plain).joined()
    case .math(let latex): Formula(latex).plain
    }
  }
}
