extension LineLayer {
  /// Bands and spreads, which lie under everything else.
  func shading(_ series: [Series]) -> Markup {
    var pieces = Markup.empty
    for band in bands { pieces += rectangle(band) }
    var spreads = Markup.empty
    for line in series {
      guard let spread = line.spread else { continue }
      spreads += .element(
        "path", ["class": classes("spread", line.role.className), "d": outline(line.x, spread)])
    }
    return spreads == .empty ? pieces : pieces + stretched(spreads)
  }

  /// Thresholds as straight lines.
  var rules: Markup {
    .joined(
      thresholds.compactMap { threshold in
        let name = classes("rule", threshold.role.className)
        switch threshold.direction {
        case .horizontal:
          guard let up = y.fraction(threshold.value), (0...1).contains(up) else { return nil }
          return .element(
            "line",
            ["class": name, "x1": "0", "x2": "100%", "y1": percent(1 - up), "y2": percent(1 - up)])
        case .vertical:
          guard let across = x.fraction(threshold.value), (0...1).contains(across) else {
            return nil
          }
          return .element(
            "line",
            ["class": name, "x1": percent(across), "x2": percent(across), "y1": "0", "y2": "100%"])
        }
      })
  }

  private func rectangle(_ band: Band) -> Markup {
    let map = band.direction == .horizontal ? y : x
    let low = max(0, min(1, map.fraction(band.range.lowerBound) ?? 0))
    let high = max(0, min(1, map.fraction(band.range.upperBound) ?? 1))
    let name = classes("band", band.role.className)
    return band.direction == .horizontal
      ? .element(
        "rect",
        [
          "class": name, "x": "0", "width": "100%", "y": percent(1 - high),
          "height": percent(high - low),
        ])
      : .element(
        "rect",
        [
          "class": name, "y": "0", "height": "100%", "x": percent(low),
          "width": percent(high - low),
        ])
  }

  /// The area between two edges, piece by piece where both have a place.
  private func outline(_ positions: [Double], _ spread: Series.Spread) -> String {
    var data = PathData()
    var upper: [(Double, Double)] = []
    var lower: [(Double, Double)] = []
    func flush() {
      guard upper.count > 1 else { return }
      let points = upper + lower.reversed()
      data.move(points[0].0, points[0].1)
      for point in points.dropFirst() { data.line(point.0, point.1) }
      data.close()
    }
    for (index, position) in positions.enumerated() {
      if let across = x.fraction(position), let low = y.fraction(spread.lower[index]),
        let high = y.fraction(spread.upper[index])
      {
        upper.append((across * Drawing.nominalWidth, (1 - high) * height))
        lower.append((across * Drawing.nominalWidth, (1 - low) * height))
      } else {
        flush()
        (upper, lower) = ([], [])
      }
    }
    flush()
    return data.text
  }
}
