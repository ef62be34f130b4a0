import Charts

/// Writes a document as Markdown that GitHub renders: figures as files beside it, formulas as LaTeX, long tables and
/// answers folded.
struct MarkdownWriter {
  let document: ReportDocument
  let numbering: Numbering

  init(_ document: ReportDocument) {
    self.document = document
    numbering = Numbering(document)
  }

  /// The whole file.
  func file() -> String {
    var parts = ["# " + MarkdownText.escaped(document.title), document.lede.markdown(numbering)]
    parts += document.summary.map(block)
    parts += contents
    parts += document.pages.flatMap(page)
    parts += glossary
    parts.append(source)
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  private var contents: [String] {
    guard !document.claims.isEmpty else { return [] }
    let held = document.claims.filter(\.holds).count
    let pages = document.pages.flatMap { page -> [String] in
      guard !page.claims.isEmpty else { return [] }
      let lines = page.claims.map { claim in
        "- \(claim.holds ? "✓" : "✗") [\(claim.sentence.markdown(numbering))](#\(claim.anchor)) "
          + "**\(MarkdownText.escaped(claim.measuredText))**"
      }
      return [
        "[\(MarkdownText.escaped(page.title))](#\(page.id))", lines.joined(separator: "\n"),
      ]
    }
    return [
      "## What was claimed, what was measured", "\(held) of \(document.claims.count) claims hold.",
    ] + pages
  }

  private func page(_ page: Page) -> [String] {
    [
      anchor(page.id), "## " + MarkdownText.escaped(page.title), page.lede.markdown(numbering),
    ] + page.blocks.map(block) + [
      "Make this page again:", MarkdownText.block(page.command, language: "sh"),
    ]
  }

  private var glossary: [String] {
    guard !document.glossary.isEmpty else { return [] }
    let lines = document.glossary.map {
      "- **\($0.term.markdown(numbering))**: \($0.meaning.markdown(numbering))"
    }
    return ["## Glossary", lines.joined(separator: "\n")]
  }

  private var source: String {
    let source = document.provenance
    let facts =
      [("command", source.command), ("seed", String(source.seed)), ("version", source.version)]
      + source.environment.map { ($0.key, $0.value) }
    return "---\n\n"
      + facts.map { "\(MarkdownText.escaped($0.0)): \(MarkdownText.code($0.1))" }
      .joined(separator: "  \n")
  }

  /// A place to link to.
  func anchor(_ id: String) -> String { "<a id=\"\(id)\"></a>" }
}
