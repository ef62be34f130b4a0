extension MDP {
  /// CliffWalking-v1 as Gymnasium 1.2.0 defines it, not slippery: 4 x 12 cells, start bottom left,
  /// goal bottom right, the cliff between them. Actions: up, right, down, left. -1 a step; a step
  /// over the edge costs 100 and leads back to the start *without* ending the episode.
  ///
  /// The table of the goal's own cell is that of any other, as Gymnasium has it: no episode is ever
  /// there, since the step into it ends it. Source: Sutton and Barto 2018, example 6.6.
  public static func cliffWalking(discount: Double = 1) throws(MDPError) -> MDP {
    let grid = Grid(rows: 4, columns: 12)
    let (start, goal) = (grid.cell(3, 0), grid.cell(3, 11))
    return try MDP(
      states: grid.names, actions: GridMove.allCases.map(\.name), discount: discount,
      start: (0..<grid.count).map { $0 == start ? 1 : 0 }
    ) { s, a in
      let next = grid.neighbour(of: s, GridMove.allCases[a])
      let isCliff = next > start && next < goal
      return [
        isCliff
          ? Outcome(to: start, reward: -100) : Outcome(to: next, reward: -1, terminal: next == goal)
      ]
    }
  }
}
