import Testing

@testable import Charts

@Suite struct PlanesTests {
  static let planes = Planes(
    x: Axis("re"), y: Axis("im"),
    groups: [
      Series("a", role: .violet, x: [-1, 7, .nan], y: [0.5, 0, 1]),
      Series("b", role: .ochre, x: [0], y: [-2]),
    ], circles: [Planes.Circle(1, "unit circle")])

  @Test func oneUnitAcrossIsOneUnitUp() {
    let maps = Self.planes.maps
    #expect(abs((maps.x.upper - maps.x.lower) - (maps.y.upper - maps.y.lower)) < 1e-12)
    #expect(maps.x.lower < -1 && maps.x.upper > 7)
    #expect(maps.y.lower < -2 && maps.y.upper > 1)
  }

  @Test func circleIsInsideWithoutAnyPoint() {
    let maps = Planes(
      x: Axis("x"), y: Axis("y"), groups: [], circles: [Planes.Circle(3, "limit")]
    ).maps
    #expect(maps.x.lower < -3 && maps.x.upper > 3 && maps.y.lower < -3 && maps.y.upper > 3)
  }

  @Test func everyPointWithAPlaceIsDrawnInBothVariants() throws {
    let source = Figure(id: "p", title: "t", alt: "a", .planes(Self.planes)).inline().source
    #expect(source.matches(of: #/h0/#).count == 2 * 3)
    #expect(source.matches(of: #/<circle class="ring-line/#).count == 2 * 2)
    #expect(source.matches(of: #/class="panel"/#).count == 2 * 2)
  }

  @Test(arguments: [(1, 1, 1), (2, 1, 1), (3, 1, 2), (4, 1, 2), (9, 3, 5)])
  func narrowPlanesStandInPairs(count: Int, wide: Int, narrow: Int) throws {
    let groups = (0..<count).map { Series("\($0)", role: .slate, x: [0], y: [0]) }
    let drawing = Planes(x: Axis("x"), y: Axis("y"), groups: groups).drawn()
    let parts = drawing.body.source.split(separator: "<g class=\"narrow\">")
    try #require(parts.count == 2)
    let rows = parts.map { part in
      Set(part.matches(of: #/class="panel" x="[^"]*" y="([^"]*)"/#).map(\.output.1)).count
    }
    #expect(rows == [wide, narrow])
    let ends = [drawing.height, drawing.narrowHeight ?? 0]
    #expect(ends.allSatisfy { $0 > 140 })
  }

  @Test func numbersAreARowAPoint() {
    let table = Figure(id: "p", title: "t", alt: "a", .planes(Self.planes)).table
    #expect(table.columns.map(\.name) == ["group", "re", "im"])
    #expect(table.rows.count == 4)
    #expect(table.rows[1] == [.text("a"), .number(7), .number(0)])
  }
}
