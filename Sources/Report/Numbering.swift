import Charts

/// The numbers and the links of a document: figures are counted by page, claims know their figure and the reverse.
struct Numbering {
  /// Number of each figure, `2.3`, by its id.
  private(set) var figures: [String: String] = [:]
  /// Claims that a figure shows, by its id.
  private(set) var claims: [String: [Claim]] = [:]

  init(_ document: ReportDocument) {
    for (index, page) in document.pages.enumerated() {
      for (place, figure) in page.figures.enumerated() {
        figures[figure.id] =
          document.pages.count > 1 ? "\(index + 1).\(place + 1)" : "\(place + 1)"
      }
    }
    for claim in document.claims {
      if let id = claim.figureID { claims[id, default: []].append(claim) }
    }
  }
}
