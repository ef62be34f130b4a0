import Foundation
import Reinforcement
import Report

extension DeepQLearningLesson {
  static func claims(_ m: Measurements) -> [Claim] {
    yardsticks(m) + byHand(m) + learned(m) + believed(m)
  }

  /// The mean score of random pushes in Gymnasium 1.2.0 over 1,000 episodes, and its standard error.
  static let gymnasium = (mean: 22.197, standardError: 0.358)

  private static func yardsticks(_ m: Measurements) -> [Claim] {
    let error = (pow(gymnasium.standardError, 2) + pow(standardError(m.random), 2)).squareRoot()
    return [
      Claim(
        id: "dq-line", "One line of code balances the pole from every start.",
        measured: m.leaning.min()!, expected: 500...500, unit: "steps", strength: .measurement,
        detail: #"""
          Right if $\theta + 0.2\, \dot\theta > 0$, otherwise left: the least of 100 scores. 500 steps are all there are.
          """#, figureID: "dq-scores"),
      Claim(
        id: "dq-full", "What that is worth is a geometric sum.",
        measured: m.leaningReturn, expected: .around(m.fullReturn, 1e-9), unit: "reward",
        strength: .closedForm,
        detail: #"""
          Its discounted return, against $(1 - \gamma^{500})/(1 - \gamma)$ with $\gamma = $ \#(m.discount). Nothing can be worth more in 500 steps.
          """#, figureID: "dq-belief"),
      Claim(
        id: "dq-random", "Random pushes last about 22 steps.",
        measured: m.chance, expected: .around(gymnasium.mean, 4.5 * error), unit: "steps",
        strength: .measurement,
        detail: """
          The mean of \(m.random.count) episodes. Gymnasium's own CartPole gave 22.20 ± 0.36 over 1,000 episodes; 4.5 standard errors of the difference.
          """, figureID: "dq-scores"),
    ]
  }

  private static func byHand(_ m: Measurements) -> [Claim] {
    [
      Claim(
        id: "dq-targets", "The targets are those of line 11, done again by hand.",
        measured: m.runs.map(\.log.targetError).max()!, expected: 0...1e-4, unit: "reward",
        strength: .closedForm,
        detail: #"""
          The largest difference from $r$ at an end and $r + \gamma \max \hat{Q}$ otherwise, in every fiftieth update of every agent. Single \#
          precision near 100 is good to $10^{-5}$.
          """#),
      Claim(
        id: "dq-losses", "The losses are the mean of Huber's, done again by hand.",
        measured: m.runs.map(\.log.lossError).max()!, expected: 0...1e-5, strength: .closedForm,
        detail: #"""
          $d^2/2$ up to an error of 1 and $|d| - 1/2$ beyond, relative difference, in the same updates. Single precision.
          """#),
    ]
  }

  private static func learned(_ m: Measurements) -> [Claim] {
    func times(_ scores: (Run) -> [Double]) -> Double {
      mean(m.runs.map { mean(scores($0)) }) / m.chance
    }
    return [
      Claim(
        id: "dq-kept", "From rewards alone, agents learn to balance many times as long as chance.",
        measured: times(\.keptScores), expected: 5...23.5, unit: "times random pushes",
        strength: .measurement,
        detail: """
          The mean over agents of their kept networks, 100 fresh episodes each. 22.5 would be 500 steps. \
          Twenty seeds met 10.0 to 22.5; half of the least is allowed.
          """, figureID: "dq-scores"),
      Claim(
        id: "dq-last", "The last networks, nobody having chosen them, do worse.",
        measured: times(\.lastScores) / times(\.keptScores), expected: 0.15...1,
        unit: "of what the kept ones score", strength: .measurement,
        detail: """
          The same of the networks that training ended with. Twenty seeds met 0.34 to 0.92; one agent of the sixty ended below chance.
          """, figureID: "dq-scores"),
      Claim(
        id: "dq-fall",
        "Learning goes backwards too: a policy loses much from one look to the next.",
        measured: m.runs.map(\.largestFall).max()!, expected: 60...500, unit: "steps",
        strength: .measurement,
        detail: """
          The largest fall of any agent's greedy score between two looks, \(m.settings.steps / 15) steps apart. Twenty seeds met 130 to 441; \
          half of the least is allowed.
          """, figureID: "dq-curve"),
    ]
  }

  private static func believed(_ m: Measurements) -> [Claim] {
    let count = max(1, m.runs[0].stops.count / 3)
    let law = mean(m.runs[0].stops.suffix(count).map { m.settings.grownValue(at: $0) })
    return [
      Claim(
        id: "dq-early", "At the first look, the network expects far less than its policy gets.",
        measured: mean(m.runs.map { $0.predicted[0] / $0.earned[0] }), expected: 0...0.4,
        unit: "of the return", strength: .measurement,
        detail: #"""
          $\max_a Q(s_0, a)$ over the discounted return of eight greedy episodes, mean over agents. Twenty seeds met 0.045 to 0.21.
          """#, figureID: "dq-belief"),
      Claim(
        id: "dq-law", "Values grow by one reward with each copy of the target network.",
        measured: mean(m.runs.map(\.late.predicted)) / law, expected: 0.9...1.2,
        unit: "of the law", strength: .measurement,
        detail: #"""
          $\max_a Q(s_0, a)$ over $(1 - \gamma^k)/(1 - \gamma)$, $k$ the target networks learned from, over the last third of the looks. The law \#
          is exact for a table without an end in sight; a network generalises, which carries values a little ahead.
          """#, figureID: "dq-belief"),
    ]
  }
}
