extension MDP {
  /// The 4 x 4 grid of the lecture: ends in two opposite corners, -1 a step, gamma = 1. Actions: up,
  /// right, down, left; a step against the border leaves the state as it is. An episode starts in any
  /// state but the ends.
  ///
  /// The random policy is worth 0 -14 -20 -22 / -14 -18 -20 -20 / -20 -20 -18 -14 / -22 -20 -14 0;
  /// the optimum is minus the number of steps to the nearer end.
  /// Source: Sutton and Barto 2018, example 4.1.
  public static func cornerGrid() -> MDP {
    let grid = Grid(rows: 4, columns: 4)
    let ends = [0, grid.count - 1]
    return MDP(known: grid.names, GridMove.allCases.map(\.name), discount: 1) { s, a in
      guard !ends.contains(s) else { return [Outcome(to: s, reward: 0, terminal: true)] }
      let next = grid.neighbour(of: s, GridMove.allCases[a])
      return [Outcome(to: next, reward: -1, terminal: ends.contains(next))]
    }
  }

  /// The 5 x 5 grid of Sutton and Barto: from A every action leads to A' with +10, from B to B' with
  /// +5; a step against the border costs 1; everything else is free. No end, gamma = 0.9. Actions:
  /// up, right, down, left.
  ///
  /// Row one is worth 3.3 8.8 4.4 5.3 1.5 under the random policy and 22.0 24.4 22.0 19.4 17.5 at
  /// best. Source: Sutton and Barto 2018, examples 3.5 and 3.8.
  public static func teleportGrid() -> MDP {
    let grid = Grid(rows: 5, columns: 5)
    let jumps = [
      grid.cell(0, 1): Outcome(to: grid.cell(4, 1), reward: 10),
      grid.cell(0, 3): Outcome(to: grid.cell(2, 3), reward: 5),
    ]
    return MDP(known: grid.names, GridMove.allCases.map(\.name), discount: 0.9) { s, a in
      if let jump = jumps[s] { return [jump] }
      let next = grid.neighbour(of: s, GridMove.allCases[a])
      return [Outcome(to: next, reward: next == s ? -1 : 0)]
    }
  }
}
