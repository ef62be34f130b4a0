extension Figure {
  /// The drawing of this kind.
  func drawn() -> Drawing {
    switch kind {
    case .lines(let chart): chart.drawn()
    case .heatMap(let map): map.drawn(id: id)
    case .scatter(let plot): plot.drawn()
    case .bars(let chart): chart.drawn()
    case .contours(let map): map.drawn()
    case .phases(let diagram): diagram.drawn()
    case .grid(let map): map.drawn(id: id)
    case .pictures(let pictures): pictures.drawn()
    case .planes(let planes): planes.drawn()
    }
  }

  /// The figure for a page: a plot that takes the width it is given, and its legend.
  ///
  /// It uses the page's custom properties (``Palette``) and rules (``FigureStyle``, ``chartCSS``).
  public func inline() -> Markup {
    let drawing = drawn()
    let margins = drawing.margins
    let padding = [margins.top, margins.right, margins.bottom, margins.left]
      .map { coordinate($0) + "px" }.joined(separator: " ")
    let svg = Markup.element(
      "svg",
      [
        "role": "img", "aria-labelledby": "\(id)-title \(id)-alt", "width": "100%",
        "height": coordinate(drawing.height),
        "style": drawing.narrowHeight.map { "--narrow:\(coordinate($0))px" },
      ], description + drawing.body)
    return .element(
      "div", ["class": "chart", "data-figure": id],
      .element("div", ["class": "plot", "style": "padding:" + padding], svg),
      Legend.html(drawing.legend))
  }

  /// The figure as a file of its own, light or dark as the reader's system is.
  public func svg() -> String {
    let drawing = drawn()
    let margins = drawing.margins
    let width = margins.left + Drawing.nominalWidth + margins.right
    let legend = Legend.svg(drawing.legend, width: width - 2 * Legend.inset)
    let height = margins.top + drawing.height + margins.bottom + legend.height
    let plot = Markup.element(
      "svg",
      [
        "x": coordinate(margins.left), "y": coordinate(margins.top),
        "width": coordinate(Drawing.nominalWidth), "height": coordinate(drawing.height),
        "overflow": "visible",
      ], drawing.body)
    let key = Markup.element(
      "g",
      [
        "transform":
          "translate(\(coordinate(Legend.inset)) \(coordinate(height - legend.height)))"
      ], legend.markup)
    return Markup.element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "role": "img",
        "aria-labelledby": "\(id)-title \(id)-alt",
        "viewBox": "0 0 \(coordinate(width)) \(coordinate(height))", "width": coordinate(width),
        "height": coordinate(height),
      ], description, .element("style", [:], .verbatim(Self.standaloneCSS)),
      .element("rect", ["class": "paper", "width": "100%", "height": "100%"]), plot, key
    ).source + "\n"
  }

  /// Rules for ``inline()`` in a page.
  public static let chartCSS = """
    .chart{container-type:inline-size}.plot{position:relative}.plot svg{display:block}.plot>svg{overflow:visible}
    @container (max-width:540px){.wide{display:none}.plot>svg[style]{height:var(--narrow)}}
    @container (min-width:540.02px){.narrow{display:none}}
    """

  private var description: Markup {
    .element("title", ["id": id + "-title"], .text(title))
      + .element("desc", ["id": id + "-alt"], .text(alt))
  }

  private static var standaloneCSS: String {
    "svg{" + Palette.lightDeclarations + "}\n@media (prefers-color-scheme:dark){svg{"
      + Palette.darkDeclarations + "}}\n.paper{fill:var(--paper)}.narrow{display:none}\n"
      + FigureStyle.css
  }
}
