/// The list of what colours mean, for whatever isn't named in the picture itself.
enum Legend {
  /// Pixels left of the legend in a file of its own.
  static let inset = 12.0
  private static let row = 20.0

  /// As a list under a plot in a page.
  static func html(_ entries: [LegendEntry]) -> Markup {
    guard !entries.isEmpty else { return .empty }
    let items = merged(entries).map { entry in
      Markup.element(
        "li", ["class": entry.only?.rawValue],
        .element(
          "svg", ["width": "22", "height": "12", "aria-hidden": "true"], swatch(entry)),
        LabelText(entry.name).html)
    }
    return .element("ul", ["class": "legend"], .joined(items))
  }

  /// As rows of a file of its own, with the height they take.
  static func svg(_ entries: [LegendEntry], width: Double) -> (markup: Markup, height: Double) {
    var (x, y) = (0.0, 0.0)
    var pieces = Markup.empty
    for entry in merged(entries) where entry.only != .narrow {
      let text = LabelText(entry.name)
      let needed = 28 + text.width(size: 12.5) + 18
      if x > 0 && x + needed > width { (x, y) = (0, y + row) }
      pieces += .element(
        "g", ["transform": "translate(\(coordinate(x)) \(coordinate(y)))"], swatch(entry),
        .element("text", ["class": "label", "x": "28", "y": "10.5"], text.svg))
      x += needed
    }
    return (pieces, pieces == .empty ? 0 : y + row + 6)
  }

  /// Entries that look alike and whose names begin alike, as one: "seed 1", "seed 2" become "seed 1, 2".
  static func merged(_ entries: [LegendEntry]) -> [LegendEntry] {
    var result: [LegendEntry] = []
    for entry in entries {
      let stem = entry.name.lastIndex(of: " ").map { entry.name[...$0] }
      let like = result.firstIndex {
        $0.role == entry.role && $0.swatch == entry.swatch && $0.only == entry.only
          && stem != nil && $0.name.hasPrefix(stem!)
      }
      guard let like, let stem else {
        result.append(entry)
        continue
      }
      result[like] = LegendEntry(
        name: result[like].name + ", " + entry.name.dropFirst(stem.count), role: entry.role,
        swatch: entry.swatch, only: entry.only)
    }
    return result
  }

  private static func swatch(_ entry: LegendEntry) -> Markup {
    let color = entry.role.className
    switch entry.swatch {
    case .line(let dash):
      return .element(
        "line",
        ["class": classes("line", color, dash.className), "x2": "22", "y1": "6", "y2": "6"])
    case .trail(let dash):
      return .element(
        "g", ["class": "ground"],
        .element("line", ["class": "trail-halo", "x2": "22", "y1": "6", "y2": "6"]),
        .element(
          "line",
          ["class": classes("line", color, dash.className), "x2": "22", "y1": "6", "y2": "6"]))
    case .area:
      return .element(
        "rect", ["class": classes("bar", color), "width": "18", "height": "12", "x": "2"])
    case .dot:
      return .element(
        "circle", ["class": classes("dot", color), "cx": "11", "cy": "6", "r": "4"])
    case .phase:
      return .element(
        "rect", ["class": classes("phase", color), "width": "18", "height": "12", "x": "2"])
    case .hatched(let pattern):
      return .element(
        "rect", ["fill": "url(#\(pattern))", "width": "18", "height": "12", "x": "2"])
    }
  }
}
