import Charts

/// The numbers and the links of a document: figures are counted by page, claims know their figure and the reverse.
struct Numbering {
  /// Number of each figure, `2.3`, by its id.
  private(set) var figures: [String: String] = [:]
  /// Claims that a figure shows, by its id.
  private(set) var claims: [String: [Claim]] = [:]
  /// Titles of pages by their id.
  private(set) var titles: [String: String] = [:]

  init(_ document: ReportDocument) {
    for (index, page) in document.pages.enumerated() {
      titles[page.id] = page.title
      for (place, figure) in page.figures.enumerated() {
        figures[figure.id] =
          document.pages.count > 1 ? "\(index + 1).\(place + 1)" : "\(place + 1)"
      }
    }
    for claim in document.claims {
      if let id = claim.figureID { claims[id, default: []].append(claim) }
    }
  }

  /// Words for a link that has none of its own: `Figure 2.3`, a page's title, or the target itself.
  func words(for target: String) -> String {
    let id = String(target.drop { $0 == "#" })
    if id.hasPrefix("figure-"), let number = figures[String(id.dropFirst(7))] {
      return "Figure " + number
    }
    return titles[id] ?? target
  }
}
