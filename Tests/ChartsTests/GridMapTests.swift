import Foundation
import Testing

@testable import Charts

@Suite struct GridMapTests {
  private static func map(columns: Int = 2, values: [Double] = [0, 5, 10, .nan]) -> GridMap {
    let arrows: [[GridMap.Arrow]] = [[.right], [.down], [.up, .left], []]
    return GridMap(
      value: Axis("v"), columns: columns,
      cells: [.init("a"), .init(), .init(), .init("wall", isClosed: true)], label: "sweep",
      frames: [
        .init(at: 0, values: [1, 1, 1, .nan], arrows: [[], [], [], []]),
        .init(at: 7, values: values, arrows: arrows),
      ])
  }

  private static func drawn(_ map: GridMap) -> String {
    Figure(id: "f", title: "t", alt: "a", .grid(map)).inline().source
  }

  /// The directions of the arrows that one cell shows: the angles by which the arrow that points up is turned.
  private func angles(inCell cell: Int) throws -> [Int] {
    let source = Self.drawn(Self.map())
    let start = try #require(source.range(of: "data-cell=\"\(cell)\"")).upperBound
    let end = source.range(of: "data-cell", range: start..<source.endIndex)?.lowerBound
    let part = source[start..<(end ?? source.endIndex)]
    return part.matches(of: /class="arrow" data-arrow="\d" transform="[^"]*rotate\((\d+)\)"/)
      .map { Int($0.1)! }
  }

  /// Clockwise from up, as SVG turns.
  @Test func arrowsPointWhereTheirNamesSay() throws {
    #expect(try angles(inCell: 0) == [90])
    #expect(try angles(inCell: 1) == [180])
    #expect(try angles(inCell: 2) == [0, 270])
  }

  @Test func theLastMomentIsDrawnAndEveryMomentIsInTheTable() {
    let figure = Figure(id: "f", title: "t", alt: "a", .grid(Self.map()))
    #expect(Self.drawn(Self.map()).contains(">10</text>"))
    #expect(figure.table.rows.count == 8)
    #expect(figure.shownTable.rows.count == 4)
    #expect(figure.shownTable.rows[2] == [7, 1, 0, "", 10, "↑←"])
    #expect(figure.shownTable.rows[3] == [7, 1, 1, "wall", .empty, ""])
  }

  /// One scale for all moments, closed cells aside.
  @Test func coloursSpanAllMoments() {
    let map = Self.map(values: [2, 3, 4, .nan])
    #expect(map.valueMap.lower == 1 && map.valueMap.upper == 4)
  }

  @Test func numbersThatDontFitInNarrowCellsAreLeftOut() {
    let wide = [1e-5, 2e-5, 3e-5, .nan]
    #expect(!Self.drawn(Self.map(columns: 2, values: wide)).contains("number middle wide"))
    let many = GridMap(
      value: Axis("v"), columns: 12, cells: (0..<12).map { _ in .init() },
      frames: [
        .init(
          at: 0, values: (0..<12).map { -12.5 - Double($0) },
          arrows: (0..<12).map { _ in [] })
      ])
    #expect(Self.drawn(many).contains("number middle wide"))
  }

  /// Names in cells without a colour lie on the page, which may be dark.
  @Test func cellsWithoutAValueHaveTheInkOfThePage() {
    let map = GridMap(
      value: Axis("v"), columns: 2, cells: [.init("row"), .init()],
      frames: [.init(at: 0, values: [.nan, 1], arrows: [[], []])])
    #expect(Self.drawn(map).contains("data-cell=\"0\" class=\"bare\""))
    #expect(!Self.drawn(map).contains("data-cell=\"1\" class=\"bare\""))
  }

  /// White below the level, black from it on (WCAG 2.2 asks for 4.5 to 1).
  @Test(arguments: SequentialPalette.colors.indices)
  func textIsLegibleOnEveryColour(level: Int) {
    let luminance = ColorRoleTests.luminance(SequentialPalette.colors[level])
    let contrast =
      level < GridMap.firstLightLevel ? 1.05 / (luminance + 0.05) : (luminance + 0.05) / 0.05
    #expect(contrast >= 4.5, "level \(level): \(contrast)")
  }
}
