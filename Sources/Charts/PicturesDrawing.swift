extension Pictures {
  private var pictureHeight: Double { pictures.count == 1 ? 260 : 150 }
  private static var gap: Double { 0.03 }

  func drawn() -> Drawing {
    var drawing = Drawing(height: pictureHeight)
    drawing.margins.top = 6
    let share = (1 - Self.gap * Double(pictures.count - 1)) / Double(pictures.count)
    for (index, picture) in pictures.enumerated() {
      let left = Double(index) * (share + Self.gap)
      drawing.add(box(picture, left: left, width: share))
      drawing.add(
        .element(
          "text",
          [
            "class": "tick", "x": percent(left), "y": coordinate(pictureHeight + 16),
          ], LabelText(plain: picture.name).svg))
    }
    var named: Set<String> = []
    for mark in pictures.flatMap(\.marks) where named.insert(mark.name).inserted {
      drawing.legend.append(
        LegendEntry(name: mark.name, role: mark.role, swatch: .line(.solid)))
    }
    return drawing
  }

  /// A picture as large as it can be without changing its shape, at the lower left of its place.
  private func box(_ picture: Picture, left: Double, width: Double) -> Markup {
    .element(
      "svg",
      [
        "class": "cells", "x": percent(left), "y": "0", "width": percent(width),
        "height": coordinate(pictureHeight),
        "viewBox": "0 0 \(picture.columns) \(picture.rows)", "preserveAspectRatio": "xMinYMax meet",
      ], pixels(picture) + .joined(picture.marks.map(outline)))
  }

  /// One path a colour.
  private func pixels(_ picture: Picture) -> Markup {
    let byColor = Dictionary(grouping: picture.tiles, by: \.color)
    let paths = byColor.sorted { $0.key.css < $1.key.css }.map { color, tiles in
      let data = tiles.map {
        "M\($0.columns.lowerBound) \($0.rows.lowerBound)h\($0.columns.count)v\($0.rows.count)"
          + "h-\($0.columns.count)z"
      }
      return Markup.element("path", ["fill": color.css, "d": data.joined()])
    }
    return .joined(paths)
  }

  /// A line with a pale halo, so that it shows on any ground.
  private func outline(_ mark: Mark) -> Markup {
    let kinds = ["trail-halo", "line"]
    return .joined(
      kinds.map { kind in
        .element(
          "rect",
          [
            "class": classes(kind, mark.role.className), "x": String(mark.columns.lowerBound),
            "y": String(mark.rows.lowerBound), "width": String(mark.columns.count),
            "height": String(mark.rows.count), "vector-effect": "non-scaling-stroke",
          ])
      })
  }
}

extension Pictures {
  /// The tiles: pictures of few colours are few rectangles.
  var table: DataTable {
    let names = ["column", "row", "width", "height", "red", "green", "blue"]
    return DataTable(
      columns: [.init("picture")] + names.map { DataTable.Column($0) },
      rows: pictures.flatMap { picture in
        picture.tiles.map { tile in
          let numbers = [
            tile.columns.lowerBound, tile.rows.lowerBound, tile.columns.count, tile.rows.count,
            Int(tile.color.red), Int(tile.color.green), Int(tile.color.blue),
          ]
          return [.text(picture.name)] + numbers.map { .number(Double($0)) }
        }
      })
  }
}
