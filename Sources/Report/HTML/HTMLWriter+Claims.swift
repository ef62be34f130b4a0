import Charts

extension HTMLWriter {
  /// All claims at the top, by page. A report of one page has them near enough.
  var contents: Markup {
    guard !document.claims.isEmpty else { return .empty }
    let (held, made) = (document.claims.filter(\.holds).count, document.claims.count)
    let verdict =
      held == made
      ? "All \(made) claims hold." : "\(held) of \(made) claims hold; \(made - held) failed."
    let pages = document.pages.map { page in
      (document.pages.count > 1
        ? Markup.element(
          "h3", [:], .element("a", ["href": "#" + page.id], .text(page.title))) : .empty)
        + .element("ul", ["class": "tally"], .joined(page.claims.map(entry)))
    }
    return .element(
      "section", ["id": "claims", "class": "contents", "aria-labelledby": "claims-heading"],
      .element("h2", ["id": "claims-heading"], .text("What was claimed, what was measured")),
      .element("p", [:], .text(verdict)), .joined(pages))
  }

  private func entry(_ claim: Claim) -> Markup {
    .element(
      "li", ["class": claim.holds ? "holds" : "fails"], mark(claim),
      .element("a", ["href": "#" + claim.anchor], claim.sentence.html(numbering)),
      .element("span", ["class": "num"], LabelText(plain: claim.measuredText).html))
  }

  private func mark(_ claim: Claim) -> Markup {
    .element(
      "span",
      ["class": "mark", "role": "img", "aria-label": claim.holds ? "holds" : "fails"],
      .text(claim.holds ? "✓" : "✗"))
  }

  /// Claims where they are made, each with its range as a picture.
  func list(_ claims: [Claim]) -> Markup {
    .element("ul", ["class": "claims"], .joined(claims.map(item)))
  }

  private func item(_ claim: Claim) -> Markup {
    let shown = claim.figureID.flatMap { id in
      numbering.figures[id].map { number in
        Markup.element(
          "a", ["class": "dim", "href": "#figure-" + id], .text("Figure \(number)"))
      }
    }
    let facts = Markup.element(
      "div", ["class": "facts"], RangePicture(claim).markup,
      .element("span", ["class": "num"], LabelText(plain: claim.measuredText).html),
      .element("span", ["class": "dim"], LabelText(plain: claim.expectedText).html),
      .element("span", ["class": "dim strength"], .text(claim.strength.rawValue)),
      shown ?? .empty)
    let detail = claim.detail.map {
      Markup.element("p", ["class": "detail"], $0.html(numbering))
    }
    return .element(
      "li", ["class": "claim " + (claim.holds ? "holds" : "fails"), "id": claim.anchor],
      mark(claim),
      .element(
        "div", [:], .element("p", [:], claim.sentence.html(numbering)), facts, detail ?? .empty))
  }
}

extension Claim {
  /// Where the claim is in a page.
  var anchor: String { "claim-" + id }
}
