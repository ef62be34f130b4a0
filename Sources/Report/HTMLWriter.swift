import Charts

/// Writes a document as one self-contained HTML file: pictures inline, formulas as MathML, nothing loaded.
struct HTMLWriter {
  let document: ReportDocument
  let numbering: Numbering

  init(_ document: ReportDocument) {
    self.document = document
    numbering = Numbering(document)
  }

  /// The whole file.
  func file() -> String {
    let head = Markup.joined([
      .element("meta", ["charset": "utf-8"]),
      .element(
        "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
      .element(
        "meta",
        ["http-equiv": "Content-Security-Policy", "content": Self.contentPolicy]),
      .element("title", [:], .text(document.title)),
      .element("style", [:], .verbatim(PageStyle.css)),
    ])
    let html = Markup.element(
      "html", ["lang": "en"], .element("head", [:], head), .element("body", [:], body))
    return "<!doctype html>\n" + html.source + "\n"
  }

  /// Nothing may be loaded; style and script are those of the file.
  private static let contentPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

  private var body: Markup {
    .element(
      "main", ["id": "top"], .element("h1", [:], .text(document.title)),
      .element("p", ["class": "lede"], document.lede.html),
      .joined(document.summary.map(block)), .joined(document.pages.map(article)))
  }

  private func article(_ page: Page) -> Markup {
    .element(
      "article", ["id": page.id, "aria-labelledby": page.id + "-heading"],
      .element("h2", ["id": page.id + "-heading"], .text(page.title)),
      .element("p", ["class": "lede"], page.lede.html), .joined(page.blocks.map(block)),
      command(page.command, purpose: "Make this page again:"))
  }
}
