import Testing

@testable import Charts

@Suite struct CellPathsTests {
  private func grid(_ count: Int) -> CellGrid {
    CellGrid(Axis("x"), positions: (0..<count).map(Double.init))
  }

  @Test func equalNeighboursBecomeOneRectangle() {
    let paths = CellPaths([[1, 1], [1, 1]], columns: grid(2), rows: grid(2)).paths
    #expect(paths == [1: "M0 0h1000v1000h-1000z"])
  }

  /// The area of each class is the area of its cells, so nothing overlaps and nothing is lost.
  @Test func rectanglesCoverEachClassOnce() {
    let classes = (0..<10).map { row in (0..<20).map { column in (row * column / 7 + row) % 3 } }
    let paths = CellPaths(classes.map { $0.map(Optional.some) }, columns: grid(20), rows: grid(10))
      .paths
    for kind in 0..<3 {
      let cells = classes.joined().count { $0 == kind }
      #expect(area(paths[kind] ?? "") == cells * 50 * 100)
    }
  }

  @Test func missingCellsStayOpen() {
    let paths = CellPaths([[nil, 4]], columns: grid(2), rows: grid(1)).paths
    #expect(paths == [4: "M500 0h500v1000h-500z"])
  }

  @Test func edgesLieMidwayOnTheRuler() {
    let log = CellGrid(Axis("x", scale: .logarithmic), positions: [1, 10, 100])
    #expect(log.map.lower == -0.5 && log.map.upper == 2.5)
    #expect(zip(log.edges, [0, 1.0 / 3, 2.0 / 3, 1]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(log.cell(at: 0.5) == 1 && log.cell(at: 1.2) == nil)
  }

  @Test func noCellsAndOneCellHaveAGrid() {
    #expect(CellGrid(Axis("x"), positions: []).edges == [0, 1])
    #expect(CellGrid(Axis("x"), positions: [7]).edges == [0, 1])
  }

  private func area(_ path: String) -> Int {
    path.split(separator: "z").reduce(0) { sum, piece in
      let numbers = piece.split { !"-0123456789".contains($0) }.compactMap { Int($0) }
      return sum + numbers[2] * numbers[3]
    }
  }
}
