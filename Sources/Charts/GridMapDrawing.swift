extension GridMap {
  private static var textSize: Double { 12 }

  private var cellHeight: Double { rows <= 5 ? 62 : 50 }

  func drawn(id: String) -> Drawing {
    var drawing = Drawing(height: cellHeight * Double(rows))
    drawing.margins.bottom = 4
    let (hatch, colors, shown) = (id + "-hatch", valueMap, visibility)
    if cells.contains(where: \.isClosed) { drawing.add(ColorBar.hatch(id: hatch)) }
    for cell in cells.indices {
      drawing.add(
        cells[cell].isClosed ? closed(cell, hatch) : open(cell, colors, numberClass: shown))
    }
    ColorBar(colors, values: frames.last!.values).draw(into: &drawing)
    return drawing
  }

  /// The widths at which the numbers fit into their cells: nil for all, none without any.
  private var visibility: String? {
    let texts = frames.flatMap { $0.values.map { LabelText(plain: text($0)) } }
    let needed = texts.map { $0.width(size: Self.textSize, bold: true) }.max() ?? 0
    func fits(_ variant: Drawing.Variant) -> Bool {
      needed + 4 <= variant.plotWidth / Double(columns)
    }
    return fits(.narrow) ? nil : fits(.wide) ? Drawing.Variant.wide.rawValue : "off"
  }

  private func closed(_ cell: Int, _ hatch: String) -> Markup {
    let name = Markup.element(
      "text", ["class": "name c-neutral middle", "dy": ".35em"], LabelText(cells[cell].name).svg)
    return box(cell, fill: "url(#\(hatch))") + place(cell, across: 0.5, down: 0.5, name)
  }

  private func open(_ cell: Int, _ colors: AxisMap, numberClass: String?) -> Markup {
    let frame = frames.last!
    let level = colors.fraction(frame.values[cell]).map(SequentialPalette.level)
    // Without a colour there is the page, light or dark: its ink.
    let ground: String? = level == nil ? "bare" : level! < Self.firstLightLevel ? "pale" : nil
    let number = Markup.element(
      "text", ["class": classes("inner number middle", numberClass), "y": hasArrows ? "-3" : "8"],
      LabelText(plain: text(frame.values[cell])).svg)
    let arrows = Arrow.allCases.map { arrow(_: $0, isShown: frame.arrows[cell].contains($0)) }
    let name = cells[cell].name
    let corner: Markup =
      name.isEmpty
      ? .empty
      : .element("text", ["class": "inner weak", "x": "4", "y": "12"], LabelText(name).svg)
    return .element(
      "g", ["data-cell": String(cell), "class": ground],
      box(cell, fill: level.map { SequentialPalette.colors[$0] } ?? "none"),
      place(cell, across: 0.5, down: 0.5, number + .joined(arrows)),
      name.isEmpty ? .empty : place(cell, across: 0, down: 0, corner))
  }

  /// Whether a number has to leave room for the arrows below it.
  private var hasArrows: Bool { frames.contains { $0.arrows.contains { !$0.isEmpty } } }

  private func box(_ cell: Int, fill: String) -> Markup {
    .element(
      "rect",
      [
        "class": "tile", "x": percent(Double(cell % columns) / Double(columns)),
        "y": coordinate(cellHeight * Double(cell / columns)),
        "width": percent(1 / Double(columns)), "height": coordinate(cellHeight), "fill": fill,
      ])
  }

  /// Content whose origin lies at a share of a cell.
  private func place(
    _ cell: Int, across: Double, down: Double, _ content: Markup
  ) -> Markup {
    .element(
      "svg",
      [
        "x": percent((Double(cell % columns) + across) / Double(columns)),
        "y": coordinate(cellHeight * (Double(cell / columns) + down)), "overflow": "visible",
      ], content)
  }

  /// An arrow of the rose under the number: from its middle outwards.
  private func arrow(_ direction: Arrow, isShown: Bool) -> Markup {
    .element(
      "path",
      [
        "class": classes("arrow", isShown ? nil : "off"), "data-arrow": String(direction.rawValue),
        "transform": "translate(0 13) rotate(\(90 * direction.rawValue))",
        "d": "M0 -1V-9.5M-3.2 -6.3L0 -9.5L3.2 -6.3",
      ])
  }
}

extension GridMap {
  /// One row a moment and cell.
  var table: DataTable { table(of: frames) }

  /// The rows of the moment that is drawn.
  var lastTable: DataTable { table(of: [frames.last!]) }

  private func table(of moments: [Frame]) -> DataTable {
    let headings = [
      DataTable.Column(label), .init("row"), .init("column"), .init("what"), .init(axis: value),
      .init(arrowLabel),
    ]
    let rows = moments.flatMap { frame in
      cells.indices.map { cell -> [DataTable.Cell] in
        [
          .number(frame.position), .number(Double(cell / columns)),
          .number(Double(cell % columns)), .text(cells[cell].name),
          cells[cell].isClosed ? .empty : .number(frame.values[cell]),
          .text(frame.arrows[cell].map(\.character).joined()),
        ]
      }
    }
    return DataTable(columns: headings, rows: rows)
  }
}
