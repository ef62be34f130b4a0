import Autodiff
import Reinforcement
import Testing

@Suite struct HeldOutTests {
  /// Every transition is one that the process has.
  @Test func transitionsAreThoseOfTheProcess() throws {
    let mdp = try MDP.frozenLake()
    let batch = try TransitionBatch.heldOut(
      from: MDPEnvironment(mdp, stepLimit: 100), count: 300, seed: 8)
    #expect(batch.count == 300 && batch.observations.shape == [300, 16])
    let (from, to) = (batch.observations.array, batch.nextObservations.array)
    for i in 0..<300 {
      let (s, next) = (from[i * 16..<i * 16 + 16], to[i * 16..<i * 16 + 16])
      let state = s.firstIndex(of: 1)! - i * 16
      let outcomes = mdp.outcomes(state, Int(batch.actions[i]))
      #expect(
        outcomes.contains {
          $0.next == next.firstIndex(of: 1)! - i * 16 && $0.terminal == batch.terminal[i]
            && Float($0.reward) == batch.rewards[i]
        })
    }
    #expect(batch.terminal.contains(true) && Set(batch.actions).count == 4)
  }

  /// An episode that is cut off doesn't end.
  @Test func truncatedStepsAreNoEnds() throws {
    let mdp = try MDP(states: ["here"], actions: ["wait"], discount: 0.9) { _, _ in
      [Outcome(to: 0, reward: 1)]
    }
    let batch = try TransitionBatch.heldOut(
      from: MDPEnvironment(mdp, stepLimit: 2), count: 20, seed: 0)
    #expect(!batch.terminal.contains(true))
  }

  @Test(arguments: [(1, 50_000, 1), (1000, 50_000, 256), (10_000, 50_000, 10), (1, 101, 1)])
  func aRunHasAHundredPoints(first: Int, last: Int, every: Int) {
    var schedule = MonitorSchedule(from: first, to: last)
    var taken: [Int] = []
    for step in stride(from: first, through: last, by: every) where schedule.isDue(at: step) {
      schedule.taken(at: step)
      taken.append(step)
    }
    #expect(taken.count >= 100 && taken.count <= 102)
    #expect(taken.first == first && taken.last! > last - every - (last - first) / 100)
  }

  @Test func aShortRunIsLookedAtInEveryStep() {
    var schedule = MonitorSchedule(from: 1, to: 7)
    for step in 1...7 {
      #expect(schedule.isDue(at: step))
      schedule.taken(at: step)
    }
  }
}
