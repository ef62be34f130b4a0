import Foundation
import LinearAlgebra
import Reinforcement

/// The numbers in `Reference/`, which `make_reference.py` wrote.
func reference<Content: Decodable>(_ name: String, as type: Content.Type) throws -> Content {
  let folder = Bundle.module.bundleURL.appending(path: "Reference")
  return try JSONDecoder().decode(type, from: Data(contentsOf: folder.appending(path: name)))
}

/// A process with random transitions, rewards in [-1, 1] and, in some places, a chance to end.
func randomMDP(
  seed: UInt64, states S: Int = 6, actions A: Int = 3, discount: Double = 0.9
) throws -> MDP {
  var generator = RandomGenerator(seed: seed)
  return try MDP(
    states: (0..<S).map { "s\($0)" }, actions: (0..<A).map { "a\($0)" }, discount: discount
  ) { s, _ in
    let weights = (0..<4).map { _ in generator.uniform() + 0.01 }
    let sum = weights.reduce(0, +)
    return weights.enumerated().map { i, weight in
      Outcome(
        weight / sum, to: generator.integer(below: S), reward: generator.uniform(in: -1..<1),
        terminal: s < 2 && i == 0)
    }
  }
}

func randomActionValues(for mdp: MDP, seed: UInt64) -> ActionValues {
  var generator = RandomGenerator(seed: seed)
  let elements = (0..<mdp.stateCount * mdp.actionCount).map { _ in generator.normal() }
  return ActionValues(actions: mdp.actionCount, elements: elements)
}

/// Every action with a probability above 0.
func randomPolicy(for mdp: MDP, seed: UInt64) throws -> Policy {
  var generator = RandomGenerator(seed: seed)
  let rows = (0..<mdp.stateCount).map { _ in
    let weights = (0..<mdp.actionCount).map { _ in generator.uniform() + 0.05 }
    return weights.map { $0 / weights.reduce(0, +) }
  }
  return try Policy(Matrix(rows: rows), for: mdp)
}

/// 0 -> 1 -> 2 -> end by "go"; "stay" stays. A step costs `cost`.
func corridor(discount: Double, cost: Double = 1) throws -> MDP {
  try MDP(states: ["first", "middle", "last"], actions: ["go", "stay"], discount: discount) {
    s, a in
    [Outcome(to: a == 0 ? min(s + 1, 2) : s, reward: -cost, terminal: a == 0 && s == 2)]
  }
}
