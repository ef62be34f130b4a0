import Charts
import Reinforcement

/// Values of a world's cells and the actions that they recommend, as a picture.
struct WorldPicture {
  /// The process; a state is a cell.
  let world: MDP
  let grid: Grid
  /// What each action does.
  let moves: [GridMove]
  /// Words in the corners, by cell.
  var names: [Int: String] = [:]
  /// Cells that aren't there.
  var closed: Set<Int> = []
  /// Cells without arrows: episodes end there.
  var ends: Set<Int> = []

  /// A moment: V, and the tied greedy actions of the values that follow from it by one step ahead.
  func moment(_ position: Double, _ v: StateValues) -> GridMap.Frame {
    moment(position, v, world.actionValues(from: v))
  }

  /// A moment: V, and the tied greedy actions of Q.
  func moment(_ position: Double, _ v: StateValues, _ q: ActionValues) -> GridMap.Frame {
    GridMap.Frame(
      at: position, values: v.indices.map { closed.contains($0) ? .nan : v[$0] },
      arrows: v.indices.map { cell in
        guard !closed.contains(cell), !ends.contains(cell) else { return [] }
        return q.greedyActions(at: cell).map { GridMap.Arrow(rawValue: moves[$0].rawValue)! }
      })
  }

  /// The picture of some moments.
  func map(_ value: Axis, label: String = "sweep", _ frames: [GridMap.Frame]) -> GridMap {
    GridMap(
      value: value, columns: grid.columns,
      cells: (0..<grid.count).map {
        GridMap.Cell(names[$0] ?? "", isClosed: closed.contains($0))
      }, label: label, frames: frames)
  }

  /// Sweeps that a slider stops at: all of the first few, then fewer and fewer, and the last.
  static func stops(through last: Int) -> [Int] {
    let some = [0, 1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 1000]
    return some.filter { $0 < last } + [last]
  }

  /// The 4 x 4 grid of the lecture.
  static func corner(_ world: MDP) -> WorldPicture {
    WorldPicture(
      world: world, grid: Grid(rows: 4, columns: 4), moves: GridMove.allCases,
      names: [0: "end", 15: "end"], ends: [0, 15])
  }

  /// The 5 x 5 grid of Sutton and Barto.
  static func teleport(_ world: MDP) -> WorldPicture {
    WorldPicture(
      world: world, grid: Grid(rows: 5, columns: 5), moves: GridMove.allCases,
      names: [1: "A", 3: "B", 13: "B′", 21: "A′"])
  }

  /// The cliff of example 6.6.
  static func cliff(_ world: MDP) -> WorldPicture {
    WorldPicture(
      world: world, grid: Grid(rows: 4, columns: 12), moves: GridMove.allCases,
      names: [36: "S", 47: "G"], closed: Set(37...46), ends: [47])
  }
}
