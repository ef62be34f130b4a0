import Testing

@testable import Charts

@Suite struct PathDataTests {
  @Test func writesRelativeSteps() {
    var path = PathData()
    path.move(1, 2.04)
    path.line(3, 2)
    path.line(2.5, 4)
    path.line(2.5, 4.01)
    path.close()
    #expect(path.text == "M1 2l2 0-.5 2z")
  }

  /// Rounding each step would add up to 0.05 a step; rounding each place doesn't.
  @Test func roundingDoesNotDrift() {
    var path = PathData()
    path.move(0, 0)
    for step in 1...1000 { path.line(0.34 * Double(step), 0) }
    let steps = path.text.dropFirst(5).split(separator: " ").compactMap { Double($0) }
    #expect(abs(steps.reduce(0, +) - 340) < 0.1)
  }

  @Test(arguments: [(0.04, "0"), (-0.04, "0"), (1.25, "1.3"), (-12, "-12"), (0.96, "1")])
  func coordinatesAreShort(value: Double, written: String) {
    #expect(coordinate(value) == written)
  }

  @Test func gapsBreakALine() {
    let x = [0, 1, 2, 3, 4, 5].map(Double.init)
    let map = AxisMap(Axis("x"), fitting: x, fit: .tight)
    let log = AxisMap(Axis("y", scale: .logarithmic), fitting: [1, 10], fit: .tight)
    let line = PlottedLine(
      x: x, y: [1, 10, 0, .nan, 1, -1], xMap: map, yMap: log, width: 100, height: 100)
    #expect(line.runs.map(\.count) == [2, 1])
    #expect(line.isolated.count == 1)
    #expect(line.path == "M0 100l20-100")
  }

  @Test func thinningKeepsExtremes() {
    let run = (0..<20_000).map { (x: Double($0) / 40, y: $0 == 7_777 ? 99.0 : 0) }
    let kept = PlottedLine.thinned(run)
    #expect(kept.count < 2_100)
    #expect(kept.contains { $0.y == 99 })
    #expect(kept.first! == run.first! && kept.last! == run.last!)
  }
}
