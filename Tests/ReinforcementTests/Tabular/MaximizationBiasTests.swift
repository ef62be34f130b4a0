import Reinforcement
import Testing

private struct BiasReference: Decodable {
  let runs: Int
  let qLearning: [Double]
  let doubleQLearning: [Double]

  enum CodingKeys: String, CodingKey {
    case runs
    case qLearning = "Q-learning"
    case doubleQLearning = "Double Q-learning"
  }
}

@Suite struct MaximizationBiasTests {
  /// Every episode within five standard errors of another implementation with ten times the runs.
  @Test(arguments: MaximizationBias.Method.allCases)
  func theCurveIsThatOfASimulationInNumPy(method: MaximizationBias.Method) throws {
    let reference = try reference("maximization-bias.json", as: BiasReference.self)
    let wanted = method == .qLearning ? reference.qLearning : reference.doubleQLearning
    let example = MaximizationBias()
    let share = example.leftShare(of: method, seed: 0)
    try #require(share.count == wanted.count)
    let runs = 1 / (1 / Double(example.runs) + 1 / Double(reference.runs))
    for (ours, theirs) in zip(share, wanted) {
      #expect(abs(ours - theirs) < 5 * (theirs * (1 - theirs) / runs).squareRoot())
    }
  }

  /// Before any reward has come back to A, both actions tie.
  @Test func theFirstTwoEpisodesAreACoin() {
    var example = MaximizationBias()
    example.episodes = 2
    for method in MaximizationBias.Method.allCases {
      let share = example.leftShare(of: method, seed: 3)
      #expect(share.allSatisfy { abs($0 - 0.5) < 0.04 })
    }
  }

  /// The noise gone, left is simply worse, and 5 % is all that exploration costs.
  @Test(arguments: MaximizationBias.Method.allCases)
  func withEnoughPatienceBothEndNearFivePerCent(method: MaximizationBias.Method) {
    var example = MaximizationBias()
    (example.actions, example.mean, example.episodes, example.runs) = (2, -3, 600, 1_000)
    let share = example.leftShare(of: method, seed: 1)
    let end = share.suffix(100).reduce(0, +) / 100
    #expect(abs(end - 0.05) < 0.01)
  }
}
