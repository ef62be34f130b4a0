import LinearAlgebra
import Reinforcement
import Testing
import Training

@Suite struct TabularLearningTests {
  enum Method: String, CaseIterable, Sendable {
    case qLearning, sarsa, doubleQLearning

    func run(
      _ mdp: MDP, _ settings: TabularSettings, optimum: ActionValues? = nil, seed: UInt64 = 0
    ) throws -> TabularRun {
      var generator = RandomGenerator(seed: seed)
      switch self {
      case .qLearning:
        return try mdp.qLearning(settings, optimum: optimum, using: &generator)
      case .sarsa: return try mdp.sarsa(settings, optimum: optimum, using: &generator)
      case .doubleQLearning:
        return try mdp.doubleQLearning(settings, optimum: optimum, using: &generator)
      }
    }
  }

  /// With every action tried often and step sizes n^-0.7, the off-policy methods find Q*, and SARSA
  /// the values of the policy that it follows: the random one, at epsilon = 1.
  @Test(arguments: Method.allCases) func valuesConvergeToThoseOfTheMethodsPolicy(
    method: Method
  ) throws {
    let mdp = try randomMDP(seed: 4, states: 4, actions: 2, discount: 0.7)
    let wanted =
      method == .sarsa
      ? try mdp.exactActionValues(of: .random(for: mdp)) : try mdp.policyIteration().actionValues
    let settings = TabularSettings(
      episodes: 20_000, stepSize: .decaying(power: 0.7), epsilon: LinearSchedule(constant: 1),
      stepLimit: 20)
    let run = try method.run(mdp, settings, optimum: wanted)
    #expect(run.errors.last! < 0.03)
    #expect(run.errors[0] > 0.3)
    #expect(run.errors.last == (run.actionValues - wanted).supNorm)
    let different =
      method == .sarsa
      ? try mdp.policyIteration().actionValues : try mdp.exactActionValues(of: .random(for: mdp))
    #expect((run.actionValues - different).supNorm > 0.06)
  }

  /// Sutton and Barto 2018, example 6.6: Q-learning learns the way along the edge and falls, SARSA a
  /// safer one, and earns more while epsilon is 0.1.
  @Test func alongTheCliffQLearningFindsTheEdgeAndSARSAEarnsMore() throws {
    let cliff = try MDP.cliffWalking()
    let settings = TabularSettings()
    func meanOfLastEpisodes(_ method: Method) throws -> Double {
      let totals = try (0..<20).map { seed in
        try method.run(cliff, settings, seed: seed).episodes.suffix(100).reduce(0) { $0 + $1.total }
      }
      return totals.reduce(0, +) / 2_000
    }
    let (edge, safe) = (try meanOfLastEpisodes(.qLearning), try meanOfLastEpisodes(.sarsa))
    #expect((-65 ... -40).contains(edge))
    #expect((-35 ... -18).contains(safe))
    #expect(greedyLength(try Method.qLearning.run(cliff, settings).actionValues, cliff) == 13)
    #expect(greedyLength(try Method.sarsa.run(cliff, settings).actionValues, cliff) > 13)
  }

  private func greedyLength(_ q: ActionValues, _ mdp: MDP) -> Int {
    var (s, steps, isOver) = (36, 0, false)
    while !isOver && steps < 100 {
      let outcome = mdp.outcomes(s, q.greedyAction(at: s)).first!
      (s, steps, isOver) = (outcome.next, steps + 1, outcome.terminal)
    }
    return steps
  }

  /// The process of example 6.7 with rewards of -1.1 or 0.9: early on, a maximum that judges what it
  /// chose sends Q-learning left, although that is worth -0.1 and the end 0.
  @Test func onlyTheSecondTableJudgesWithoutBias() throws {
    let mdp = try MDP(
      states: ["A", "B"], actions: (0..<10).map { "\($0)" }, discount: 1, start: [1, 0]
    ) { s, a in
      guard s == 1 else {
        return [Outcome(to: a == 0 ? 1 : 0, reward: 0, terminal: a > 0)]
      }
      return [-1.1, 0.9].map { Outcome(0.5, to: 0, reward: $0, terminal: true) }
    }
    let settings = TabularSettings(episodes: 300, stepSize: .constant(0.1))
    func leftShare(_ method: Method) throws -> Double {
      let lefts = try (0..<200).map { seed in
        try method.run(mdp, settings, seed: seed).episodes.count { $0.steps == 2 }
      }
      return Double(lefts.reduce(0, +)) / 60_000
    }
    let (single, double) = (try leftShare(.qLearning), try leftShare(.doubleQLearning))
    #expect(single > 2 * double, "\(single) against \(double)")
  }

  @Test(arguments: Method.allCases) func theSameSeedLearnsTheSame(method: Method) throws {
    let mdp = try randomMDP(seed: 1)
    let settings = TabularSettings(episodes: 30)
    let run = try method.run(mdp, settings, seed: 5)
    #expect(try method.run(mdp, settings, seed: 5) == run)
    #expect(try method.run(mdp, settings, seed: 6) != run)
    #expect(run.episodes.count == 30 && run.errors.isEmpty)
  }

  @Test(arguments: Method.allCases) func anEpisodeIsCutOffAtItsLimit(method: Method) throws {
    let endless = MDP.teleportGrid()
    let run = try method.run(endless, TabularSettings(episodes: 3, stepLimit: 25))
    #expect(run.episodes.allSatisfy { $0.steps == 25 && !$0.terminated })
  }

  @Test(arguments: [
    (TabularSettings(episodes: 0), "episodes"), (TabularSettings(stepLimit: 0), "step limit"),
    (TabularSettings(stepSize: .constant(1.5)), "step size"),
    (TabularSettings(stepSize: .constant(.nan)), "step size"),
    (TabularSettings(stepSize: .decaying(power: -1)), "step size's power"),
    (TabularSettings(epsilon: LinearSchedule(from: 1, to: -0.1, over: 10)), "epsilon"),
  ])
  func aSettingThatCantBeIsNamed(settings: TabularSettings, name: String) {
    for method in Method.allCases {
      let error = #expect(throws: SettingError.self) {
        try method.run(MDP.cornerGrid(), settings)
      }
      #expect(error?.name == name)
    }
  }

  @Test func tiesAreBrokenEvenly() {
    var generator = RandomGenerator(seed: 2)
    let q = ActionValues(actions: 4, elements: [1, 0, 1, 1])
    var counts = [0, 0, 0, 0]
    for _ in 0..<30_000 {
      counts[q.sampleEpsilonGreedy(at: 0, epsilon: 0, using: &generator)] += 1
    }
    #expect(counts[1] == 0)
    for a in [0, 2, 3] { #expect(abs(counts[a] - 10_000) < 410) }
  }
}
