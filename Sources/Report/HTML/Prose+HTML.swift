import Charts

extension Prose {
  /// The text as HTML. A link without words to a figure or claim gets the figure's number as words.
  func html(_ numbering: Numbering) -> Markup { Self.html(spans, numbering) }

  private static func html(_ spans: [Span], _ numbering: Numbering) -> Markup {
    .joined(spans.map { html($0, numbering) })
  }

  private static func html(_ span: Span, _ numbering: Numbering) -> Markup {
    switch span {
    case .text(let text): LabelText(plain: text).html
    case .emphasis(let inner): .element("em", [:], html(inner, numbering))
    case .strong(let inner): .element("strong", [:], html(inner, numbering))
    case .code(let text): .element("code", [:], .text(text))
    case .math(let latex): Formula(latex).mathML(display: false)
    case .link(let inner, let target):
      .element(
        "a", ["href": target, "rel": target.hasPrefix("#") ? nil : "noreferrer"],
        inner.isEmpty ? .text(numbering.words(for: target)) : html(inner, numbering))
    }
  }
}
