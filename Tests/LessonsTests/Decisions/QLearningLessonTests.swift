import LinearAlgebra
import Reinforcement
import Testing

@testable import Lessons

/// Q-learning written out, against the library's own; and the exact numbers beside it.
@Suite struct QLearningLessonTests {
  @Test func learningByHandIsTheLibrarys() throws {
    let lake = try MDP.frozenLake(discount: 0.9)
    let optimum = try lake.policyIteration().actionValues
    var (one, two) = (RandomGenerator(seed: 3), RandomGenerator(seed: 3))
    let learned = QLearningLesson.learn(lake, 500, optimum, using: &one) { 1 / Double($0) }
    let run = try lake.qLearning(
      TabularSettings(
        episodes: 500, stepSize: .decaying(power: 1), epsilon: LinearSchedule(constant: 1)),
      optimum: optimum, using: &two)
    #expect(supDistance(learned.q.elements, run.actionValues.elements) < 1e-12)
    let stops = QLearningLesson.stops(500)
    #expect(learned.errors.count == stops.count && stops.first == 1 && stops.last == 500)
    for (error, episode) in zip(learned.errors, stops) {
      #expect(abs(error - run.errors[episode - 1]) < 1e-12)
    }
  }

  /// The optimum of the softened process is what its policy earns when a move is random with probability epsilon.
  @Test func softenedOptimumIsWorthWhatItsPolicyEarns() throws {
    let cliff = try MDP.cliffWalking()
    let soft = try QLearningLesson.softened(cliff, epsilon: 0.1).policyIteration()
    let policy = Policy.epsilonGreedy(soft.actionValues, epsilon: 0.1)
    #expect(supDistance(soft.values, try cliff.exactValues(of: policy)) < 1e-9)
    let edge = try cliff.policyIteration().actionValues
    #expect(QLearningLesson.greedySteps(edge, cliff) == 13)
    #expect(QLearningLesson.greedySteps(soft.actionValues, cliff)! > 13)
  }

  @Test func aWalkThatNeverArrivesHasNoLength() throws {
    let cliff = try MDP.cliffWalking()
    #expect(QLearningLesson.greedySteps(ActionValues(states: 48, actions: 4), cliff) == nil)
  }
}
