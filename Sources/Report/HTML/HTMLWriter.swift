import Charts

/// Writes a document as one self-contained HTML file: pictures inline, formulas as MathML, nothing loaded.
///
/// Everything can be read without the script; the script adds reading values under the pointer, the slider and the
/// choice of light or dark.
struct HTMLWriter {
  let document: ReportDocument
  let numbering: Numbering

  init(_ document: ReportDocument) {
    self.document = document
    numbering = Numbering(document)
  }

  /// The whole file.
  func file() -> String {
    let html = Markup.element(
      "html", ["lang": "en"], .element("head", [:], head),
      .element("body", [:], navigation, .text("\n"), content, script))
    return "<!doctype html>\n" + html.source + "\n"
  }

  /// Nothing may be loaded; style and script are those of the file.
  private static let contentPolicy = """
    default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; \
    base-uri 'none'; form-action 'none'
    """

  private var head: Markup {
    .joined([
      .element("meta", ["charset": "utf-8"]),
      .element(
        "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
      .element(
        "meta",
        ["http-equiv": "Content-Security-Policy", "content": Self.contentPolicy]),
      .element("title", [:], .text(document.title)),
      .element("style", [:], .verbatim(PageStyle.css)),
    ])
  }

  private var script: Markup { .element("script", [:], .verbatim(PageScript.source)) }

  private var content: Markup {
    let pieces = [header, contents, .joined(document.pages.map(article)), glossary, source]
    return .element("main", ["id": "content"], .joined(pieces, separator: "\n"))
  }

  private var navigation: Markup {
    let pages = document.pages.enumerated().map { index, page in
      link(
        "#" + page.id,
        .text("\(index + 1) ")
          + .element(
            "span", ["class": "name-of"], .text(page.name ?? page.id.replacing("-", with: " "))),
        name: "to-page",
        title: page.title)
    }
    let ends =
      (document.claims.isEmpty ? [] : [link("#claims", .text("Claims"))])
      + (document.pages.count > 1 ? pages : [])
      + (document.glossary.isEmpty ? [] : [link("#glossary", .text("Glossary"))])
    return link("#content", .text("Skip to the report"), name: "skip")
      + .element(
        "nav", ["class": "bar", "aria-label": "Report"],
        link("#top", .text("diagnose"), name: "brand"), .joined(ends))
  }

  private func link(
    _ target: String, _ words: Markup, name: String? = nil, title: String? = nil
  ) -> Markup {
    .element("a", ["href": target, "class": name, "title": title], words)
  }

  private var header: Markup {
    .element(
      "header", ["id": "top"], .element("h1", [:], .text(document.title)),
      .element("p", ["class": "lede"], document.lede.html(numbering)))
      + blocks(document.summary)
  }

  private func article(_ page: Page) -> Markup {
    let index = document.pages.firstIndex { $0.id == page.id } ?? 0
    let kicker =
      document.pages.count > 1
      ? Markup.element(
        "p", ["class": "kicker"], .text("\(index + 1) of \(document.pages.count)")) : .empty
    return .element(
      "article", ["id": page.id, "aria-labelledby": page.id + "-heading"], kicker,
      .element("h2", ["id": page.id + "-heading"], .text(page.title)),
      .element("p", ["class": "lede"], page.lede.html(numbering)), .text("\n"),
      blocks(page.blocks),
      command(page.command, purpose: "Make this page again:"), neighbours(index))
  }

  private func neighbours(_ index: Int) -> Markup {
    guard document.pages.count > 1 else { return .empty }
    var links: [Markup] = []
    if index > 0 {
      let page = document.pages[index - 1]
      links.append(link("#" + page.id, .text("← " + page.title)))
    }
    links.append(
      document.claims.isEmpty
        ? link("#top", .text("All pages")) : link("#claims", .text("All claims")))
    if index + 1 < document.pages.count {
      let page = document.pages[index + 1]
      links.append(link("#" + page.id, .text(page.title + " →")))
    }
    return .element(
      "nav", ["class": "between", "aria-label": "Neighbours of page \(index + 1)"],
      .joined(links))
  }

  private var glossary: Markup {
    guard !document.glossary.isEmpty else { return .empty }
    let entries = document.glossary.map { entry in
      Markup.element("dt", [:], entry.term.html(numbering))
        + .element("dd", [:], entry.meaning.html(numbering))
    }
    return .element(
      "article", ["id": "glossary", "aria-labelledby": "glossary-heading"],
      .element("h2", ["id": "glossary-heading"], .text("Glossary")),
      .element("dl", [:], .joined(entries)))
  }

  private var source: Markup {
    let source = document.provenance
    let facts =
      [("command", source.command), ("seed", String(source.seed)), ("version", source.version)]
      + source.environment.map { ($0.key, $0.value) }
    return .element(
      "footer", ["class": "source"], .element("p", [:], .text("Where this report comes from")),
      .element(
        "dl", [:],
        .joined(
          facts.map { .element("dt", [:], .text($0.0)) + .element("dd", [:], .text($0.1)) })))
  }
}
