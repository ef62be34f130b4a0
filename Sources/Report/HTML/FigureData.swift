import Charts

/// What the page's script knows of a figure: positions and values, for reading them under the pointer and for the
/// slider. Values are cut to six digits; the whole numbers are in `report.json`.
enum FigureData {
  /// Points of one line that the pointer can stop at.
  private static let stops = 500

  /// The data of a figure; nil for kinds whose numbers are printed anyway.
  static func json(_ figure: Figure) -> JSONValue? {
    switch figure.kind {
    case .lines(let chart): lines(chart)
    case .heatMap(let map): heatMap(map)
    case .scatter(let plot): scatter(plot)
    case .contours(let map): contours(map)
    case .phases(let diagram): phases(diagram)
    case .grid(let map): grid(map)
    case .bars, .pictures, .planes: nil
    }
  }

  private static func lines(_ chart: LineChart) -> JSONValue {
    let maps = chart.maps
    return [
      "kind": "lines", "x": axis(maps.x), "y": axis(maps.y),
      "series": .array(chart.series.map(series)), "frames": frames(chart),
    ]
  }

  private static func series(_ line: Series) -> JSONValue {
    let kept = thinned(line.x.count)
    return [
      "name": .string(LabelText(line.name).plain), "color": .string(line.role.rawValue),
      "x": numbers(kept.map { line.x[$0] }), "y": numbers(kept.map { line.y[$0] }),
    ]
  }

  private static func frames(_ chart: LineChart) -> JSONValue {
    guard let frames = chart.frames else { return .null }
    let values = frames.frames.map { frame in
      JSONValue.array(
        frame.y.map { line in numbers(thinned(line.count).map { line[$0] }) })
    }
    return [
      "group": .optional(frames.group), "at": numbers(frames.frames.map(\.position)),
      "y": .array(values),
    ]
  }

  private static func heatMap(_ map: HeatMap) -> JSONValue {
    let grids = map.grids
    let panels = zip(map.panels, map.panelFrames).map { panel, frame -> JSONValue in
      [
        "name": .string(LabelText(panel.name).plain), "color": .string(panel.role.rawValue),
        "top": .number(frame.top), "height": .number(frame.height), "z": matrix(panel.values),
      ]
    }
    return [
      "kind": "cells", "x": axis(grids.x.map), "y": axis(grids.y.map),
      "value": axis(map.valueMap), "below": .string(map.below),
      "columns": numbers(map.columns), "rows": numbers(map.rows),
      "across": numbers(grids.x.edges), "up": numbers(grids.y.edges),
      "panels": .array(panels), "group": .optional(map.group),
    ]
  }

  private static func contours(_ map: ContourMap) -> JSONValue {
    let (columns, rows) = (nodes(map.columns), nodes(map.rows))
    let panel: JSONValue = [
      "name": .string(LabelText(map.value.label).plain), "color": "neutral",
      "top": .number(0), "z": matrix(map.z),
    ]
    return [
      "kind": "cells", "x": axis(map.maps.x), "y": axis(map.maps.y), "value": axis(map.valueMap),
      "columns": numbers(map.columns), "rows": numbers(map.rows), "across": numbers(columns),
      "up": numbers(rows), "panels": .array([panel]),
    ]
  }

  private static func phases(_ diagram: PhaseDiagram) -> JSONValue {
    let grids = diagram.grids
    let panel: JSONValue = [
      "name": "", "color": "neutral", "top": .number(0),
      "z": .array(diagram.cells.map { numbers($0.map(Double.init)) }),
    ]
    return [
      "kind": "cells", "x": axis(grids.x.map), "y": axis(grids.y.map),
      "names": .array(diagram.phases.map { .string(LabelText($0.name).plain) }),
      "columns": numbers(diagram.columns), "rows": numbers(diagram.rows),
      "across": numbers(grids.x.edges), "up": numbers(grids.y.edges), "panels": .array([panel]),
    ]
  }

  private static func grid(_ map: GridMap) -> JSONValue {
    let moments: JSONValue = [
      "group": .optional(map.group), "at": numbers(map.frames.map(\.position)),
      "values": matrix(map.frames.map(\.values)),
      "texts": .array(map.frames.map { .array($0.values.map { .string(map.text($0)) }) }),
      "arrows": .array(
        map.frames.map { frame in
          .array(frame.arrows.map { .array($0.map { .number(Double($0.rawValue)) }) })
        }),
    ]
    return [
      "kind": "grid", "columns": .number(Double(map.columns)), "rows": .number(Double(map.rows)),
      "value": axis(map.valueMap), "best": .string(map.arrowLabel),
      "names": .array(map.cells.map { .string(LabelText($0.name).plain) }),
      "palette": .array(SequentialPalette.colors.map(JSONValue.string)),
      "light": .number(Double(GridMap.firstLightLevel)), "frames": moments,
    ]
  }

  private static func scatter(_ plot: ScatterPlot) -> JSONValue {
    let maps = plot.maps
    return [
      "kind": "points", "x": axis(maps.x), "y": axis(maps.y),
      "series": .array(plot.groups.map(series)),
    ]
  }

  private static func axis(_ map: AxisMap) -> JSONValue {
    [
      "label": .string(LabelText(map.axis.label).plain), "unit": .optional(map.axis.unit),
      "scale": .string(map.axis.scale.rawValue), "lower": .number(map.lower),
      "upper": .number(map.upper),
    ]
  }

  /// Midpoints between grid nodes, so that the pointer reads the nearest node.
  private static func nodes(_ positions: [Double]) -> [Double] {
    guard let first = positions.first, let last = positions.last, first < last else {
      return [0, 1]
    }
    let between = zip(positions, positions.dropFirst()).map {
      (($0 + $1) / 2 - first) / (last - first)
    }
    return [0] + between + [1]
  }

  private static func thinned(_ count: Int) -> [Int] {
    guard count > stops else { return Array(0..<count) }
    return (0..<stops).map { $0 * (count - 1) / (stops - 1) }
  }

  private static func matrix(_ rows: [[Double]]) -> JSONValue { .array(rows.map(numbers)) }

  /// Six digits; a gap is null, and so is what isn't finite, except the logarithm of zero.
  private static func numbers(_ values: [Double]) -> JSONValue {
    .array(
      values.map { value in
        if value.isFinite { return .number(NumberText.rounded(value, digits: 6)) }
        return value == -.infinity ? "-Infinity" : .null
      })
  }
}
