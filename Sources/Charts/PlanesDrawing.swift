extension Planes {
  /// Sizes of a plane in pixels at its nominal width; all of it grows and shrinks with the page.
  private struct Panel {
    let side: Double
    static let left = 30.0
    static let right = 6.0
    static let top = 22.0
    static let bottom = 20.0

    var width: Double { Self.left + side + Self.right }
    var height: Double { Self.top + side + Self.bottom }

    /// Fewer planes in a row are larger ones.
    init(columns: Int, in variant: Drawing.Variant) {
      switch (variant, columns) {
      case (_, 1), (.wide, 2): side = 250
      case (.wide, 3): side = 172
      default: side = 126
      }
    }
  }

  func drawn() -> Drawing {
    let maps = maps
    var drawing = Drawing(height: height(.wide))
    drawing.narrowHeight = height(.narrow)
    drawing.margins.left = 2
    drawing.margins.right = 2
    for variant in Drawing.Variant.allCases {
      drawing.add(
        .element(
          "g", ["class": variant.rawValue],
          .joined(groups.indices.map { panel($0, maps, variant) })))
    }
    addLabel(to: &drawing)
    drawing.legend = circles.filter { !$0.label.isEmpty }.map {
      LegendEntry(name: $0.label, role: $0.role, swatch: .line(.solid))
    }
    return drawing
  }

  private func columns(_ variant: Drawing.Variant) -> Int {
    max(1, min(groups.count, variant == .wide ? 4 : 2))
  }

  private func height(_ variant: Drawing.Variant) -> Double {
    let columns = columns(variant)
    let rows = max(1, (groups.count + columns - 1) / columns)
    return Double(rows) * Panel(columns: columns, in: variant).height
  }

  /// One line for all planes.
  private func addLabel(to drawing: inout Drawing) {
    let words = "\(x.caption) across, \(y.caption) up"
    drawing.add(
      .element(
        "svg", ["x": "50%", "y": "100%", "overflow": "visible"],
        .element("text", ["class": "label middle", "y": "14"], LabelText(words).svg)))
  }

  private func panel(
    _ index: Int, _ maps: (x: AxisMap, y: AxisMap), _ variant: Drawing.Variant
  ) -> Markup {
    let columns = columns(variant)
    let size = Panel(columns: columns, in: variant)
    let content = frame(size, maps) + specks(groups[index], size, maps) + rings(size, maps)
    let inner = Markup.element(
      "svg",
      [
        "x": coordinate(Panel.left), "y": coordinate(Panel.top), "width": coordinate(size.side),
        "height": coordinate(size.side), "overflow": "visible",
      ], content)
    let name = Markup.element(
      "text",
      [
        "class": classes("name", groups[index].role.className), "x": coordinate(Panel.left),
        "y": "13",
      ], LabelText(groups[index].name).svg)
    return .element(
      "svg",
      [
        "class": "panel", "x": percent(Double(index % columns) / Double(columns)),
        "y": coordinate(Double(index / columns) * size.height),
        "width": percent(1 / Double(columns)), "height": coordinate(size.height),
        "viewBox": "0 0 \(coordinate(size.width)) \(coordinate(size.height))",
        "preserveAspectRatio": "xMidYMin meet",
      ], name, inner)
  }

  /// Marks and grid of a plane; the lines through the origin are the axes.
  private func frame(_ size: Panel, _ maps: (x: AxisMap, y: AxisMap)) -> Markup {
    let count = max(3, Int(size.side / 24))
    let end = coordinate(size.side)
    let across = maps.x.ticks(count).map { tick in
      let place = coordinate(size.side * maps.x.fraction(ruler: tick.position))
      return Markup.element(
        "line",
        [
          "class": tick.position == 0 ? "axis" : "grid", "x1": place, "x2": place, "y1": "0",
          "y2": end,
        ])
        + .element(
          "text", ["class": "tick middle", "x": place, "y": coordinate(size.side + 15)],
          LabelText(tick.label).svg)
    }
    let up = maps.y.ticks(count).map { tick in
      let place = coordinate(size.side * (1 - maps.y.fraction(ruler: tick.position)))
      return Markup.element(
        "line",
        [
          "class": tick.position == 0 ? "axis" : "grid", "y1": place, "y2": place, "x1": "0",
          "x2": end,
        ])
        + .element(
          "text", ["class": "tick end", "x": "-5", "y": place, "dy": ".34em"],
          LabelText(tick.label).svg)
    }
    return .joined(across + up)
  }

  /// Over the points, which would hide a small circle.
  private func rings(_ size: Panel, _ maps: (x: AxisMap, y: AxisMap)) -> Markup {
    .joined(
      circles.map { circle in
        let span = maps.x.upper / 2 - maps.x.lower / 2
        return .joined(
          ["ring-halo", classes("ring-line", circle.role.className)].map { name in
            .element(
              "circle",
              [
                "class": name, "cx": coordinate(size.side * maps.x.fraction(ruler: 0)),
                "cy": coordinate(size.side * (1 - maps.y.fraction(ruler: 0))),
                "r": coordinate(size.side * circle.radius / 2 / span),
              ])
          })
      })
  }

  /// All points of a plane as one path of strokes without length, whose round ends are the dots: a thousand of
  /// them weigh a tenth of a thousand circles, and keep their size when the plane shrinks.
  private func specks(
    _ group: Series, _ size: Panel, _ maps: (x: AxisMap, y: AxisMap)
  ) -> Markup {
    let points = zip(group.x, group.y).compactMap { point -> String? in
      guard let across = maps.x.fraction(point.0), let up = maps.y.fraction(point.1) else {
        return nil
      }
      return "M\(coordinate(size.side * across)) \(coordinate(size.side * (1 - up)))h0"
    }
    return .element(
      "path",
      [
        "class": classes(
          "specks", points.count > 300 ? "most" : points.count > 100 ? "many" : nil,
          group.role.className),
        "d": points.joined(),
      ])
  }
}
