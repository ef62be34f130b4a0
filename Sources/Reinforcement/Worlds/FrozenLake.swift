/// A map of the frozen lake: S the start, F ice, H a hole, G the goal.
public enum FrozenLakeMap: String, CaseIterable, Sendable {
  /// 16 states.
  case fourByFour = "4x4"
  /// 64 states.
  case eightByEight = "8x8"

  var rows: [String] {
    switch self {
    case .fourByFour: ["SFFF", "FHFH", "FFFH", "HFFG"]
    case .eightByEight:
      [
        "SFFFFFFF", "FFFFFFFF", "FFFHFFFF", "FFFFFHFF", "FFFHFFFF", "FHHFFFHF", "FHFFHFHF",
        "FFFHFFFG",
      ]
    }
  }

  /// Its cells.
  public var grid: Grid { Grid(rows: rows.count, columns: rows.count) }

  /// The letters, row by row.
  public var letters: [Character] { rows.flatMap(Array.init) }

  /// The steps after which Gymnasium truncates an episode.
  public var stepLimit: Int { self == .fourByFour ? 100 : 200 }
}

extension MDP {
  /// FrozenLake-v1 as Gymnasium 1.2.0 defines it. Actions: left, down, right, up. On slippery ice a
  /// step goes as meant with probability 1/3, and to either side with 1/3 each. Reward 1 at the goal,
  /// otherwise 0; goal and holes end the episode.
  public static func frozenLake(
    _ map: FrozenLakeMap = .fourByFour, isSlippery: Bool = true, discount: Double = 0.99
  ) throws(MDPError) -> MDP {
    let (grid, letters) = (map.grid, map.letters)
    let moves: [GridMove] = [.left, .down, .right, .up]
    return try MDP(
      states: grid.names, actions: moves.map(\.name), discount: discount,
      start: letters.map { $0 == "S" ? 1 : 0 }
    ) { s, a in
      guard letters[s] == "S" || letters[s] == "F" else {
        return [Outcome(to: s, reward: 0, terminal: true)]
      }
      let slips = isSlippery ? [moves[(a + 3) % 4], moves[a], moves[(a + 1) % 4]] : [moves[a]]
      return slips.map { move in
        let next = grid.neighbour(of: s, move)
        return Outcome(
          1 / Double(slips.count), to: next, reward: letters[next] == "G" ? 1 : 0,
          terminal: letters[next] == "G" || letters[next] == "H")
      }
    }
  }
}
