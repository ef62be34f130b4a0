extension LineLayer {
  private static var labelHeight: Double { 15 }
  private static var labelSize: Double { 12.5 }

  /// Names lines and thresholds where they run; a name that finds no room goes to the legend of that width.
  func label(
    _ series: [Series], around points: [Series] = [], in drawing: inout Drawing
  ) {
    var homeless: [Int: Set<Drawing.Variant>] = [:]
    for variant in Drawing.Variant.allCases {
      var placer = LabelPlacer(width: variant.plotWidth, height: height)
      let lines = series.map { placer.add(scaled(placed($0).runs, to: variant)) }
      for group in points { block(group, in: &placer) }
      drawing.add(ruleLabels(&placer, variant))
      for (index, line) in series.enumerated() where !line.name.isEmpty {
        let text = LabelText(line.name)
        let width = text.width(size: Self.labelSize, bold: true)
        if let box = placer.place(lines[index], width: width, height: Self.labelHeight) {
          drawing.add(name(text, at: box, line.role, variant))
        } else {
          homeless[index, default: []].insert(variant)
        }
      }
    }
    for (index, line) in series.enumerated() {
      guard let variants = homeless[index] else { continue }
      drawing.legend.append(
        LegendEntry(
          name: line.name, role: line.role, swatch: .line(line.dash),
          only: variants.count == 1 ? variants.first : nil))
    }
  }

  /// Keeps names off the points of a group.
  private func block(_ group: Series, in placer: inout LabelPlacer) {
    for point in placed(group).runs.joined() {
      let across = point.x * placer.width / Drawing.nominalWidth
      placer.block(LabelPlacer.Box(x: across - 3, y: point.y - 3, width: 6, height: 6))
    }
  }

  private func scaled(
    _ runs: [[(x: Double, y: Double)]], to variant: Drawing.Variant
  )
    -> [[(x: Double, y: Double)]]
  {
    runs.map { run in
      run.map { ($0.x * variant.plotWidth / Drawing.nominalWidth, $0.y) }
    }
  }

  /// Labels of bands and thresholds. They come first: their place is less free than a line's.
  private func ruleLabels(_ placer: inout LabelPlacer, _ variant: Drawing.Variant) -> Markup {
    var pieces = Markup.empty
    for band in bands where !band.label.isEmpty {
      pieces += corner(band, &placer, variant)
    }
    for threshold in thresholds where !threshold.label.isEmpty {
      let text = LabelText(threshold.label)
      let width = text.width(size: Self.labelSize)
      switch threshold.direction {
      case .horizontal:
        guard let up = y.fraction(threshold.value), (0...1).contains(up) else { continue }
        let level = (1 - up) * height
        let line = placer.add([[(0, level), (variant.plotWidth, level)]])
        if let box = placer.place(line, width: width, height: Self.labelHeight) {
          pieces += name(text, at: box, threshold.role, variant, weak: true)
        }
      case .vertical:
        guard let across = x.fraction(threshold.value), (0...1).contains(across) else { continue }
        let column = across * variant.plotWidth
        let line = placer.add([[(column, 0), (column, height)]])
        if let box = placer.place(line, width: width, height: Self.labelHeight) {
          pieces += name(text, at: box, threshold.role, variant, weak: true)
        }
      }
    }
    return pieces
  }

  private func corner(
    _ band: Band, _ placer: inout LabelPlacer, _ variant: Drawing.Variant
  )
    -> Markup
  {
    let text = LabelText(band.label)
    let horizontal = band.direction == .horizontal
    let up = horizontal ? min(1, y.fraction(band.range.upperBound) ?? 1) : 1
    let across = horizontal ? 0 : max(0, x.fraction(band.range.lowerBound) ?? 0)
    let width = text.width(size: Self.labelSize)
    let left = LabelPlacer.Box(
      x: across * variant.plotWidth + 6, y: (1 - up) * height + 3, width: width,
      height: Self.labelHeight)
    var right = left
    right.x = (horizontal ? variant.plotWidth : right.x + width + 12) - width - 6
    let box = placer.isFree(left) || !placer.isFree(right) ? left : right
    placer.block(box)
    return name(text, at: box, band.role, variant, weak: true)
  }

  private func name(
    _ text: LabelText, at box: LabelPlacer.Box, _ role: ColorRole, _ variant: Drawing.Variant,
    weak: Bool = false
  ) -> Markup {
    .element(
      "text",
      [
        "class": classes("name", role.className, weak ? "weak" : "direct", variant.rawValue),
        "x": percent(box.x / variant.plotWidth), "y": coordinate(box.y + Self.labelHeight - 3.5),
      ], text.svg)
  }
}
