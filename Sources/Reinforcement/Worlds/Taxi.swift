/// The streets of Taxi: 5 x 5 cells, walls between some, four stands.
private enum Town {
  static let grid = Grid(rows: 5, columns: 5)
  /// Red, green, yellow, blue.
  static let stands = [grid.cell(0, 0), grid.cell(0, 4), grid.cell(4, 0), grid.cell(4, 3)]
  static let standNames = ["red", "green", "yellow", "blue"]
  static let inTaxi = stands.count
  /// A wall is to the right of each of these.
  static let walls: Set = [
    grid.cell(0, 1), grid.cell(1, 1), grid.cell(3, 0), grid.cell(4, 0), grid.cell(3, 2),
    grid.cell(4, 2),
  ]

  static func neighbour(of cell: Int, _ move: GridMove) -> Int {
    let next = grid.neighbour(of: cell, move)
    let isWalled =
      move == .right && walls.contains(cell) || move == .left && walls.contains(next)
    return isWalled ? cell : next
  }
}

/// State = ((cell 5) + passenger) 4 + destination; the passenger waits at a stand or is number 4, in
/// the taxi.
private struct TaxiState {
  var cell: Int
  var passenger: Int
  let destination: Int

  init(_ index: Int) {
    cell = index / 20
    passenger = index / 4 % 5
    destination = index % 4
  }

  var index: Int { (cell * 5 + passenger) * 4 + destination }

  var name: String {
    let place =
      passenger == Town.inTaxi ? "in the taxi" : "at \(Town.standNames[passenger])"
    return "taxi in row \(cell / 5), column \(cell % 5), passenger \(place), "
      + "to \(Town.standNames[destination])"
  }

  func after(_ action: TaxiAction) -> Outcome {
    var next = self
    switch action {
    case .move(let direction):
      next.cell = Town.neighbour(of: cell, direction)
      return Outcome(to: next.index, reward: -1)
    case .pickUp:
      guard passenger != Town.inTaxi, Town.stands[passenger] == cell else { return refused }
      next.passenger = Town.inTaxi
      return Outcome(to: next.index, reward: -1)
    case .dropOff:
      guard passenger == Town.inTaxi, let stand = Town.stands.firstIndex(of: cell) else {
        return refused
      }
      next.passenger = stand
      let isThere = stand == destination
      return Outcome(to: next.index, reward: isThere ? 20 : -1, terminal: isThere)
    }
  }

  private var refused: Outcome { Outcome(to: index, reward: -10) }
}

private enum TaxiAction {
  case move(GridMove)
  case pickUp
  case dropOff

  static let all: [TaxiAction] = [
    .move(.down), .move(.up), .move(.right), .move(.left), .pickUp, .dropOff,
  ]
}

extension MDP {
  /// Taxi-v3 as Gymnasium 1.2.0 defines it, neither rainy nor fickle: 500 states (25 cells, 5 places
  /// of the passenger, 4 destinations). Actions: south, north, east, west, pick up, drop off. -1 a
  /// step, -10 for a passenger picked up or dropped off where that can't be, 20 at the destination,
  /// which ends the episode.
  ///
  /// An episode starts with the passenger waiting, not at the destination; the 100 states with the
  /// passenger there have a table like the others. Source: Dietterich 2000.
  public static func taxi(discount: Double = 0.99) throws(MDPError) -> MDP {
    let all = (0..<500).map(TaxiState.init)
    let canStart = all.map { $0.passenger != Town.inTaxi && $0.passenger != $0.destination }
    return try MDP(
      states: all.map(\.name), actions: ["south", "north", "east", "west", "pick up", "drop off"],
      discount: discount, start: canStart.map { $0 ? 1 / 300 : 0 }
    ) { s, a in [all[s].after(TaxiAction.all[a])] }
  }
}
