import Reinforcement
import Testing

@Suite struct GridTests {
  @Test func aMoveAndItsOppositeLeadBackUnlessTheBorderHeld() {
    let grid = Grid(rows: 3, columns: 5)
    let opposite: [GridMove: GridMove] = [
      .up: .down, .down: .up, .left: .right, .right: .left,
    ]
    for cell in 0..<grid.count {
      for move in GridMove.allCases {
        let next = grid.neighbour(of: cell, move)
        #expect((0..<grid.count).contains(next))
        #expect(next == cell || grid.neighbour(of: next, opposite[move]!) == cell)
      }
    }
    #expect(grid.neighbour(of: grid.cell(1, 2), .down) == grid.cell(2, 2))
    #expect(grid.neighbour(of: grid.cell(1, 2), .right) == grid.cell(1, 3))
    #expect(grid.neighbour(of: grid.cell(0, 4), .up) == grid.cell(0, 4))
    #expect(grid.neighbour(of: grid.cell(0, 4), .right) == grid.cell(0, 4))
  }
}
