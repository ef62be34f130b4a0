import Charts

extension HTMLWriter {
  /// One block.
  func block(_ block: Block) -> Markup {
    switch block {
    case .heading(let text): .element("h3", [:], .text(text))
    case .paragraph(let prose): .element("p", [:], prose.html)
    case .list(let items): .element("ul", [:], .joined(items.map { .element("li", [:], $0.html) }))
    case .ask(let question, let answer):
      .element(
        "details", ["class": "ask"],
        .element("summary", [:], .text("Predict first: ") + question.html),
        .element("p", [:], answer.html))
    case .note(let prose):
      .element("aside", ["class": "note"], prose.html)
    case .limits(let prose):
      .element(
        "aside", ["class": "limits"], .element("b", [:], .text("When this is false. ")), prose.html)
    case .formula(let latex, let reading): formula(latex, reading)
    case .figure(let figure, let caption): self.figure(figure, caption)
    case .table(let table, let caption): self.table(table, caption)
    case .claims(let claims): list(claims)
    case .command(let text, let purpose): command(text, purpose: purpose)
    case .code(let text, _):
      .element("pre", ["tabindex": "0"], .element("code", [:], .text(text)))
    case .exercises(let exercises): list(exercises)
    case .references(let references): list(references)
    }
  }

  func command(_ text: String, purpose: Prose) -> Markup {
    .element(
      "p", ["class": "run"], purpose.html, .text(" "), .element("code", [:], .text(text)))
  }

  private func formula(_ latex: String, _ reading: Prose?) -> Markup {
    let spoken = reading.map { Markup.element("p", ["class": "reading"], $0.html) } ?? .empty
    return .element("div", ["class": "eq"], Formula(latex).mathML(display: true), spoken)
  }

  private func figure(_ figure: Figure, _ caption: Prose) -> Markup {
    .element(
      "figure", ["id": figure.id], figure.inline(),
      .element(
        "figcaption", [:],
        .element("b", [:], .text("Figure \(numbering.figures[figure.id] ?? ""). ")), caption.html))
  }

  private func table(_ table: DataTable, _ caption: Prose) -> Markup { .empty }

  private func list(_ claims: [Claim]) -> Markup {
    .element(
      "ul", ["class": "claims"],
      .joined(claims.map { .element("li", ["id": $0.id], .text($0.line)) }))
  }

  private func list(_ exercises: [Exercise]) -> Markup {
    .element("ol", [:], .joined(exercises.map { .element("li", [:], $0.task.html) }))
  }

  private func list(_ references: [Reference]) -> Markup {
    .element(
      "ul", [:],
      .joined(
        references.map {
          .element("li", [:], .text("\($0.authors). \($0.title). \($0.venue)."))
        }))
  }
}
