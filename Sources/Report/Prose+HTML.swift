import Charts

extension Prose {
  /// The text as HTML.
  var html: Markup { Self.html(spans) }

  private static func html(_ spans: [Span]) -> Markup { .joined(spans.map(html)) }

  private static func html(_ span: Span) -> Markup {
    switch span {
    case .text(let text): .text(text)
    case .emphasis(let inner): .element("em", [:], html(inner))
    case .strong(let inner): .element("strong", [:], html(inner))
    case .code(let text): .element("code", [:], .text(text))
    case .math(let latex): Formula(latex).mathML(display: false)
    case .link(let inner, let target):
      .element(
        "a", ["href": target, "rel": target.hasPrefix("#") ? nil : "noreferrer"], html(inner))
    }
  }
}
