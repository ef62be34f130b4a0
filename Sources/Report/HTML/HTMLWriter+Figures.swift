import Charts

extension HTMLWriter {
  private static let shownRows = 24
  private static let shownColumns = 10

  /// A figure with its controls, its caption, the claims that it shows, and the numbers behind it.
  func figure(_ figure: Figure, _ caption: Prose) -> Markup {
    let number = numbering.figures[figure.id] ?? ""
    let data = FigureData.json(figure).map {
      Markup.element(
        "script", ["type": "application/json", "class": "numbers"], .verbatim($0.compact))
    }
    return .element(
      "figure", ["id": "figure-" + figure.id], figure.inline(), controls(figure),
      .element(
        "figcaption", [:], .element("b", [:], .text("Figure \(number). \(figure.title). ")),
        caption.html(numbering), shows(figure)), behind(figure, number), data ?? .empty)
  }

  /// The slider. It stays hidden without the script, which alone can move it.
  private func controls(_ figure: Figure) -> Markup {
    guard let slider = figure.slider else { return .empty }
    let name = figure.id + "-slider"
    let last = String(slider.count - 1)
    return .element(
      "div", ["class": "controls", "hidden": ""],
      .element("label", ["for": name], LabelText(slider.label).html),
      .element(
        "input",
        ["type": "range", "id": name, "min": "0", "max": last, "value": last, "step": "1"]),
      .element("output", ["for": name], .text("")))
  }

  private func shows(_ figure: Figure) -> Markup {
    guard let claims = numbering.claims[figure.id], !claims.isEmpty else { return .empty }
    let links = claims.map { claim in
      Markup.element(
        "a", ["href": "#" + claim.anchor], .text(claim.holds ? "✓ " : "✗ "),
        claim.sentence.html(numbering))
    }
    return .element(
      "span", ["class": "shows"], .text("Shows: "), .joined(links, separator: " · "))
  }

  private func behind(_ figure: Figure, _ number: String) -> Markup {
    let whole = figure.shownTable
    let table = whole.thinned(rows: Self.shownRows, columns: Self.shownColumns)
    var words = "Data behind figure \(number)"
    if table.rows.count < whole.rows.count || table.columns.count < whole.columns.count {
      words += ": \(table.rows.count) of \(whole.rows.count) rows"
      if table.columns.count < whole.columns.count {
        words += ", \(table.columns.count) of \(whole.columns.count) columns"
      }
      words += "; all of them are in report.json"
    }
    return .element(
      "details", ["class": "data"], .element("summary", [:], .text(words)),
      scrolled(grid(table), label: "Data behind figure \(number)"))
  }

  /// A table of the page itself.
  func table(_ table: DataTable, _ caption: Prose) -> Markup {
    scrolled(
      grid(table, caption: .element("caption", [:], caption.html(numbering))),
      label: caption.plain)
  }

  private func scrolled(_ content: Markup, label: String) -> Markup {
    .element(
      "div", ["class": "scroll", "role": "group", "tabindex": "0", "aria-label": label], content)
  }

  private func grid(_ table: DataTable, caption: Markup = .empty) -> Markup {
    let words = table.columns.indices.map { column in
      table.rows.contains { $0[column].isWord }
    }
    let headings = zip(table.columns, words).map { column, isText in
      Markup.element(
        "th", ["scope": "col", "class": isText ? "word" : nil],
        LabelText(column.name).html + .text(column.unit.map { " (\($0))" } ?? ""))
    }
    let rows = table.rows.map { row in
      Markup.element(
        "tr", [:],
        .joined(
          zip(row, table.columns).enumerated().map { index, pair in
            .element(
              "td", ["class": words[index] ? pair.0.style : nil],
              TableText.label(pair.0, pair.1.scale).html)
          }))
    }
    return .element(
      "table", [:], caption, .element("thead", [:], .element("tr", [:], .joined(headings))),
      .element("tbody", [:], .joined(rows)))
  }
}

/// Cells as people read them.
enum TableText {
  static func label(_ cell: DataTable.Cell, _ scale: Axis.Scale) -> LabelText {
    if case .literal(let text) = cell { return LabelText(plain: text) }
    return LabelText(format(cell, scale))
  }

  static func format(_ cell: DataTable.Cell, _ scale: Axis.Scale) -> String {
    switch cell {
    case .number(let value) where value.isNaN: "–"
    case .number(let value): NumberText.format(value, scale: scale, digits: 4)
    case .text(let text), .literal(let text): text
    case .empty: ""
    }
  }
}

extension DataTable.Cell {
  /// Whether its column is set as words.
  var isWord: Bool {
    switch self {
    case .text, .literal: true
    case .number, .empty: false
    }
  }

  /// Its class in a column of words: a long name breaks where it must, because it may have no space.
  fileprivate var style: String {
    if case .literal(let text) = self, text.utf8.count > 32 { return "word foreign" }
    return "word"
  }
}

extension Figure {
  /// What the figure's slider counts, and how many stops it has; nil without one.
  var slider: (label: String, count: Int)? {
    switch kind {
    case .lines(let chart):
      chart.frames.flatMap { $0.frames.count > 1 ? ($0.label, $0.frames.count) : nil }
    case .heatMap(let map):
      map.group != nil && map.rows.count > 1 ? (map.y.label, map.rows.count) : nil
    case .grid(let map): map.frames.count > 1 ? (map.label, map.frames.count) : nil
    default: nil
    }
  }
}
