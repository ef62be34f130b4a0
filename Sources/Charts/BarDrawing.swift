extension BarChart {
  private static var barHeight: Double { 15 }
  private static var lineHeight: Double { 17 }
  private static var categoryGap: Double { 12 }

  /// The axis fitted to every value and threshold; linear axes reach zero.
  public var map: AxisMap {
    let values = groups.flatMap(\.values) + thresholds.map(\.value)
    return AxisMap(value, fitting: values, fit: .zero)
  }

  /// The top edge of each bar in pixels, by category, then by group.
  public var barTops: [[Double]] {
    var top = 6.0
    return categories.map { category in
      top += Self.lineHeight * Double(PlotAxes.wrapped(category).count)
      defer { top += Self.categoryGap }
      return groups.map { _ in
        defer { top += Self.barHeight + 2 }
        return top
      }
    }
  }

  private var plotHeight: Double {
    (barTops.last?.last).map { $0 + Self.barHeight + 8 } ?? 120
  }

  func drawn() -> Drawing {
    var drawing = Drawing(height: plotHeight)
    let map = map
    var axes = PlotAxes(x: map, y: map)
    axes.parts = [.xMarks, .xLabel, .verticalGrid]
    axes.startMark = false
    axes.draw(into: &drawing)
    drawing.add(baseline(map))
    for (category, tops) in zip(categories.indices, barTops) {
      drawing.add(heading(categories[category], above: tops.first ?? 0))
      for (group, top) in zip(groups, tops) {
        drawing.add(bar(group.values[category], group.role, at: top, map))
        drawing.margins.reserve(label(group.values[category]), negative: group.values[category] < 0)
      }
    }
    drawThresholds(into: &drawing, map)
    if groups.count > 1 {
      drawing.legend = groups.map { LegendEntry(name: $0.name, role: $0.role, swatch: .area) }
    }
    return drawing
  }

  /// Where bars begin: zero, or the lower end of an axis of decades.
  private func origin(_ map: AxisMap) -> Double {
    value.scale.showsDecades ? 0 : map.fraction(ruler: 0).clamped(to: 0...1)
  }

  private func baseline(_ map: AxisMap) -> Markup {
    let across = percent(origin(map))
    return .element(
      "line", ["class": "axis", "x1": across, "x2": across, "y1": "0", "y2": "100%"])
  }

  private func heading(_ category: String, above top: Double) -> Markup {
    let lines = PlotAxes.wrapped(category)
    return .joined(
      lines.enumerated().map { index, line in
        .element(
          "text",
          [
            "class": "label halo", "x": "6",
            "y": coordinate(top - 5 - Self.lineHeight * Double(lines.count - 1 - index)),
          ], LabelText(line).svg)
      })
  }

  private func label(_ value: Double) -> LabelText {
    LabelText(value.isNaN ? "none" : NumberText.format(value, scale: self.value.scale))
  }

  private func bar(_ value: Double, _ role: ColorRole, at top: Double, _ map: AxisMap) -> Markup {
    let start = origin(map)
    let end = map.fraction(value)?.clamped(to: 0...1) ?? start
    let negative = end < start
    return .element(
      "rect",
      [
        "class": classes("bar", role.className), "x": percent(min(start, end)),
        "width": percent(abs(end - start)), "y": coordinate(top),
        "height": coordinate(Self.barHeight),
      ])
      + .element(
        "svg", ["x": percent(end), "y": coordinate(top), "overflow": "visible"],
        .element(
          "text",
          [
            "class": classes("value halo", negative ? "end" : nil), "x": negative ? "-6" : "6",
            "y": "11.5",
          ], label(value).svg))
  }

  private func drawThresholds(into drawing: inout Drawing, _ map: AxisMap) {
    for threshold in thresholds {
      guard let across = map.fraction(threshold.value), (0...1).contains(across) else { continue }
      let place = percent(across)
      drawing.add(
        .element(
          "line",
          [
            "class": classes("rule", threshold.role.className), "x1": place, "x2": place,
            "y1": "-4", "y2": "100%",
          ]))
      drawing.add(
        .element(
          "text",
          [
            "class": classes(
              "name weak", threshold.role.className,
              across > 0.7 ? "end" : across > 0.3 ? "middle" : nil), "x": place, "y": "-9",
          ], LabelText(threshold.label).svg))
      drawing.margins.top = max(drawing.margins.top, 28)
    }
  }
}

extension Drawing.Margins {
  /// Room for a bar's value beyond the plot's edge.
  fileprivate mutating func reserve(_ label: LabelText, negative: Bool) {
    let width = label.width(size: 12) + 10
    if negative { left = max(left, width) } else { right = max(right, width) }
  }
}
