import Charts

extension HTMLWriter {
  /// Blocks in order. A note stands in the margin beside the block before it: it floats, so it is written first.
  func blocks(_ blocks: [Block]) -> Markup {
    var pieces: [Markup] = []
    for block in blocks {
      let piece = self.block(block)
      if case .note = block, let before = pieces.popLast() {
        pieces.append(.element("div", ["class": "beside"], piece, before))
      } else {
        pieces.append(piece)
      }
    }
    return .joined(pieces, separator: "\n")
  }

  /// One block.
  func block(_ block: Block) -> Markup {
    switch block {
    case .heading(let text): .element("h3", [:], .text(text))
    case .paragraph(let prose): .element("p", [:], prose.html(numbering))
    case .list(let items): list(items)
    case .ask(let question, let answer): ask(question, answer)
    case .note(let prose): .element("aside", ["class": "note"], prose.html(numbering))
    case .limits(let prose):
      .element(
        "div", ["class": "limits"], .element("b", [:], .text("When this is false. ")),
        prose.html(numbering))
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

  /// A command with what it does.
  func command(_ text: String, purpose: Prose) -> Markup {
    .element(
      "p", ["class": "run"], purpose.html(numbering), .text(" "),
      .element("code", [:], .text(text)))
  }

  private func list(_ items: [Prose]) -> Markup {
    .element("ul", [:], .joined(items.map { .element("li", [:], $0.html(numbering)) }))
  }

  private func ask(_ question: Prose, _ answer: Prose) -> Markup {
    .element(
      "details", ["class": "ask"],
      .element("summary", [:], .text("Predict first: "), question.html(numbering)),
      .element("p", [:], answer.html(numbering)))
  }

  private func formula(_ latex: String, _ reading: Prose?) -> Markup {
    let spoken = reading.map {
      Markup.element("p", ["class": "reading"], $0.html(numbering))
    }
    return .element(
      "div", ["class": "eq"], Formula(latex).mathML(display: true), spoken ?? .empty)
  }

  private func list(_ exercises: [Exercise]) -> Markup {
    let items = exercises.map { exercise in
      let run = exercise.command.map {
        Markup.element("p", ["class": "run"], .element("code", [:], .text($0)))
      }
      let answer = exercise.answer.map {
        Markup.element(
          "details", [:], .element("summary", [:], .text("Answer")),
          .element("p", [:], $0.html(numbering)))
      }
      return Markup.element(
        "li", [:], .element("p", [:], exercise.task.html(numbering)), run ?? .empty,
        answer ?? .empty)
    }
    return .element("h3", [:], .text("Exercises"))
      + .element("ol", ["class": "exercises"], .joined(items))
  }

  private func list(_ references: [Reference]) -> Markup {
    let items = references.map { reference in
      let title = Markup.element("cite", [:], .text(reference.title))
      let linked =
        reference.link.map { Markup.element("a", ["href": $0, "rel": "noreferrer"], title) }
        ?? title
      return Markup.element(
        "li", [:], .text(reference.authors + ". "), linked, .text(". \(reference.venue)."))
    }
    return .element("h3", [:], .text("Sources"))
      + .element("ul", ["class": "references"], .joined(items))
  }
}
