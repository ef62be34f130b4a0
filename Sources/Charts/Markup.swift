/// Markup (SVG, MathML, HTML) under construction.
///
/// Text enters only through ``text(_:)`` and attribute values, and both escape: a string from a file name, a
/// user's text or a tensor's name can't become an element. This is the one place where markup is escaped.
public struct Markup: Sendable, Equatable {
  /// The markup as it will be written.
  public private(set) var source: String

  private init(source: String) { self.source = source }

  /// No markup at all.
  public static let empty = Markup(source: "")

  /// Character data, escaped.
  ///
  /// - Complexity: O(length).
  public static func text(_ string: String) -> Markup { Markup(source: escaped(string)) }

  /// Markup that this package wrote itself (a style sheet, a script), taken as it is.
  ///
  /// Never pass anything that contains a user's text.
  public static func verbatim(_ literal: String) -> Markup { Markup(source: literal) }

  /// An element with its attributes in the given order; an attribute whose value is nil is left out.
  public static func element(
    _ name: String, _ attributes: KeyValuePairs<String, String?> = [:], _ children: Markup...
  ) -> Markup {
    element(name, attributes, joined(children))
  }

  /// An element around children that already are one piece of markup.
  public static func element(
    _ name: String, _ attributes: KeyValuePairs<String, String?>, _ content: Markup
  ) -> Markup {
    var source = "<" + name
    for case (let key, let value?) in attributes {
      source += " " + key + "=\"" + escaped(value) + "\""
    }
    if content.source.isEmpty && closesItself.contains(name) {
      return Markup(source: source + "/>")
    }
    return Markup(source: source + ">" + content.source + "</" + name + ">")
  }

  /// The pieces one after another.
  public static func joined(_ pieces: [Markup], separator: String = "") -> Markup {
    Markup(source: pieces.map(\.source).joined(separator: separator))
  }

  /// Concatenation.
  public static func + (left: Markup, right: Markup) -> Markup {
    Markup(source: left.source + right.source)
  }

  /// Appends in place.
  public static func += (left: inout Markup, right: Markup) { left.source += right.source }

  /// Elements that HTML and SVG both let end with `/>`; any other empty element gets its end tag, because an
  /// HTML parser reads `<div/>` as an open div.
  private static let closesItself: Set<String> = [
    "line", "path", "rect", "circle", "use", "stop", "polyline", "meta", "input", "br", "hr", "img",
  ]

  private static func escaped(_ string: String) -> String {
    var result = ""
    result.reserveCapacity(string.utf8.count)
    for scalar in string.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
        result += "\u{FFFD}"  // not a character in XML at all
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
