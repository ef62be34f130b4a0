import Charts
import Foundation

/// Figures that are hard to draw.
enum OddFigures {
  static let all: [Figure] = lines + maps + others

  private static let hostile = "<script>\"x\" & 'y'</script>_{<i>}"
  private static let steps = (0..<50).map(Double.init)

  private static func chart(
    _ id: String, _ series: [Series], x: Axis = Axis("x"), y: Axis = Axis("y"),
    thresholds: [Threshold] = [], bands: [Band] = [], frames: Frames? = nil
  ) -> Figure {
    Figure(
      id: id, title: hostile, alt: hostile,
      .lines(
        LineChart(
          x: x, y: y, series: series, thresholds: thresholds, bands: bands, frames: frames)))
  }

  private static func series(_ x: [Double], _ y: [Double]) -> Series {
    Series("a", role: .lstm, x: x, y: y)
  }

  private static let lines: [Figure] = [
    chart("no-series", []), chart("empty", [series([], [])]),
    chart("one-point", [series([3], [7])]),
    chart("constant", [series(steps, steps.map { _ in 4 })]),
    chart("nothing-finite", [series([1, 2, 3], [.nan, .infinity, -.infinity])]),
    chart("gaps", [series([1, 2, 3, 4, 5], [1, .nan, 3, .infinity, 5])]),
    chart("huge", [series([-1.7e308, 1.7e308], [1e308, -1e308])]),
    chart(
      "tiny",
      [
        series(
          [0, Double.leastNonzeroMagnitude], [Double(bitPattern: 202), Double(bitPattern: 607)])
      ]),
    chart(
      "log-of-nothing", [series(steps, steps.map { -$0 })], y: Axis("y", scale: .logarithmic)),
    chart(
      "log-with-zeros", [series(steps, steps.map { $0 < 20 ? 0 : exp(-$0) })],
      y: Axis("y", unit: "1", scale: .logarithmic)),
    chart(
      "ten-thousand-nats", [series(steps, steps.map { -200 * $0 })],
      y: Axis("y", scale: .naturalLogs), thresholds: [Threshold(-5_000, "half way")]),
    chart(
      "hostile", [Series(hostile, role: .rnn, x: steps, y: steps)], x: Axis(hostile, unit: hostile),
      y: Axis(hostile),
      thresholds: [Threshold(20, hostile), Threshold(7, hostile, direction: .vertical)],
      bands: [Band(10...20, hostile), Band(-5...99, hostile, direction: .vertical)]),
    chart(
      "crowded",
      (0..<20).map { level in
        Series(
          "series number \(level)", role: .neutral, x: steps, y: steps.map { $0 + Double(level) })
      }),
    chart("outside", [series(steps, steps.map { 1e6 * $0 })], y: Axis("y", range: 0...1)),
    chart(
      "spread",
      [
        Series(
          "a", role: .gru, x: [1, 2, 3, 4], y: [1, 2, 3, 4],
          spread: .init(lower: [0, 1, .nan, 3], upper: [2, 3, 4, 5]))
      ]),
    chart(
      "frames", [series([1, 2], [0, 0])],
      frames: Frames("step", [.init(at: 0, y: [[1, 2]]), .init(at: 10, y: [[3, .nan]])])),
    chart("long", [series((0..<5000).map(Double.init), (0..<5000).map { sin(Double($0)) })]),
    chart("backwards", [series([3, 1, 2, 2], [1, 2, 3, 4]), series([2, 2], [5, 6])]),
  ]

  private static func map(_ id: String, _ values: [[Double]], _ scale: Axis.Scale) -> Figure {
    let columns = (0..<(values.first?.count ?? 0)).map(Double.init)
    return Figure(
      id: id, title: "map", alt: "A map.",
      .heatMap(
        HeatMap(
          x: Axis("t"), y: Axis("step"), value: Axis("v", scale: scale), columns: columns,
          rows: values.indices.map(Double.init),
          panels: [.init("one", values: values), .init(hostile, role: .rnn, values: values)],
          group: "g")))
  }

  private static let maps: [Figure] = [
    map("map-empty", [], .linear), map("map-one-cell", [[3]], .linear),
    map("map-constant", [[3, 3], [3, 3]], .logarithmic),
    map("map-missing", [[.nan, .nan], [.nan, .nan]], .linear),
    map("map-below", [[0, -1, 1, 10], [-.infinity, .infinity, .nan, 100]], .logarithmic),
    map("map-deep", [[-10_000, 0], [-.infinity, -5]], .naturalLogs),
  ]

  private static func planes(
    _ id: String, _ groups: [Series], radius: Double? = 1
  ) -> Figure {
    Figure(
      id: id, title: hostile, alt: hostile,
      .planes(
        Planes(
          x: Axis(hostile), y: Axis("y", unit: "u"), groups: groups,
          circles: radius.map { [Planes.Circle($0, hostile)] } ?? [])))
  }

  private static let others: [Figure] = [
    Figure(
      id: "contours", title: "t", alt: "a",
      .contours(
        ContourMap(
          x: Axis("x"), y: Axis("y"), value: Axis("z", scale: .logarithmic), columns: [0, 1, 2],
          rows: [0, 1], z: [[1, 0, -1], [.nan, .infinity, 100]],
          paths: [
            Series(hostile, role: .rose, x: [0, 1, 9e9], y: [0, 0.5, -9e9]),
            Series("none", role: .rose, x: [], y: []),
          ]))),
    Figure(
      id: "flat", title: "t", alt: "a",
      .contours(
        ContourMap(
          x: Axis("x"), y: Axis("y"), value: Axis("z"), columns: [0, 1], rows: [0, 1],
          z: [[2, 2], [2, 2]]))),
    Figure(
      id: "phases", title: "t", alt: "a",
      .phases(
        PhaseDiagram(
          x: Axis("g"), y: Axis("T", scale: .logarithmic), columns: [1, 2], rows: [10, 100],
          phases: [.init(hostile, role: .vanishing), .init("never", role: .healthy)],
          cells: [[0, 0], [0, 0]],
          curves: [Series("law", role: .threshold, x: [1, 2], y: [10, 100])]))),
    Figure(
      id: "scatter-empty", title: "t", alt: "a",
      .scatter(ScatterPlot(x: Axis("x"), y: Axis("y"), groups: []))),
    Figure(
      id: "scatter", title: "t", alt: "a",
      .scatter(
        ScatterPlot(
          x: Axis("x", scale: .logarithmic), y: Axis("y"),
          groups: [Series(hostile, role: .violet, x: [0, 1, 2], y: [1, .nan, 3])],
          curves: [Series("law", role: .neutral, x: [1, 2], y: [1, 3])],
          thresholds: [Threshold(1.5, "v", direction: .vertical)]))),
    Figure(
      id: "grid-one", title: "t", alt: "a",
      .grid(
        GridMap(
          value: Axis("v"), columns: 1, cells: [.init(hostile)],
          frames: [.init(at: 0, values: [.nan], arrows: [[]])]))),
    Figure(
      id: "grid", title: "t", alt: "a",
      .grid(
        GridMap(
          value: Axis(hostile, scale: .logarithmic), columns: 2,
          cells: [.init(hostile), .init(), .init(hostile, isClosed: true), .init("b")],
          arrowLabel: hostile, label: hostile, group: "g",
          frames: [
            .init(at: 0, values: [0, -1, .infinity, 1e300], arrows: [[], [.up], [], []]),
            .init(
              at: 1, values: [1, 1, .nan, .nan], arrows: [GridMap.Arrow.allCases, [], [.left], []]),
          ]))),
    planes("planes-none", []),
    planes("planes-empty", [Series("e", role: .rose, x: [], y: [])], radius: nil),
    planes("planes-one", [Series(hostile, role: .rnn, x: [3], y: [-7])]),
    planes(
      "planes-far",
      [
        Series("huge", role: .rnn, x: [-1.7e308, 1.7e308], y: [1e308, -1e308]),
        Series("gaps", role: .gru, x: [.nan, 1, 2], y: [1, .infinity, 3]),
      ]),
    planes(
      "planes-alike",
      (0..<5).map { Series("\($0)", role: .slate, x: [1e300, 1e300], y: [1e-300, 1e-300]) },
      radius: nil),
    Figure(
      id: "pictures-one", title: "t", alt: "a",
      .pictures(Pictures([.init(hostile, columns: 1, pixels: [.init(gray: 7)])]))),
    Figure(
      id: "pictures", title: "t", alt: "a",
      .pictures(
        Pictures([
          .init("", columns: 2, pixels: [.init(0, 0, 0), .init(255, 255, 255)]),
          .init(
            hostile, columns: 1, pixels: [.init(1, 2, 3), .init(1, 2, 3)],
            marks: [
              .init(hostile, role: .rose, columns: 0..<1, rows: 0..<2),
              .init("outside", role: .violet, columns: 5..<9, rows: 0..<1),
            ]),
        ]))),
    Figure(
      id: "bars-empty", title: "t", alt: "a",
      .bars(BarChart(value: Axis("v"), categories: [], groups: []))),
    Figure(
      id: "bars", title: "t", alt: "a",
      .bars(
        BarChart(
          value: Axis("v"), categories: [hostile, "two"],
          groups: [
            .init("a", role: .rnn, values: [-3, .nan]),
            .init(hostile, role: .lstm, values: [5, .infinity]),
          ], thresholds: [Threshold(0.5, hostile), Threshold(1e9, "outside")]))),
  ]
}
