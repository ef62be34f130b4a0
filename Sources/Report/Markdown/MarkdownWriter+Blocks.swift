import Charts

extension MarkdownWriter {
  private static let shownRows = 24
  private static let shownColumns = 8

  /// One block.
  func block(_ block: Block) -> String {
    switch block {
    case .heading(let text): "### " + MarkdownText.escaped(text)
    case .paragraph(let prose): line(prose)
    case .list(let items): items.map { "- " + line($0) }.joined(separator: "\n")
    case .ask(let question, let answer):
      folded("Predict first: " + question.plain, line(answer))
    case .note(let prose): "> " + line(prose)
    case .limits(let prose): "> **When this is false.** " + line(prose)
    case .formula(let latex, let reading):
      MarkdownText.display(latex) + (reading.map { "\n\n" + line($0) } ?? "")
    case .figure(let figure, let caption): self.figure(figure, caption)
    case .table(let table, let caption): MarkdownTable.text(table) + "\n\n" + line(caption)
    case .claims(let claims): claims.map(claim).joined(separator: "\n")
    case .command(let text, let purpose):
      line(purpose) + "\n\n" + MarkdownText.block(text, language: "sh")
    case .code(let text, let language): MarkdownText.block(text, language: language)
    case .exercises(let exercises):
      "### Exercises\n\n" + exercises.enumerated().map(exercise).joined(separator: "\n")
    case .references(let references):
      "### Sources\n\n" + references.map(reference).joined(separator: "\n")
    }
  }

  /// Text at the start of a line, where a hyphen, a plus, a number sign or a number with a point would begin
  /// something else.
  private func line(_ prose: Prose) -> String {
    let text = prose.markdown(numbering)
    let digits = text.prefix(while: \.isNumber)
    if !digits.isEmpty, text.dropFirst(digits.count).first == "." {
      return digits + "\\" + text.dropFirst(digits.count)
    }
    return text.first.map { "#-+=".contains($0) } == true ? "\\" + text : text
  }

  private func figure(_ figure: Figure, _ caption: Prose) -> String {
    let number = numbering.figures[figure.id] ?? ""
    let claims = numbering.claims[figure.id] ?? []
    let shows = claims.map { claim in
      "[\(claim.holds ? "✓" : "✗") \(claim.sentence.markdown(numbering))](#\(claim.anchor))"
    }
    let table = figure.shownTable.thinned(rows: Self.shownRows, columns: Self.shownColumns)
    let caption =
      "**Figure \(number). \(MarkdownText.escaped(figure.title)).** "
      + caption.markdown(numbering)
      + (shows.isEmpty ? "" : " Shows: " + shows.joined(separator: "; ") + ".")
    return [
      anchor("figure-" + figure.id),
      "![\(MarkdownText.escaped(figure.alt))](figures/\(figure.id).svg)", caption,
      folded(
        "Data behind figure \(number) (\(table.rows.count) of \(figure.table.rows.count) rows; "
          + "all of them are in report.json)", MarkdownTable.text(table)),
    ].joined(separator: "\n\n")
  }

  private func claim(_ claim: Claim) -> String {
    var facts = [claim.expectedText, claim.strength.rawValue].map(MarkdownText.escaped)
    if let id = claim.figureID, let number = numbering.figures[id] {
      facts.append("[Figure \(number)](#figure-\(id))")
    }
    return "- \(anchor(claim.anchor))\(claim.holds ? "✓" : "✗") "
      + claim.sentence.markdown(numbering)
      + " **\(MarkdownText.escaped(claim.measuredText))** (\(facts.joined(separator: "; ")))"
      + (claim.detail.map { ". " + $0.markdown(numbering) } ?? "")
  }

  private func exercise(_ index: Int, _ exercise: Exercise) -> String {
    var parts = ["\(index + 1). " + exercise.task.markdown(numbering)]
    if let command = exercise.command { parts.append("   " + MarkdownText.code(command)) }
    if let answer = exercise.answer {
      parts.append(
        folded("Answer", answer.markdown(numbering)).split(separator: "\n")
          .map { "   " + $0 }.joined(separator: "\n\n"))
    }
    return parts.joined(separator: "\n\n")
  }

  private func reference(_ reference: Reference) -> String {
    let title = "*" + MarkdownText.escaped(reference.title) + "*"
    let linked = reference.link.map { "[\(title)](\($0))" } ?? title
    return "- \(MarkdownText.escaped(reference.authors)). \(linked). "
      + MarkdownText.escaped(reference.venue) + "."
  }

  /// Text that opens on demand. Inside `summary` Markdown isn't read, so it is HTML.
  private func folded(_ summary: String, _ content: String) -> String {
    "<details><summary>\(Markup.text(summary).source)</summary>\n\n\(content)\n\n</details>"
  }
}
