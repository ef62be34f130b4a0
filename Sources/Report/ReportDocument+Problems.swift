import Charts

extension ReportDocument {
  /// What an author must mend before the report is published: ids used twice, claims and links that lead nowhere,
  /// formulas that can't be read. Empty for a sound document; tests of pages expect it to be.
  public var problems: [String] {
    duplicates + misplaced + lostClaims + lostLinks + unreadableFormulas
  }

  private var anchors: [String] {
    pages.map(\.id) + pages.flatMap(\.figures).map { "figure-" + $0.id } + claims.map(\.anchor)
      + ["top", "content", "claims", "glossary"]
  }

  private var duplicates: [String] {
    Dictionary(grouping: anchors, by: \.self).filter { $0.value.count > 1 }.keys.sorted()
      .map { "two places are called \($0)" }
  }

  private var misplaced: [String] {
    summary.compactMap { block in
      switch block {
      case .figure(let figure, _): "figure \(figure.id) stands in the summary, not on a page"
      case .claims: "claims stand in the summary, not on a page"
      default: nil
      }
    }
  }

  private var lostClaims: [String] {
    let known = Set(pages.flatMap(\.figures).map(\.id))
    return claims.compactMap { claim in
      guard let id = claim.figureID, !known.contains(id) else { return nil }
      return "claim \(claim.id) names figure \(id), which is not in the document"
    }
  }

  private var lostLinks: [String] {
    let known = Set(anchors.map { "#" + $0 })
    return prose.flatMap(\.targets).filter { $0.hasPrefix("#") && !known.contains($0) }
      .map { "a link leads to \($0), which is not in the document" }
  }

  private var unreadableFormulas: [String] {
    let display = pages.flatMap(\.blocks).compactMap { block -> String? in
      if case .formula(let latex, _) = block { return latex }
      return nil
    }
    return (display + prose.flatMap(\.formulas)).compactMap { latex in
      do throws(MathError) {
        try Formula(latex).check()
        return nil
      } catch {
        return error.description
      }
    }
  }

  /// Every running text of the document.
  private var prose: [Prose] {
    [lede] + pages.map(\.lede) + (summary + pages.flatMap(\.blocks)).flatMap(\.prose)
      + glossary.flatMap { [$0.term, $0.meaning] }
  }
}

extension Block {
  /// The running texts of a block.
  fileprivate var prose: [Prose] {
    switch self {
    case .heading, .code, .references: []
    case .paragraph(let text), .note(let text), .limits(let text), .figure(_, let text),
      .table(_, let text), .command(_, let text):
      [text]
    case .list(let texts): texts
    case .ask(let question, let answer): [question, answer]
    case .formula(_, let reading): reading.map { [$0] } ?? []
    case .claims(let claims): claims.flatMap { [$0.sentence] + ($0.detail.map { [$0] } ?? []) }
    case .exercises(let exercises):
      exercises.flatMap { [$0.task] + ($0.answer.map { [$0] } ?? []) }
    }
  }
}

extension Prose {
  /// Where the links of the text lead.
  fileprivate var targets: [String] { Self.flattened(spans).compactMap(\.target) }

  /// The formulas in the text.
  fileprivate var formulas: [String] { Self.flattened(spans).compactMap(\.latex) }

  private static func flattened(_ spans: [Span]) -> [Span] {
    spans.flatMap { span -> [Span] in
      switch span {
      case .emphasis(let inner), .strong(let inner), .link(let inner, _):
        [span] + flattened(inner)
      case .text, .code, .math: [span]
      }
    }
  }
}

extension Prose.Span {
  fileprivate var target: String? {
    if case .link(_, let target) = self { return target }
    return nil
  }

  fileprivate var latex: String? {
    if case .math(let latex) = self { return latex }
    return nil
  }
}
