import Reinforcement
import Testing

/// Gymnasium's own tables, outcome by outcome, and what they are worth.
struct WorldReference: Decodable, Sendable {
  struct Solution: Decodable, Sendable {
    let policy: String
    let discount: Double
    let values: [Double]
  }
  let start: [Double]
  /// Rows (s, a) of [probability, next, reward, terminal].
  let outcomes: [[[Double]]]
  let solutions: [Solution]
}

private struct WorldFile: Decodable {
  let lake4: WorldReference
  let lake8: WorldReference
  let cliff: WorldReference
  let taxi: WorldReference

  enum CodingKeys: String, CodingKey {
    case lake4 = "frozenlake-4x4"
    case lake8 = "frozenlake-8x8"
    case cliff = "cliffwalking"
    case taxi
  }
}

@Suite struct GymnasiumTableTests {
  enum World: String, CaseIterable, Sendable {
    case lake4, lake8, cliff, taxi

    func make(_ discount: Double) throws -> MDP {
      switch self {
      case .lake4: try .frozenLake(discount: discount)
      case .lake8: try .frozenLake(.eightByEight, discount: discount)
      case .cliff: try .cliffWalking(discount: discount)
      case .taxi: try .taxi(discount: discount)
      }
    }

    func reference() throws -> WorldReference {
      let file = try ReinforcementTests.reference("worlds.json", as: WorldFile.self)
      switch self {
      case .lake4: return file.lake4
      case .lake8: return file.lake8
      case .cliff: return file.cliff
      case .taxi: return file.taxi
      }
    }
  }

  @Test(arguments: World.allCases) func everyOutcomeIsGymnasiums(world: World) throws {
    let reference = try world.reference()
    let mdp = try world.make(0.9)
    try #require(mdp.stateCount * mdp.actionCount == reference.outcomes.count)
    #expect(supDistance(mdp.start, reference.start) < 1e-15)
    for (row, expected) in reference.outcomes.enumerated() {
      let ours = mdp.outcomes(row / mdp.actionCount, row % mdp.actionCount).map {
        [$0.probability, Double($0.next), $0.reward, $0.terminal ? 1 : 0]
      }
      #expect(ours == expected, "\(mdp.states[row / mdp.actionCount]), action \(row)")
    }
  }

  @Test(arguments: World.allCases) func valuesAreThoseOfGymnasiumsTable(world: World) throws {
    for solution in try world.reference().solutions {
      let mdp = try world.make(solution.discount)
      let values =
        solution.policy == "random"
        ? try mdp.exactValues(of: .random(for: mdp)) : try mdp.policyIteration().values
      let distance = supDistance(values, solution.values)
      #expect(distance < 1e-10, "\(solution.policy) at \(solution.discount)")
    }
  }

  @Test func frozenLakesHolesAndGoalEndIt() throws {
    let lake = try MDP.frozenLake()
    #expect(Set(0..<16).subtracting(lake.transientStates) == [5, 7, 11, 12, 15])
    let dry = try MDP.frozenLake(isSlippery: false, discount: 0.5).policyIteration().values
    // Six steps to the goal, the sixth rewarded.
    #expect(abs(dry[0] - 0.03125) < 1e-15)
  }

  /// Up, eleven to the right, down.
  @Test func theShortestWayAlongTheCliffHasThirteenSteps() throws {
    let values = try MDP.cliffWalking().policyIteration().values
    #expect(values[36] == -13)
  }
}
